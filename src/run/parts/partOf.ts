/** Which part of its run a step belongs to. */
import type { RunPart } from '../../domain/runPart.ts';
import type { Step } from '../steps.ts';

export function partOf(step: Step): RunPart {
  switch (step.phase) {
    case 'cold':
    case 'continuous':
      return 'warm';
    case 'readiness':
      return 'readiness';
    case 'effective':
      return 'window';
    case 'sweep':
      return `context/${step.contextTokens ?? 0}`;
    case 'scenario':
      return `scenario/${step.scenario ?? ''}`;
  }
}
