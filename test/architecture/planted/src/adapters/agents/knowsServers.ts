export { adapter } from '../servers/adapter.ts';
