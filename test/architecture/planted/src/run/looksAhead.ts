export { noun } from '../report/noun.ts';
