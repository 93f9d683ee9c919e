/** Samples of one phase as figures. */
import { figureOf } from '../measure/statistics/figure.ts';
import type { Figure } from '../domain/figure.ts';
import type { CannotFit } from '../domain/runEvent.ts';
import type { ColdFigures, ContinuousFigures, SweepPoint } from '../domain/runSummary.ts';
import type { Sample, VoidSample } from '../domain/sample.ts';

function figure<K extends string>(name: K, samples: readonly Sample[], take: (sample: Sample) => number | undefined): Partial<Record<K, Figure>> {
  const value = figureOf(samples.map(take).filter((taken) => taken !== undefined));
  return value === undefined ? {} : ({ [name]: value } as Record<K, Figure>);
}

function latencyOf(samples: readonly Sample[]): Pick<ContinuousFigures, 'interTokenLatencyMs'> {
  const latencies = samples.map((sample) => sample.interTokenLatencyMs).filter((latency) => latency !== undefined);
  const p50 = figureOf(latencies.map((latency) => latency.p50));
  const p90 = figureOf(latencies.map((latency) => latency.p90));
  const p99 = figureOf(latencies.map((latency) => latency.p99));
  return p50 === undefined || p90 === undefined || p99 === undefined ? {} : { interTokenLatencyMs: { p50, p90, p99 } };
}

/** Figures of valid samples; voided ones are only counted. */
export function continuousOf(samples: readonly Sample[], voided: number): ContinuousFigures {
  return {
    ...figure('ttftMs', samples, (sample) => sample.ttftMs),
    ...figure('totalMs', samples, (sample) => sample.totalMs),
    ...figure('decodeTokensPerSecond', samples, (sample) => sample.decodeTokensPerSecond),
    ...figure('serverDecodeTokensPerSecond', samples, (sample) => sample.serverDecodeTokensPerSecond),
    ...figure('prefillTokensPerSecond', samples, (sample) => sample.prefillTokensPerSecond),
    ...latencyOf(samples),
    ...figure('promptTokens', samples, (sample) => sample.promptTokens),
    ...figure('completionTokens', samples, (sample) => sample.completionTokens),
    samples: samples.length,
    voided,
  };
}

export function coldOf(samples: readonly Sample[]): ColdFigures | undefined {
  const cold = samples.find((sample) => sample.phase === 'cold');
  if (cold === undefined) return undefined;
  return {
    ttftMs: cold.ttftMs,
    totalMs: cold.totalMs,
    how: cold.coldStart ?? 'first request',
    ...(cold.server?.loadMs === undefined ? {} : { loadMs: cold.server.loadMs }),
    ...(cold.decodeTokensPerSecond === undefined ? {} : { decodeTokensPerSecond: cold.decodeTokensPerSecond }),
  };
}

function pointOf(contextTokens: number, samples: readonly Sample[], voids: readonly VoidSample[], refused: CannotFit | undefined): SweepPoint {
  const here = samples.filter((sample) => sample.contextTokens === contextTokens);
  const lost = voids.filter((sample) => sample.contextTokens === contextTokens);
  const figures = continuousOf(here, lost.length);
  if (refused !== undefined) return { ...figures, contextTokens, status: 'cannotFit', why: refused.verdict.explanation };
  const why = lost[0]?.failure.detail;
  return { ...figures, contextTokens, status: here.length > 0 ? 'measured' : 'void', ...(why === undefined ? {} : { why }) };
}

/** One point per size that was tried or refused, ascending. */
export function sweepOf(samples: readonly Sample[], voids: readonly VoidSample[], refused: readonly CannotFit[]): readonly SweepPoint[] {
  const mine = samples.filter((sample) => sample.phase === 'sweep');
  const lost = voids.filter((sample) => sample.phase === 'sweep');
  const refusedSweeps = refused.filter((entry) => ![...mine, ...lost].some((sample) => sample.contextTokens === entry.contextTokens));
  const sizes = new Set([...mine, ...lost, ...refusedSweeps].map((entry) => entry.contextTokens).filter((size) => size !== undefined));
  return [...sizes].toSorted((a, b) => a - b).map((size) => pointOf(size, mine, lost, refusedSweeps.find((entry) => entry.contextTokens === size)));
}
