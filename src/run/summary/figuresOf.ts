/** Samples of one phase as figures. */
import { median } from 'simple-statistics';
import { figureOf } from '../../measure/statistics/figure.ts';
import type { Figure } from '../../domain/figure.ts';
import type { CannotFit } from '../../domain/runEvent.ts';
import type { ColdFigures, ContinuousFigures, Drift, SweepPoint } from '../../domain/runSummary.ts';
import type { Sample, VoidSample } from '../../domain/sample.ts';

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

/** Two requests a half are the least that can be called a change. */
const fewestForDrift = 4;

function driftOf(samples: readonly Sample[]): Drift | undefined {
  if (samples.length < fewestForDrift) return undefined;
  const times = samples.toSorted((a, b) => a.startedAt.localeCompare(b.startedAt)).map((sample) => sample.totalMs);
  const half = Math.floor(times.length / 2);
  const [firstHalfMs, secondHalfMs] = [median(times.slice(0, half)), median(times.slice(-half))];
  return { n: times.length, firstHalfMs, secondHalfMs, percent: ((secondHalfMs - firstHalfMs) / firstHalfMs) * 100 };
}

/** Figures of valid samples; voided ones are only counted. */
export function continuousOf(samples: readonly Sample[], voided: number): ContinuousFigures {
  const drift = driftOf(samples);
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
    ...(drift === undefined ? {} : { drift }),
  };
}

export function coldOf(samples: readonly Sample[]): ColdFigures | undefined {
  const starts = samples.filter((sample) => sample.phase === 'cold');
  const [cold] = starts;
  if (cold === undefined) return undefined;
  const loadFigure = figureOf(starts.map((sample) => sample.server?.loadMs).filter((value) => value !== undefined));
  return {
    figures: continuousOf(starts, 0),
    ...(loadFigure === undefined ? {} : { loadFigure }),
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
