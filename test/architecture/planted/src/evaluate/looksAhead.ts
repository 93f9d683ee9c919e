export { noun } from '../recommend/noun.ts';
