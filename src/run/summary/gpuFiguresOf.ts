/** What each card did during each kind of request, as figures over the requests. */
import type { Figure } from '../../domain/figure.ts';
import type { GpuPhaseUse } from '../../domain/machine.ts';
import type { GpuFigures } from '../../domain/runSummary.ts';
import type { Sample, SamplePhase } from '../../domain/sample.ts';
import { figureOf } from '../../measure/statistics/figure.ts';

type Reading = 'memoryUsedBytesMax' | 'memoryPercentMax' | 'utilisationPercentMax' | 'utilisationPercentMean' | 'powerWattsMean';

const orders: readonly SamplePhase[] = ['cold', 'continuous', 'sweep', 'scenario', 'prefill', 'readiness'];

/** One value a request: the highest over prefill and decode, so that a request counts once. */
function figureOfReading(uses: readonly (readonly GpuPhaseUse[])[], reading: Reading): Figure | undefined {
  const perRequest = uses.map((phases) => phases.map((use) => use[reading]).filter((value) => value !== undefined));
  return figureOf(perRequest.filter((values) => values.length > 0).map((values) => Math.max(...values)));
}

function figuresOfCard(index: number, phase: SamplePhase, samples: readonly Sample[]): GpuFigures {
  const uses = samples.map((sample) => (sample.gpu ?? []).filter((use) => use.index === index)).filter((phases) => phases.length > 0);
  const named = <K extends string>(name: K, reading: Reading): Partial<Record<K, Figure>> => {
    const figure = figureOfReading(uses, reading);
    return figure === undefined ? {} : ({ [name]: figure } as Record<K, Figure>);
  };
  return {
    index,
    phase,
    ...named('memoryBytesMax', 'memoryUsedBytesMax'),
    ...named('memoryPercentMax', 'memoryPercentMax'),
    ...named('utilisationPercentMax', 'utilisationPercentMax'),
    ...named('utilisationPercentMean', 'utilisationPercentMean'),
    ...named('powerWattsMean', 'powerWattsMean'),
  };
}

/** Cards × phases that had readings, in the order of the phases; empty without a GPU. */
export function gpuFiguresOf(samples: readonly Sample[]): readonly GpuFigures[] {
  return orders.flatMap((phase) => {
    const mine = samples.filter((sample) => sample.phase === phase);
    const cards = new Set(mine.flatMap((sample) => (sample.gpu ?? []).map((use) => use.index)));
    return [...cards].toSorted((a, b) => a - b).map((index) => figuresOfCard(index, phase, mine));
  });
}
