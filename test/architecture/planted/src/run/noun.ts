export const noun = 'run';
