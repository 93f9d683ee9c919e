export { noun } from '../budget/noun.ts';
