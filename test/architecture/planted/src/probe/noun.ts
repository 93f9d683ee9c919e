export const noun = 'probe';
