/** A figure: a statistic with its sample size and an interval that is honest for small n. */

export interface Interval {
  readonly low: number;
  readonly high: number;
  /** 0..1, e.g. 0.95. */
  readonly confidence: number;
  readonly method: 'bootstrap-median' | 'order-statistics' | 'wilson' | 'bootstrap-mean';
}

export interface Figure {
  readonly n: number;
  readonly mean: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** Sample standard deviation (n − 1); 0 when n = 1. */
  readonly standardDeviation: number;
  readonly p95: number;
  /** Of the median; undefined when n < 3. */
  readonly interval?: Interval;
}

/** A share of successes with its Wilson interval. */
export interface Rate {
  readonly successes: number;
  readonly n: number;
  readonly share: number;
  readonly interval: Interval;
}
