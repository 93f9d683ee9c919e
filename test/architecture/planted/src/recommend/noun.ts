export const noun = 'recommend';
