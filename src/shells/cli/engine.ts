/** Calls to the engine from the command line: one engine a command, cancelled by Ctrl-C, ended with the command. */
import { fileURLToPath } from 'node:url';
import { type EngineAnswer, type EngineCall, EngineProcess, type EngineProgress } from '../engineClient/engineProcess.ts';
import type { CliContext } from './command.ts';

/** From source the engine runs by type stripping, in the build it lies beside the bundle. */
export const engineProgram = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../engine/main.ts' : './engine.mjs', import.meta.url));

export async function callEngine(call: EngineCall, context: CliContext, progress: (message: EngineProgress) => void = () => undefined): Promise<EngineAnswer> {
  const engine = new EngineProcess(engineProgram, (line) => {
    if (context.env['PLIMSOLL_DEBUG']) context.note(line);
  });
  const task = engine.call(call, progress);
  const cancel = (): void => void engine.call({ call: 'cancel', target: task.id });
  if (context.signal.aborted) cancel();
  context.signal.addEventListener('abort', cancel);
  try {
    return await task.answer;
  } finally {
    context.signal.removeEventListener('abort', cancel);
    engine.dispose();
  }
}
