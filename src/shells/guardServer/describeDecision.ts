/** The guard's decision in one line, for the response header and the log. */
import type { GuardRequest } from '../../guard/guardRequest.ts';
import type { Judgement } from './judgeRequest.ts';

/** undefined for a plain pass. */
export function describeDecision({ decision, size }: Judgement, { requestedOutputTokens }: GuardRequest): string | undefined {
  if (decision.action === 'pass' && decision.reason === 'fits') return undefined;
  if (decision.action === 'pass' && decision.reason === 'windowUnknown') return 'passed, window unknown';
  if (!('contextWindow' in decision)) return undefined;
  const prompt = `prompt ${size.isExact ? '' : '~'}${decision.promptTokens} of ${decision.contextWindow}`;
  switch (decision.action) {
    case 'pass':
      return `passed, uncertain: ${prompt}`;
    case 'clamp':
      return `clamped max_tokens ${requestedOutputTokens ?? 'none'} -> ${decision.maxTokens}, ${prompt}`;
    case 'refuse':
      return `refused, ${decision.reason === 'promptTooLong' ? 'prompt too long' : 'no room for an answer'}: ${prompt}`;
  }
}
