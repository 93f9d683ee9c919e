/** The readiness step of a run: goes on where an earlier session stopped, and ends with rates and a verdict. */
import type { RunEvent } from '../domain/runEvent.ts';
import { measureAgent, type ReadinessPlan } from '../evaluate/readiness/measureReadiness.ts';
import { profileOf } from './closingEvents.ts';
import type { ModelSession } from './modelSession.ts';
import type { ReadinessStep } from './steps.ts';

const triedIn = (events: readonly RunEvent[], key: string): readonly Extract<RunEvent, { readonly type: 'readinessTried' }>[] =>
  events.filter((event) => event.type === 'readinessTried').filter((event) => event.key === key);

export async function readinessStep(session: ModelSession, { key, model }: ReadinessStep): Promise<void> {
  const { plan, ports, recorder, signal } = session;
  const profile = profileOf(plan);
  const contextWindow = session.info()?.contextWindow;
  const asked: ReadinessPlan = {
    ...{ model, agents: [profile], mcpTools: plan.mcpTools, repeats: plan.readinessRepeats ?? 1, temperature: 0, seed: plan.seed, idleTimeoutMs: plan.idleTimeoutMs },
    ...(contextWindow === undefined ? {} : { contextWindow }),
  };
  const readiness = await measureAgent(
    profile,
    asked,
    {
      ...{ server: ports.server, tokenizer: ports.tokenizer },
      onTrial: (trial) => recorder.record({ type: 'readinessTried', key, model, trial }),
      onFailure: (failure) => {
        if (failure.kind === 'serverGone' || failure.kind === 'cancelled') recorder.stopBecause(failure);
      },
    },
    signal,
    triedIn(recorder.events(), key).map(({ trial }) => trial),
  );
  if (recorder.stopped() !== undefined || signal.aborted) return;
  if (readiness.status === 'failed') await recorder.record({ type: 'notMeasured', key, model, what: `readiness for ${profile.label}`, why: readiness.reason });
  else await recorder.record({ type: 'readinessMeasured', key, model, readiness });
}
