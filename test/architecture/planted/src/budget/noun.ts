export const noun = 'budget';
