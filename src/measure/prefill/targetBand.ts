/** How far a prefill speed is from where it should be, and the stages on the way. */
import { fail, ok, type Result } from '../../domain/failure.ts';
import type { PrefillGoal, TargetBand, TargetVerdict } from '../../domain/prefill.ts';

/** What a usable agent needs on a CPU or a small card. */
export const defaultBand: TargetBand = { lowMsPerToken: 20, highMsPerToken: 50 };

/** `20-50`, in ms/token. */
export function parseBand(text: string): Result<TargetBand> {
  const [, low, high] = /^\s*(\d+(?:\.\d+)?)\s*(?:-|–|\.\.)\s*(\d+(?:\.\d+)?)\s*$/.exec(text) ?? [];
  const [lowMsPerToken, highMsPerToken] = [Number(low), Number(high)];
  if (lowMsPerToken > 0 && lowMsPerToken <= highMsPerToken) return ok({ lowMsPerToken, highMsPerToken });
  return fail('invalidInput', `"${text}" is not a target band.`, 'Give two numbers of ms/token, the smaller first: --target 20-50');
}

export function judgeTarget(msPerToken: number, band: TargetBand): TargetVerdict {
  const { lowMsPerToken, highMsPerToken } = band;
  return {
    ...band,
    met: msPerToken <= highMsPerToken,
    attainmentOfLowPercent: Math.min(100, (lowMsPerToken / msPerToken) * 100),
    attainmentOfHighPercent: Math.min(100, (highMsPerToken / msPerToken) * 100),
    timesSlowerThanLow: msPerToken / lowMsPerToken,
    timesSlowerThanHigh: msPerToken / highMsPerToken,
  };
}

/** A quarter less than now in a round figure, then the slow end of the band, then its fast end; what is reached already stays as the last stage done. */
export function stagedGoals(msPerToken: number, { lowMsPerToken, highMsPerToken }: TargetBand): readonly PrefillGoal[] {
  const quarterLess = Number((msPerToken * 0.75).toPrecision(1 + (msPerToken >= 10 ? 1 : 0)));
  const first = quarterLess > highMsPerToken ? [quarterLess] : [];
  return [...new Set([...first, highMsPerToken, lowMsPerToken])].map((goal) => {
    const speedUpNeeded = msPerToken / goal;
    return { msPerToken: goal, tokensPerSecond: 1000 / goal, speedUpNeeded, reached: speedUpNeeded <= 1 };
  });
}
