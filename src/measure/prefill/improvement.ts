/** One prefill run against an earlier one, in both directions, with what was changed in between. */
import type { PrefillImprovement, PrefillReport, SettingInForce } from '../../domain/prefill.ts';

export type EarlierPrefill = Pick<PrefillReport, 'label' | 'at' | 'model' | 'promptTokens' | 'msPerToken' | 'settings' | 'method' | 'clock'>;

export const timeSavedPercent = (before: number, after: number): number => ((before - after) / before) * 100;
export const speedUp = (before: number, after: number): number => before / after;

function changes(before: readonly SettingInForce[], after: readonly SettingInForce[]): readonly string[] {
  const valueIn = (settings: readonly SettingInForce[], name: string): string => settings.find((setting) => setting.name === name)?.value ?? 'not known';
  const names = new Set([...before, ...after].map((setting) => setting.name));
  return [...names].filter((name) => valueIn(before, name) !== valueIn(after, name)).map((name) => `${name} ${valueIn(before, name)} → ${valueIn(after, name)}`);
}

/** Prompts of different size cost differently per token: beyond a tenth the comparison is qualified. */
const sameSizeShare = 0.1;

function caveatsOf(before: EarlierPrefill, after: EarlierPrefill): readonly string[] {
  const differs = Math.abs(before.promptTokens - after.promptTokens) > sameSizeShare * after.promptTokens;
  return [
    ...(before.model === after.model ? [] : [`another model (${before.model})`]),
    ...(differs ? [`${before.promptTokens} tokens then, ${after.promptTokens} now: long prompts cost more per token`] : []),
    ...(before.clock === after.clock ? [] : [`the ${before.clock}'s stopwatch then, the ${after.clock}'s now`]),
  ];
}

export function improvementOver(before: EarlierPrefill, after: EarlierPrefill): PrefillImprovement {
  return {
    label: before.label,
    at: before.at,
    beforeMsPerToken: before.msPerToken,
    afterMsPerToken: after.msPerToken,
    timeSavedPercent: timeSavedPercent(before.msPerToken, after.msPerToken),
    speedUp: speedUp(before.msPerToken, after.msPerToken),
    changed: changes(before.settings, after.settings),
    caveats: caveatsOf(before, after),
  };
}
