/** Does one part of a run; its summary tells whether it had to stop. */
import { runPart } from '../runPart.ts';
import { type CallOf, type Say, sayFailed } from '../say.ts';

export async function part(request: CallOf<'part'>, say: Say, signal: AbortSignal): Promise<void> {
  const done = await runPart(request, say, signal);
  if (done.ok) say({ say: 'done', summary: done.value });
  else sayFailed(say, done.failure);
}
