export { noun } from '../evaluate/noun.ts';
