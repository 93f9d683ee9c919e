/** What grading needs from the world: a place to run answers and a reader of their syntax. */
import type { CodeReader } from '../ports/codeReader.ts';
import type { Sandbox } from '../ports/sandbox.ts';

export interface GradingTools {
  readonly sandbox: Sandbox;
  readonly code: CodeReader;
}
