/** The error bar of the measuring client itself, with a verdict. */
import { mean, median, sum } from 'simple-statistics';
import type { Failure } from '../domain/failure.ts';
import type { ClientQuality } from '../domain/runEvent.ts';
import type { Sample } from '../domain/sample.ts';

/** Beyond these the figures are shown, but flagged. */
export const clientLimits = { eventLoopLagMsP99: 20, mergedChunkPercent: 20, serverDifferencePercent: 3 } as const;

/**
 * |client − server| / server of one sample's decode rate, percent; undefined without a server's stopwatch. On the same footing: a server divides
 * its n tokens by the time from the end of the prompt, in which it made n − 1 (llama.cpp and Ollama, tried).
 */
export function decodeDifferencePercent(sample: Sample): number | undefined {
  const { decodeTokensPerSecond: client, serverDecodeTokensPerSecond: stated = 0, completionTokens: n } = sample;
  const server = n > 1 ? (stated * (n - 1)) / n : 0;
  return client === undefined || server === 0 ? undefined : (Math.abs(client - server) / server) * 100;
}

/** Clocks are set by fractions of a second all the time; no laptop wakes up that fast. */
const noSleepMs = 2_000;

/**
 * undefined unless the machine slept while a request ran: the wall clock went on, the stopwatch stood still. Moments as ISO 8601,
 * `elapsedMs` by the stopwatch.
 */
export function sleepFailure(startedAt: string, endedAt: string, elapsedMs: number): Failure | undefined {
  const asleepMs = Date.parse(endedAt) - Date.parse(startedAt) - elapsedMs;
  if (!(asleepMs > noSleepMs)) return undefined;
  const detail = `This machine slept for about ${Math.round(asleepMs / 1_000)} s while the request ran, or its clock was set.`;
  return { kind: 'stalled', detail, advice: 'Keep the machine awake while it measures; the figure counts for nothing.' };
}

export function clientQuality(samples: readonly Sample[], eventLoopLagMsP99: number, roundTripMs: number): ClientQuality {
  // short answers say little about a rate
  const differences = samples.filter((sample) => sample.completionTokens >= 32).map(decodeDifferencePercent).filter((value) => value !== undefined);
  const serverDifferencePercent = differences.length > 0 ? median(differences) : undefined;
  const mergedChunkPercent = samples.length > 0 ? mean(samples.map((sample) => sample.mergedChunkShare)) * 100 : 0;
  const reasons: string[] = [];
  if (eventLoopLagMsP99 > clientLimits.eventLoopLagMsP99) reasons.push(`event loop up to ${eventLoopLagMsP99.toFixed(1)} ms late (p99): this machine was busy`);
  if (mergedChunkPercent > clientLimits.mergedChunkPercent) reasons.push(`${mergedChunkPercent.toFixed(0)} % of chunks arrived merged: inter-token latencies are coarse`);
  if (serverDifferencePercent !== undefined && serverDifferencePercent > clientLimits.serverDifferencePercent)
    reasons.push(`decode rate differs from the server's own by ${serverDifferencePercent.toFixed(1)} %`);
  return {
    eventLoopLagMsP99,
    roundTripMs,
    mergedChunkPercent,
    ...(serverDifferencePercent === undefined ? {} : { serverDifferencePercent }),
    connectionRetries: sum(samples.map((sample) => sample.connectionRetries)),
    verdict: reasons.length === 0 ? 'accepted' : 'flagged',
    reasons,
  };
}
