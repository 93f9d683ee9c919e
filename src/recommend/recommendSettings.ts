/** The settings an agent should use with one model, each value with the measurement it comes from. */
import type { AgentProfile } from '../domain/agent.ts';
import type { Recommendation, RecommendedSettings } from '../domain/recommendation.ts';
import type { ModelSummary } from '../domain/runSummary.ts';
import type { ServerIdentity } from '../domain/server.ts';
import { fitCost, predictMs } from '../measure/prefill/costCurve.ts';
import { serverCommand, serverFlags } from './serverFlags.ts';

/** Kept free below the served window: agents estimate their own prompt and are some tokens off (1 %, at least 64). */
export function contextMargin(servedContextWindow: number): number {
  return Math.max(64, Math.ceil(servedContextWindow * 0.01));
}

const roundDown = (value: number, unit: number): number => Math.floor(value / unit) * unit;

/**
 * 4,096, or half of what is left beside the agent's own prompt when that is less: the other half is for files and
 * conversation. Undefined when not even 256 tokens are left.
 */
export function maxOutputTokens(contextWindow: number, agentPromptTokens: number): number | undefined {
  const half = roundDown((contextWindow - agentPromptTokens) / 2, 256);
  return half < 256 ? undefined : Math.min(4096, half);
}

/** Sizes of the sweep that it takes to know how the cost grows. */
const sizesForCurve = 3;

/** By the cost curve of the sweep: one rate, however measured, is too optimistic for a fuller window. */
function fullWindowPrefill(model: ModelSummary, contextWindow: number): { readonly seconds: number; readonly source: string } | undefined {
  const points = [model.continuous, ...model.sweep].flatMap(({ promptTokens, prefillTokensPerSecond }) =>
    promptTokens === undefined || prefillTokensPerSecond === undefined ? [] : [{ tokens: promptTokens.median, ms: (promptTokens.median / prefillTokensPerSecond.median) * 1000 }],
  );
  const sizes = model.sweep.filter((point) => point.status === 'measured' && point.prefillTokensPerSecond !== undefined).length;
  const curve = sizes < sizesForCurve ? undefined : fitCost(points);
  if (curve === undefined) return undefined;
  return { seconds: predictMs(curve, contextWindow) / 1000, source: `by the cost curve of ${curve.points} sizes (r² ${curve.r2.toFixed(3)})` };
}

/** Twice the time a full window and a full answer take at the measured rates, in whole minutes, at least one, at most sixty. */
export function requestTimeoutMs(model: ModelSummary, contextWindow: number, outputTokens: number): { readonly ms: number; readonly reason: string } {
  const slowestPoint = model.sweep.findLast((point) => point.status === 'measured' && point.prefillTokensPerSecond !== undefined);
  const rate = (slowestPoint?.prefillTokensPerSecond ?? model.continuous.prefillTokensPerSecond)?.median;
  const prefill = fullWindowPrefill(model, contextWindow) ?? (rate === undefined ? undefined : { seconds: contextWindow / rate, source: `at ${rate.toFixed(0)} tokens/s` });
  const decode = (slowestPoint?.decodeTokensPerSecond ?? model.continuous.decodeTokensPerSecond)?.median;
  if (prefill === undefined || decode === undefined) return { ms: 600_000, reason: 'Time limit 10 minutes: speed was not measured.' };
  const loadSeconds = (model.cold?.loadMs ?? 0) / 1000;
  const seconds = loadSeconds + prefill.seconds + outputTokens / decode;
  const ms = Math.min(3_600_000, Math.max(60_000, Math.ceil((2 * seconds) / 60) * 60_000));
  const reason = `Time limit ${ms / 60_000} min: a full window takes about ${Math.ceil(prefill.seconds)} s of prefill ${prefill.source} and a full answer ${Math.ceil(outputTokens / decode)} s at ${decode.toFixed(1)} tokens/s${loadSeconds < 1 ? '' : ` and loading ${Math.ceil(loadSeconds)} s`}, doubled.`;
  return { ms, reason };
}

function settingsOf(model: ModelSummary, server: ServerIdentity, served: number, output: number, timeoutMs: number): RecommendedSettings {
  const margin = contextMargin(served);
  return {
    serverKind: server.kind,
    openAiBaseUrl: `${server.url}/v1`,
    serverUrl: server.url,
    modelId: model.id,
    contextWindow: served - margin,
    servedContextWindow: served,
    contextMarginTokens: margin,
    maxOutputTokens: output,
    temperature: 0,
    requestTimeoutMs: timeoutMs,
    supportsImages: false,
    supportsComputerUse: false,
    isR1FormatRequired: false,
    inputPrice: 0,
    outputPrice: 0,
    useCompactPrompt: false,
  };
}

/** Without a served window or room for an answer there is nothing to recommend but a larger window, said in `reasons`. */
export function recommendSettings(model: ModelSummary, server: ServerIdentity, agent: AgentProfile, agentPromptTokens: number): Recommendation {
  const flags = { serverFlags: serverFlags(server.kind, model, agent), serverCommand: serverCommand(server.kind, model, agent) };
  const served = model.contextWindow;
  if (served === undefined) return { ...flags, reasons: ['The server does not say how much context it serves, so no window can be recommended.'], canCarryAgent: undefined };
  const contextWindow = served - contextMargin(served);
  const output = maxOutputTokens(contextWindow, agentPromptTokens);
  if (output === undefined)
    return { ...flags, reasons: [`${agent.label} sends about ${agentPromptTokens} tokens before the first word; ${served} tokens leave no room for an answer.`], canCarryAgent: false };
  const timeout = requestTimeoutMs(model, contextWindow, output);
  const needed = agentPromptTokens + agent.workingSetTokens + output;
  const carries = needed <= contextWindow;
  return {
    ...flags,
    settings: settingsOf(model, server, served, output, timeout.ms),
    canCarryAgent: carries && model.readiness?.verdict !== 'no',
    reasons: [
      ...(model.readiness === undefined ? [] : [`Asked for the agent’s own kind of steps: ${model.readiness.reason}`]),
      `Context window ${contextWindow}: the server serves ${served}, minus a margin of ${contextMargin(served)}.`,
      `Max output ${output}: ${output === 4096 ? 'enough for one edit' : 'half of what the agent’s own prompt leaves'}; −1 is refused by vLLM.`,
      timeout.reason,
      'Temperature 0: edits and tool calls should not vary. Images, computer use and R1 format stay off until proven.',
      carries
        ? `${agent.label} fits: ${agentPromptTokens} prompt + ${agent.workingSetTokens} working set + ${output} answer = ${needed} of ${contextWindow}.`
        : `${agent.label} will be cramped: ${agentPromptTokens} prompt + ${agent.workingSetTokens} working set + ${output} answer = ${needed}, more than ${contextWindow}. Serve a larger window.`,
    ],
  };
}
