/** Which scenarios a run may execute: none in a workspace that is not trusted. */
import type { BenchmarkRequest } from '../../../../protocol/engine.ts';

/** A scenario from the workspace, to be run alone. */
export interface OwnScenario {
  readonly id: string;
  readonly file: string;
}

/** In a workspace that is not trusted the list is empty, so that nothing the model wrote is executed. */
export function scenarioChoice(isTrusted: boolean, chosen: readonly string[], own: OwnScenario | undefined): Pick<BenchmarkRequest, 'scenarios' | 'scenarioFiles'> {
  if (!isTrusted) return { scenarios: [] };
  if (own !== undefined) return { scenarios: [own.id], scenarioFiles: [own.file] };
  return chosen.length === 0 ? {} : { scenarios: chosen };
}
