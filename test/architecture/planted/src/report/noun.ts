export const noun = 'report';
