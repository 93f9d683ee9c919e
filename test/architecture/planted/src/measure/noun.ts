export const noun = 'measure';
