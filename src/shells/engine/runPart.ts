/** One part of a run for a fleet: nothing is written here, the events go to who asked. */
import { connectServer } from '../../adapters/servers/connectServer.ts';
import { fail, ok, type Result } from '../../domain/failure.ts';
import type { RunEvent } from '../../domain/runEvent.ts';
import type { RunSummary } from '../../domain/runSummary.ts';
import { conduct } from '../../run/conduct.ts';
import { openGrading } from '../openGrading.ts';
import { systemPorts } from '../systemPorts.ts';
import { scenariosToChooseFrom } from './runScenarios.ts';
import type { CallOf, Say } from './say.ts';

export async function runPart({ access, runId, plan, part, earlier }: CallOf<'part'>, say: Say, signal: AbortSignal): Promise<Result<RunSummary>> {
  const scenarios = await scenariosToChooseFrom([]);
  if (!scenarios.ok) return scenarios;
  const server = await connectServer(access, signal);
  if (!server.ok) return server;
  if (server.value.identity.kind !== plan.serverKind) return fail('planMismatch', `${access.url} is ${server.value.identity.kind} now; the study was planned for ${plan.serverKind}.`, 'Start the server the study was planned for, or submit the study under another name.');
  const grading = openGrading();
  try {
    const emit = (event: RunEvent): Promise<Result<undefined>> => {
      say({ say: 'event', event });
      return Promise.resolve(ok(undefined));
    };
    return await conduct({ runId, plan, earlier, part }, { ...systemPorts(), server: server.value, scenarios: scenarios.value, grading: grading.tools, emit }, signal);
  } finally {
    await grading.dispose();
  }
}
