/** A comparison and a prefill analysis as the commands write them; the figures of the second are those of a real analysis (327 tokens in 30,419 ms). */
import type { ComparedRequest, EndpointComparison } from '../../src/domain/comparison.ts';
import type { PrefillReport } from '../../src/domain/prefill.ts';
import { judgeComparison } from '../../src/measure/compare/judgeComparison.ts';
import { improvementOver } from '../../src/measure/prefill/improvement.ts';
import { judgeTarget, stagedGoals } from '../../src/measure/prefill/targetBand.ts';
import { tuningAdvice } from '../../src/measure/prefill/tuningAdvice.ts';
import { figureOf } from '../../src/measure/statistics/figure.ts';

const localMs = [9120, 9480, 9250, 9610, 9330, 9400];
const remoteMs = [13_200, 14_900, 12_800, 13_900, 16_100];

const answered = (endpoint: 'local' | 'remote') => (totalMs: number, index: number): ComparedRequest => ({ endpoint, index, totalMs, ttftMs: totalMs / 8, completionTokens: 210, replyCharacters: 900 + index, decodeTokensPerSecond: 210_000 / (totalMs * 0.875) });

const refused: ComparedRequest = { endpoint: 'remote', index: 5, failure: { kind: 'serverGone', detail: 'Nothing listens at http://10.0.0.7:8000: the connection was refused.', advice: 'Start vLLM: vllm serve MODEL --max-model-len 32768 --enable-auto-tool-choice --tool-call-parser hermes' } };

const trip = (values: readonly number[]): { readonly httpRoundTripMs?: NonNullable<ReturnType<typeof figureOf>> } => {
  const figure = figureOf(values);
  return figure === undefined ? {} : { httpRoundTripMs: figure };
};

export const playedComparison: EndpointComparison = judgeComparison(
  [
    { name: 'local', url: 'http://localhost:8000', model: 'Qwen2.5-Coder-32B-AWQ' },
    { name: 'remote', url: 'http://10.0.0.7:8000', model: 'Qwen2.5-Coder-32B-AWQ' },
  ],
  { requests: [...localMs.map(answered('local')), ...remoteMs.map(answered('remote')), refused], network: new Map([['local', trip([0.4, 0.5, 0.6])], ['remote', trip([22, 23, 25])]]) },
  '2026-11-22T00:00:00.000Z',
);

const band = { lowMsPerToken: 20, highMsPerToken: 50 };
const settings = [
  { name: 'n_ctx', value: '512', source: 'server' },
  { name: 'n_batch', value: '128', source: 'seen' },
  { name: 'n_ubatch', value: '16', source: 'user' },
  { name: 'n_gpu_layers', value: '31', source: 'user' },
] as const;
const now = { label: 'now', at: '2026-11-22T00:00:00.000Z', model: 'gemma-7b', promptTokens: 327, msPerToken: 93.02, settings, method: 'promptProgress', clock: 'server' } as const;
const before = { ...now, label: 'first version', at: '2026-11-20T00:00:00.000Z', msPerToken: 168.82, settings: settings.map((setting) => (setting.name === 'n_batch' ? { ...setting, value: '32' } : setting)) };
const cached = { coldMs: 30_419, cachedMs: 410, cachedTokens: 326, speedUp: 30_419 / 410 };

export const playedPrefill: PrefillReport = {
  schema: 'plimsoll.prefill/v1',
  ...now,
  url: 'http://127.0.0.1:9931',
  serverKind: 'llamacpp',
  serverVersion: 'b6992',
  totalMs: 30_419,
  tokensPerSecond: 10.75,
  chunks: [
    { fromTokens: 0, toTokens: 128, ms: 11_232, msPerToken: 87.75 },
    { fromTokens: 128, toTokens: 256, ms: 11_549, msPerToken: 90.23 },
    { fromTokens: 256, toTokens: 327, ms: 7637, msPerToken: 107.56 },
  ],
  curve: { a: 0, b: 84.1, c: 0.0273, r2: 0.9991, points: 4, largestTokens: 327 },
  cached,
  agentTurns: [{ turn: 1, promptTokens: 3000, cachedSeconds: 498, coldSeconds: 498, isFarOut: true }],
  target: judgeTarget(now.msPerToken, band),
  goals: stagedGoals(now.msPerToken, band),
  settings,
  improvements: [improvementOver(before, now)],
  advice: tuningAdvice({ serverKind: 'llamacpp', settings, promptTokens: 327, hasGpu: true, cached, quantization: 'Q4_K_M' }),
};
