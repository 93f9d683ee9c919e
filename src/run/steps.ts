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
  /** Where it is not the plan's. */
  readonly temperature?: number;
}

/** Proves how much of a full prompt the model sees. */
export interface ContextStep extends StepName {
  readonly phase: 'effective';
}

/** Asks everything the agent asks of a model, at the agent's prompt size; each answer is recorded by itself. */
export interface ReadinessStep extends StepName {
  readonly phase: 'readiness';
}

export type Step = SampleStep | ContextStep | ReadinessStep;

export const continuousStep = (model: string, repeat: number, label: string): SampleStep => ({ key: `${model}/continuous/${repeat}`, label, model, phase: 'continuous', repeat });

/** The least that shows whether replies differ in more than one way. */
const repliesAtZero = 3;

const times = (n: number): readonly number[] => Array.from({ length: n }, (_, index) => index);

/** Replies at the plan's temperature, which are scored; the full suite asks again at 0, to tell the model's doubt from the drawing of lots. */
function scenarioSteps(plan: RunPlan, model: string, scenario: string): readonly Step[] {
  const asksAtZero = plan.suite === 'full' && plan.temperature !== 0 && plan.repeats > 1;
  const named = { model, phase: 'scenario', scenario } as const;
  return [
    ...times(plan.repeats).map((repeat): Step => ({ ...named, key: `${model}/scenario/${scenario}/${repeat}`, label: `${model}: ${scenario}, reply ${repeat + 1} of ${plan.repeats}`, repeat })),
    ...times(asksAtZero ? repliesAtZero : 0).map((repeat): Step => ({ ...named, key: `${model}/scenario/${scenario}/zero/${repeat}`, label: `${model}: ${scenario}, reply ${repeat + 1} of ${repliesAtZero} at temperature 0`, repeat, temperature: 0 })),
  ];
}

const repeatSweep = (plan: RunPlan): number => (plan.suite === 'quick' ? 1 : plan.repeats);

function stepsOfModel(plan: RunPlan, model: string): readonly Step[] {
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
    ...((plan.readinessRepeats ?? 0) > 0 ? [{ key: key('readiness', 0), label: `${model}: tool calls, stops and edits at the size of ${plan.agent}`, model, phase: 'readiness', repeat: 0 } as const] : []),
    ...plan.scenarios.flatMap((scenario) => scenarioSteps(plan, model, scenario)),
  ];
}

/** Model by model, so that each is loaded once. */
export function stepsOf(plan: RunPlan): readonly Step[] {
  return plan.models.flatMap((model) => stepsOfModel(plan, model));
}
