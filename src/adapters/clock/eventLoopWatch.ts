/** Watches how late this process's event loop runs. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { SelfWatch } from '../../ports/selfWatch.ts';

const resolutionMs = 5;

/** Lateness beyond the sampling interval itself, so that an idle loop reads about 0. */
export function startEventLoopWatch(): SelfWatch {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  return {
    eventLoopLagMsP99: () => (histogram.count === 0 ? 0 : Math.max(0, histogram.percentile(99) / 1e6 - resolutionMs)),
    stop: () => void histogram.disable(),
  };
}
