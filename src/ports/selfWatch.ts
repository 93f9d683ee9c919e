/** How well the measuring process itself kept time. */
export interface SelfWatch {
  /** 99th percentile of the event loop's lateness since the watch began, ms. */
  readonly eventLoopLagMsP99: () => number;
  readonly stop: () => void;
}
