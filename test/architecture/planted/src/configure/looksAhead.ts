export { noun } from '../guard/noun.ts';
