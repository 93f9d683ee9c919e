/** Estimate first; only when that leaves a doubt, the server's exact count; then the decision. */
import { calibratedSize, learnRatio, type LearnedRatios } from '../../guard/calibrateSizes.ts';
import { decideRequest, type GuardDecision } from '../../guard/decideRequest.ts';
import { estimatePrompt, exactSize, type PromptSize } from '../../guard/estimatePrompt.ts';
import type { GuardRequest } from '../../guard/guardRequest.ts';
import { type QuickLook, quickPass } from '../../guard/quickPass.ts';
import type { UpstreamView } from './upstreamView.ts';

export interface Judgement {
  readonly decision: GuardDecision;
  readonly size: PromptSize;
}

export interface Judge {
  /** Certain from the body's size alone; everything else must be judged. */
  readonly passesQuickly: (look: QuickLook) => boolean;
  /** What a quickly passed request was, for its record. */
  readonly sizeOf: (request: GuardRequest) => PromptSize;
  readonly judge: (request: GuardRequest) => Promise<Judgement>;
  /** Learns from the server's own count of an answered request. */
  readonly learn: (model: string, size: PromptSize, reportedTokens: number) => void;
}

export function createJudge(view: UpstreamView, limits: { readonly leastOutputTokens: number; readonly countLimitMs: number }): Judge {
  const learned = new Map<string, LearnedRatios>();
  const decide = (request: GuardRequest, prompt: PromptSize, contextWindow: number | undefined): GuardDecision =>
    decideRequest({
      prompt,
      leastOutputTokens: limits.leastOutputTokens,
      overrunsWithoutLimit: view.kind() === 'ollama',
      ...(contextWindow === undefined ? {} : { contextWindow }),
      ...(request.requestedOutputTokens === undefined ? {} : { requestedOutputTokens: request.requestedOutputTokens }),
    });
  const sizeOf = (request: GuardRequest): PromptSize => calibratedSize(estimatePrompt(request), learned.get(request.model) ?? []);
  return {
    passesQuickly: (look) => quickPass(look, view.knownWindow(look.model), view.kind() === 'ollama'),
    sizeOf,
    judge: async (request) => {
      const size = sizeOf(request);
      const contextWindow = request.contextWindow ?? (await view.windowFor(request.model));
      const decision = decide(request, size, contextWindow);
      if (decision.action === 'pass' && decision.reason !== 'uncertain') return { decision, size };
      const counted = await view.count(request, limits.countLimitMs);
      if (!counted.ok) return { decision, size };
      const exact = exactSize(counted.value, request.images);
      return { decision: decide(request, exact, contextWindow), size: exact };
    },
    learn: (model, size, reportedTokens) => learned.set(model, learnRatio(learned.get(model) ?? [], size, reportedTokens)),
  };
}
