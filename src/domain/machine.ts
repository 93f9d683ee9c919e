/** The machine Plimsoll runs on: what a report needs to say so that figures can be compared. */

export interface Gpu {
  readonly index: number;
  readonly name: string;
  readonly vramTotalBytes?: number;
  readonly vramUsedBytes?: number;
  readonly driver?: string;
}

export interface Machine {
  readonly os: string;
  readonly cpu: string;
  readonly cpuCores: number;
  readonly memoryBytes: number;
  readonly gpus: readonly Gpu[];
  /** Why `gpus` is empty, in words: "no GPU seen (nvidia-smi not found)". */
  readonly gpuNote?: string;
}

/** One reading of one card at one moment. `atMs` is milliseconds on the run's monotonic clock. */
export interface GpuReading {
  readonly atMs: number;
  readonly index: number;
  readonly memoryUsedBytes?: number;
  readonly memoryTotalBytes?: number;
  readonly utilisationPercent?: number;
  readonly powerWatts?: number;
  readonly temperatureCelsius?: number;
  readonly throttleReasons?: readonly string[];
}

/** Mean and max of one card's readings during one phase. */
export interface GpuPhaseUse {
  readonly index: number;
  readonly phase: 'idle' | 'prefill' | 'decode' | 'request';
  readonly readings: number;
  readonly memoryUsedBytesMax?: number;
  readonly memoryPercentMax?: number;
  readonly utilisationPercentMax?: number;
  readonly utilisationPercentMean?: number;
  readonly powerWattsMean?: number;
  readonly temperatureCelsiusMax?: number;
  readonly throttleReasons?: readonly string[];
}
