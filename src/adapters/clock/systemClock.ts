/** The machine's clocks. */
import type { Clock } from '../../ports/clock.ts';

export const systemClock: Clock = { nowMs: () => performance.now(), wallClock: () => new Date().toISOString() };
