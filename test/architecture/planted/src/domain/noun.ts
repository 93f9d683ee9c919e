export const noun = 'domain';
