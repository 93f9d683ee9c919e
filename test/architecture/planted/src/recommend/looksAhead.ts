export { noun } from '../configure/noun.ts';
