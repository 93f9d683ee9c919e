/** The words servers use for why an answer ended. */
import type { FinishReason } from '../../../../domain/chat.ts';

const reasons: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  eos: 'stop',
  end_turn: 'stop',
  length: 'length',
  max_tokens: 'length',
  tool_calls: 'toolCalls',
  function_call: 'toolCalls',
  content_filter: 'contentFilter',
};

export function finishReasonOf(said: string): FinishReason {
  return Object.hasOwn(reasons, said) ? (reasons[said] ?? 'other') : 'other';
}
