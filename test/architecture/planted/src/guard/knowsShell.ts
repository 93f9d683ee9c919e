export { shell } from '../shells/cli/shell.ts';
