export { noun } from '../../src/run/noun.ts';
