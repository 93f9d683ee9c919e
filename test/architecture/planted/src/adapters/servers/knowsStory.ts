export { noun } from '../../run/noun.ts';
