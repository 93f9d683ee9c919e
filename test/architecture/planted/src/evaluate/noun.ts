export const noun = 'evaluate';
