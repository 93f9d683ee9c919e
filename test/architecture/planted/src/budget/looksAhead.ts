export { noun } from '../measure/noun.ts';
