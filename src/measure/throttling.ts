/** A card that slows itself down measures its cooling, not the model. */
import type { Failure } from '../domain/failure.ts';
import type { GpuPhaseUse } from '../domain/machine.ts';

/** The power cap is the normal working state of a card under full load, so it is shown and does not void anything. */
const harmless: ReadonlySet<string> = new Set(['power cap']);

/** undefined when no card was slowed down by heat, a power brake or its hardware's own protection. */
export function throttleFailure(uses: readonly GpuPhaseUse[]): Failure | undefined {
  const slowed = uses.flatMap(({ index, phase, throttleReasons, temperatureCelsiusMax }) => {
    const reasons = (throttleReasons ?? []).filter((reason) => !harmless.has(reason));
    const heat = temperatureCelsiusMax === undefined ? '' : ` at ${temperatureCelsiusMax} °C`;
    return reasons.length === 0 ? [] : [`GPU ${index} in ${phase}: ${reasons.join(', ')}${heat}`];
  });
  if (slowed.length === 0) return undefined;
  return { kind: 'throttled', detail: `The GPU slowed itself down (${slowed.join('; ')}).`, advice: 'Let it cool, improve the air flow or lower the power limit (nvidia-smi -pl), then measure again.' };
}
