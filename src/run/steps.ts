/** A plan as an ordered list of small steps; a step is what a killed run loses at most. */
import type { RunPlan } from '../domain/runPlan.ts';
import type { SamplePhase } from '../domain/sample.ts';

interface StepName {
  /** Stable name: the same plan gives the same keys, which is how a resumed run knows what is done. */
  readonly key: string;
  readonly label: string;
  readonly model: string;
  readonly repeat: number;
}

/** Sends one request and records one sample. */
export interface SampleStep extends StepName {
  readonly phase: Extract<SamplePhase, 'cold' | 'continuous' | 'sweep' | 'scenario'>;
  readonly contextTokens?: number;
  readonly scenario?: string;
}

/** Proves how much of a full prompt the model sees. */
export interface ContextStep extends StepName {
  readonly phase: 'effective';
}

export type Step = SampleStep | ContextStep;

export const continuousStep = (model: string, repeat: number, label: string): SampleStep => ({ key: `${model}/continuous/${repeat}`, label, model, phase: 'continuous', repeat });

const repeatSweep = (plan: RunPlan): number => (plan.suite === 'quick' ? 1 : plan.repeats);

function stepsOfModel(plan: RunPlan, model: string): readonly Step[] {
  const times = (n: number): readonly number[] => Array.from({ length: n }, (_, index) => index);
  const key = (...parts: readonly (string | number)[]): string => [model, ...parts].join('/');
  return [
    { key: key('cold', 0), label: `${model}: first answer`, model, phase: 'cold', repeat: 0 },
    ...times(plan.repeats).map((repeat) => continuousStep(model, repeat, `${model}: warm request ${repeat + 1} of ${plan.repeats}`)),
    ...plan.contexts.flatMap((contextTokens) =>
      times(repeatSweep(plan)).map(
        (repeat): Step => ({ key: key('sweep', contextTokens, repeat), label: `${model}: ${contextTokens.toLocaleString('en-US')} tokens of context`, model, phase: 'sweep', repeat, contextTokens }),
      ),
    ),
    ...(plan.suite === 'full' ? [{ key: key('effective', 0), label: `${model}: how much of a full prompt the model sees`, model, phase: 'effective', repeat: 0 } as const] : []),
    ...plan.scenarios.flatMap((scenario) =>
      times(plan.repeats).map(
        (repeat): Step => ({ key: key('scenario', scenario, repeat), label: `${model}: ${scenario}, reply ${repeat + 1} of ${plan.repeats}`, model, phase: 'scenario', repeat, scenario }),
      ),
    ),
  ];
}

/** Model by model, so that each is loaded once. */
export function stepsOf(plan: RunPlan): readonly Step[] {
  return plan.models.flatMap((model) => stepsOfModel(plan, model));
}
