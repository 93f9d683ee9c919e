export { adapter } from '../adapters/servers/adapter.ts';
