export const noun = 'ports';
