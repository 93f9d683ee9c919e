/** Everything grading needs, opened when first used and ended with the run. */
import { createCodeReader } from '../adapters/codeReaders/createCodeReader.ts';
import { createSandbox } from '../adapters/sandbox/createSandbox.ts';
import type { GradingTools } from '../evaluate/gradingTools.ts';

export interface OpenGrading {
  readonly tools: GradingTools;
  /** Ends the sandbox's children. */
  readonly dispose: () => Promise<void>;
}

export function openGrading(): OpenGrading {
  const sandbox = createSandbox();
  return { tools: { sandbox, code: createCodeReader() }, dispose: () => sandbox.dispose() };
}
