/** How long loading a model may take without a word: a large one from a slow disk takes minutes. */
import type { TimeLimits } from './http/exchange.ts';

export const loadLimits: TimeLimits = { connectMs: 5_000, idleMs: 600_000 };
