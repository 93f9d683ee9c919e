/** Everything a prefill measurement says, put together: totals, curve, target, goals, history, advice. */
import type { AgentProfile } from '../../domain/agent.ts';
import type { PrefillReport, SettingInForce, TargetBand } from '../../domain/prefill.ts';
import type { ModelInfo } from '../../domain/model.ts';
import type { ServerReport } from '../../domain/server.ts';
import { fitCost, predictTurns } from './costCurve.ts';
import { type EarlierPrefill, improvementOver } from './improvement.ts';
import type { MeasuredPrefill } from './measurePrefill.ts';
import { judgeTarget, stagedGoals } from './targetBand.ts';
import { tuningAdvice } from './tuningAdvice.ts';

export interface PrefillContext {
  readonly at: string;
  readonly label: string;
  readonly server: ServerReport;
  readonly model: ModelInfo;
  readonly band: TargetBand;
  /** Told by the user: servers keep most of these to themselves. */
  readonly userSettings: readonly SettingInForce[];
  /** Of the machine, when the server runs on it. */
  readonly machine?: { readonly cpuCores: number; readonly hasGpu: boolean };
  readonly earlier: readonly EarlierPrefill[];
  /** Whose turns are predicted. */
  readonly agent: AgentProfile;
}

/** A tool call's result and the answer to it: a file of some 150 lines. */
const tokensPerTurn = 2000;
const predictedTurns = [1, 2, 5, 10, 20] as const;

/** What is in force, by the best source for each name: the user knows what he started. */
export function settingsInForce({ server, model, userSettings, machine }: PrefillContext, measured: MeasuredPrefill): readonly SettingInForce[] {
  const told: readonly (readonly [string, string | number | undefined, SettingInForce['source']])[] = [
    ['n_ctx', model.contextWindow, 'server'],
    ['slots', server.parallelSlots, 'server'],
    ['quantisation', model.quantization, 'server'],
    ['server_version', server.version, 'server'],
    ['cpu_share_percent', model.cpuOffloadShare === undefined ? undefined : Math.round(model.cpuOffloadShare * 100), 'server'],
    ['n_batch', measured.batchTokens, 'seen'],
    ['cpu_cores', machine?.cpuCores, 'seen'],
    ['gpu', machine === undefined ? undefined : machine.hasGpu ? 'yes' : 'none', 'seen'],
  ];
  const known = told.flatMap(([name, value, source]) => (value === undefined ? [] : [{ name, value: String(value), source }]));
  const given = new Set(userSettings.map((setting) => setting.name));
  return [...known.filter((setting) => !given.has(setting.name)), ...userSettings];
}

export function prefillReport(context: PrefillContext, measured: MeasuredPrefill): PrefillReport {
  const { server, model, band, machine } = context;
  const { points, batchTokens: _, ...figures } = measured;
  const settings = settingsInForce(context, measured);
  const curve = fitCost(points);
  const msPerToken = measured.totalMs / measured.promptTokens;
  const base = {
    schema: 'plimsoll.prefill/v1',
    at: context.at,
    label: context.label,
    url: server.url,
    serverKind: server.kind,
    ...(server.version === undefined ? {} : { serverVersion: server.version }),
    model: model.id,
    ...figures,
    msPerToken,
    tokensPerSecond: 1000 / msPerToken,
    ...(curve === undefined ? {} : { curve }),
    settings,
  } as const;
  return {
    ...base,
    target: judgeTarget(msPerToken, band),
    goals: stagedGoals(msPerToken, band),
    agentTurns: curve === undefined ? [] : predictTurns(curve, context.agent.basePromptTokens, tokensPerTurn, predictedTurns).filter((turn) => turn.promptTokens <= (model.contextWindow ?? Infinity)),
    improvements: context.earlier.map((earlier) => improvementOver(earlier, base)),
    advice: tuningAdvice({
      serverKind: server.kind,
      settings,
      promptTokens: measured.promptTokens,
      ...(model.cpuOffloadShare === undefined ? {} : { cpuOffloadShare: model.cpuOffloadShare }),
      ...(machine === undefined ? {} : { hasGpu: machine.hasGpu }),
      ...(curve === undefined ? {} : { curve }),
      ...(measured.cached === undefined ? {} : { cached: measured.cached }),
      ...(model.quantization === undefined ? {} : { quantization: model.quantization }),
    }),
  };
}
