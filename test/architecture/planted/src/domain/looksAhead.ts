export { noun } from '../ports/noun.ts';
