/** Counts an agent's first request in the server's own tokens: by its tokeniser, else by tiktoken corrected on the server's usage. */
import type { AgentProfile } from '../domain/agent.ts';
import type { BudgetPart, TokenCount } from '../domain/budget.ts';
import type { InferenceServer } from '../ports/inferenceServer.ts';
import type { Tokenizer } from '../ports/tokenizer.ts';
import { agentPromptParts, type RulesFile, sumOfParts } from './agentPrompt.ts';
import { calibrate, type Calibration, type CountPair } from './calibrate.ts';
import { calibrationText } from './calibrationText.ts';

export interface AgentPromptQuestion {
  readonly profile: AgentProfile;
  readonly mcpTools: number;
  readonly rules: readonly RulesFile[];
  readonly conversationTokens?: number;
}

export interface CountingServer {
  readonly server: InferenceServer;
  readonly model: string;
  /** Learning from `usage` sends two tiny requests; false forbids it, for instance because it would load the model. */
  readonly mayAsk: boolean;
}

export interface CountedPrompt {
  readonly count: TokenCount;
  readonly parts: readonly BudgetPart[];
}

/** The profiles themselves were measured in one folder on one day; elsewhere they differ by a few per cent. */
const profileErrorShare = 0.05;
const usageTimeoutMs = 60_000;

/** Never fails: without a usable server the count is tiktoken's, with its wider error bar. */
export async function countAgentPrompt(
  question: AgentPromptQuestion,
  tokenizer: Tokenizer,
  counting: CountingServer | undefined,
  signal: AbortSignal,
): Promise<CountedPrompt> {
  const calibration = counting === undefined ? undefined : await learnCalibration(counting, tokenizer, signal);
  const ratio = calibration?.ratio ?? 1;
  const rules = await Promise.all(
    question.rules.map(async ({ path, text }) => ({ path, tokens: Math.ceil((await tokenizer.count(text)).tokens * ratio) })),
  );
  const parts = agentPromptParts({ ...question, rules, ratio });
  const tokens = sumOfParts(parts);
  if (calibration === undefined) return { parts, count: { tokens, method: 'tiktoken', errorShare: (await tokenizer.count('')).errorShare } };
  return { parts, count: { tokens, method: 'calibrated', errorShare: Math.max(profileErrorShare, calibration.errorShare) } };
}

async function learnCalibration(counting: CountingServer, tokenizer: Tokenizer, signal: AbortSignal): Promise<Calibration | undefined> {
  const reference = (await tokenizer.count(calibrationText)).tokens;
  const exact = await counting.server.countText(counting.model, calibrationText, signal);
  if (exact.ok) return calibrate([{ tiktokenTokens: reference, serverTokens: exact.value.tokens }]);
  if (!counting.mayAsk) return undefined;
  const short = await usagePair(counting, 'Say yes.', tokenizer, signal);
  const long = short === undefined ? undefined : await usagePair(counting, calibrationText, tokenizer, signal);
  return short === undefined || long === undefined ? undefined : calibrate([short, long]);
}

async function usagePair({ server, model }: CountingServer, text: string, tokenizer: Tokenizer, signal: AbortSignal): Promise<CountPair | undefined> {
  const request = { model, messages: [{ role: 'user' as const, content: text }], maxOutputTokens: 1, temperature: 0 };
  const answer = await server.complete(request, { signal, idleTimeoutMs: usageTimeoutMs });
  // only the server's own count can calibrate: a count of chunks or of tiktoken would calibrate nothing
  if (!answer.ok || answer.value.promptTokens === undefined || !['usage', 'serverTimings'].includes(answer.value.tokenSource)) return undefined;
  return { tiktokenTokens: (await tokenizer.count(text)).tokens, serverTokens: answer.value.promptTokens };
}
