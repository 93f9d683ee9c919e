export const noun = 'configure';
