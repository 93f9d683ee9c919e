/** How much of a prompt the model really sees: a canary in the first line, and sent-versus-counted tokens. */
import type { TokenCount } from '../domain/budget.ts';
import type { ContextProbe, ContextVerdict, EffectiveContext } from '../domain/effectiveContext.ts';
import { type Failure, ok, type Result } from '../domain/failure.ts';
import type { InferenceServer } from '../ports/inferenceServer.ts';
import { calibratedCounter, type CountMessages } from './calibratedCounter.ts';
import { canaryPrompt, canaryWord } from './canary.ts';
import { missingTokens } from './truncation.ts';

export interface EffectiveContextQuestion {
  readonly server: InferenceServer;
  readonly model: string;
  /** An estimating counter is corrected by two short prompts first. */
  readonly countTokens: CountMessages;
  /** Window the server claims; undefined when it says nothing. */
  readonly claimedWindow?: number;
  /** Sizes to try; without them just inside the claimed window and beyond it. */
  readonly sizes?: readonly number[];
  readonly seed: number;
  /** Unique per call, so that no prefix cache knows the prompt. */
  readonly nonce: string;
  readonly idleTimeoutMs: number;
  readonly signal: AbortSignal;
  readonly onProbe?: (probe: ContextProbe) => void;
}

/** The canary's answer needs a dozen tokens; a model that explains itself gets some more. */
const answerTokens = 48;
/** Where nothing is claimed, the window of most defaults is below this. */
const unknownWindowSize = 8192;

/** Just inside, answer and error bar included, and a quarter beyond. */
export function probeSizes(claimedWindow: number | undefined, errorShare = 0): readonly number[] {
  if (claimedWindow === undefined) return [unknownWindowSize];
  const inside = Math.floor((claimedWindow - answerTokens - 16) / (1 + errorShare));
  return [Math.max(128, inside), Math.ceil((claimedWindow * 1.25) / (1 - errorShare))];
}

interface Seen {
  readonly sent: TokenCount;
  readonly reportedTokens: number | undefined;
  readonly canarySeen: boolean;
}

const grouped = (value: number): string => value.toLocaleString('en-US');

/** Counts decide where they are exact; the canary decides where they are estimates; anything else is unclear. */
export function judgeProbe(seen: Seen): { readonly verdict: ContextVerdict; readonly why: string } {
  const { sent, reportedTokens, canarySeen } = seen;
  const about = sent.errorShare === 0 ? '' : 'about ';
  const counts = reportedTokens === undefined ? `${about}${grouped(sent.tokens)} tokens were sent; the server does not say how many it read` : `${about}${grouped(sent.tokens)} tokens were sent, the server read ${grouped(reportedTokens)}`;
  const canary = canarySeen ? 'the first line was repeated' : 'the first line was not repeated';
  const why = `${counts}; ${canary}.`;
  // the prompt was never sent before: a server that leaves cached tokens out of its count has no excuse here
  const isShort = missingTokens(seen) > 0;
  const isExact = sent.errorShare === 0 && reportedTokens !== undefined;
  if (isShort && (isExact || !canarySeen)) return { verdict: 'truncated', why };
  if (isShort) return { verdict: 'unclear', why: `${why} The two contradict each other: the middle may have been dropped.` };
  if (canarySeen) return { verdict: 'whole', why };
  if (isExact && missingTokens(seen) === 0) return { verdict: 'whole', why: `${why} The exact count proves that all of it was read; the model is too weak to repeat it from there.` };
  return { verdict: 'unclear', why: `${why} Either the beginning was dropped or the model is too weak to repeat it.` };
}

async function probeSize(question: EffectiveContextQuestion, size: number): Promise<Result<ContextProbe>> {
  const { server, model, signal, idleTimeoutMs } = question;
  const canary = canaryWord(question.seed + size);
  const prompt = await canaryPrompt({ targetTokens: size, seed: question.seed, nonce: `${question.nonce} ${size}`, canary, countTokens: async (messages) => (await question.countTokens(messages)).tokens });
  const sent = await question.countTokens(prompt.messages);
  const request = { model, messages: prompt.messages, maxOutputTokens: answerTokens, temperature: 0, seed: 1, mayUsePromptCache: false };
  const completed = await server.complete(request, { signal, idleTimeoutMs });
  if (!completed.ok) return refusal(sent, completed.failure);
  const { text, thinking, promptTokens } = completed.value;
  const canarySeen = `${thinking} ${text}`.includes(canary);
  const judged = judgeProbe({ sent, reportedTokens: promptTokens, canarySeen });
  return ok({ ...judged, sent, canarySeen, reply: text.slice(0, 200), ...(promptTokens === undefined ? {} : { reportedTokens: promptTokens }) });
}

