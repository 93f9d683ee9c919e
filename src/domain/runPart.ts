/** A piece of a run that may be done by itself, by any process that reaches the same server: what a fleet hands out. */

/**
 * `warm` loads the model (cold start and warm requests) and comes before the others; `context/N` is one size of the sweep, `window` the proof of
 * the effective context, `readiness` what the agent's own kind of work comes to, `scenario/ID` all replies to one scenario.
 */
export type RunPart = 'warm' | 'window' | 'readiness' | `context/${number}` | `scenario/${string}`;
