/** One way to see GPUs: a vendor's tool or the kernel's own files. */
import type { Gpu } from '../../../domain/machine.ts';
import type { GpuSampler } from '../../../ports/hardware.ts';

export interface GpuSource {
  /** As people know it: `nvidia-smi`, `/sys/class/drm`. */
  readonly name: string;
  /** Empty when the source is missing or sees no card; never throws. */
  readonly describe: () => Promise<readonly Gpu[]>;
  readonly start: (nowMs: () => number) => Promise<GpuSampler>;
}