/** Refusing too long a prompt is what a server should do; every other failure ends the search. */
function refusal(sent: TokenCount, failure: Failure): Result<ContextProbe> {
  if (failure.kind !== 'contextOverflow') return { ok: false, failure };
  return ok({ verdict: 'refused', why: `${grouped(sent.tokens)} tokens were sent; the server refused them.`, sent, canarySeen: false, reply: '', refusal: failure });
}

/** Tokens one request certainly gets through; undefined when nothing was proven. */
function effectiveTokensOf(probes: readonly ContextProbe[], claimedWindow: number | undefined): number | undefined {
  const cut = probes.filter((probe) => probe.verdict === 'truncated').map((probe) => probe.reportedTokens ?? 0);
  if (cut.length > 0) return Math.min(...cut);
  const whole = probes.filter((probe) => probe.verdict === 'whole').map((probe) => probe.reportedTokens ?? probe.sent.tokens);
  if (whole.length === 0) return undefined;
  const largest = Math.max(...whole);
  // within the answer's room and the count's error bar of the window, the window itself is proven
  const reachesWindow = claimedWindow !== undefined && largest >= claimedWindow * 0.9 - answerTokens - 64;
  return reachesWindow ? Math.max(claimedWindow, largest) : largest;
}

function explain(verdict: ContextVerdict, probes: readonly ContextProbe[], effective: number | undefined, claimed: number | undefined): string {
  const refuses = probes.some((probe) => probe.verdict === 'refused') ? ' A longer prompt is refused, not cut.' : '';
  const claim = claimed === undefined ? 'The server claims no window.' : `The server claims ${grouped(claimed)} tokens.`;
  switch (verdict) {
    case 'truncated':
      return `${claim} It silently cuts longer prompts to ${grouped(effective ?? 0)} tokens and answers as if nothing had happened: an agent loses the beginning of its instructions.`;
    case 'whole':
      return `${claim} ${grouped(effective ?? 0)} tokens reach the model whole.${refuses}`;
    case 'refused':
      return `${claim} It refuses a prompt that is too long, which an agent can act on.`;
    case 'unclear':
      return `${claim} What the model really sees could not be proven: ${probes.find((probe) => probe.verdict === 'unclear')?.why ?? 'nothing was answered.'}`;
  }
}

/** The worst of the probes decides; a refusal beyond the window is good behaviour and does not hide a whole one inside it. */
function overall(probes: readonly ContextProbe[]): ContextVerdict {
  const has = (verdict: ContextVerdict): boolean => probes.some((probe) => probe.verdict === verdict);
  if (has('truncated')) return 'truncated';
  if (has('unclear')) return 'unclear';
  return has('whole') ? 'whole' : 'refused';
}

/** Sends each size once. Fails with whatever but an overflow the server failed with. */
export async function findEffectiveContext(question: EffectiveContextQuestion): Promise<Result<EffectiveContext>> {
  const probes: ContextProbe[] = [];
  const counter = await calibratedCounter(question);
  if (!counter.ok) return counter;
  const countTokens = counter.value;
  const { errorShare } = await countTokens([{ role: 'user', content: 'How exact is the count?' }]);
  for (const size of question.sizes ?? probeSizes(question.claimedWindow, errorShare)) {
    const probe = await probeSize({ ...question, countTokens }, size);
    if (!probe.ok) return probe;
    probes.push(probe.value);
    question.onProbe?.(probe.value);
  }
  const verdict = overall(probes);
  const effectiveTokens = effectiveTokensOf(probes, question.claimedWindow);
  return ok({
    model: question.model,
    verdict,
    probes,
    explanation: explain(verdict, probes, effectiveTokens, question.claimedWindow),
    ...(question.claimedWindow === undefined ? {} : { claimedWindow: question.claimedWindow }),
    ...(effectiveTokens === undefined ? {} : { effectiveTokens }),
  });
}
