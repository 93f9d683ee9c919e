/** Starts and resumes runs. */
import type { Result } from '../../../domain/failure.ts';
import { resumeRun, type SessionEnd, startRun } from '../runSession.ts';
import { type CallOf, type Say, sayFailed } from '../say.ts';

function tellEnd(end: Result<SessionEnd>, say: Say, runFolder?: string): void {
  if (!end.ok) return sayFailed(say, end.failure, runFolder);
  const { summary, runFolder: folder } = end.value;
  say({ say: 'summary', summary, runFolder: folder });
  say({ say: 'done', summary, runFolder: folder });
}

export async function bench({ request }: CallOf<'bench'>, say: Say, signal: AbortSignal): Promise<void> {
  tellEnd(await startRun(request, say, signal), say);
}

export async function resume({ runFolder, access }: CallOf<'resume'>, say: Say, signal: AbortSignal): Promise<void> {
  tellEnd(await resumeRun(runFolder, access, say, signal), say, runFolder);
}
