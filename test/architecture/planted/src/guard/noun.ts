export const noun = 'guard';
