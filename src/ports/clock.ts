/** Time as the story needs it: monotonic for measuring, wall clock for stamping. */
export interface Clock {
  /** Milliseconds on a monotonic clock. */
  readonly nowMs: () => number;
  /** ISO 8601 wall-clock time. */
  readonly wallClock: () => string;
}
