export { noun } from '../probe/noun.ts';
