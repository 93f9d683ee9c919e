/** Chat streams in OpenAI's format, as the pieces a server would write. */
import { sse } from '../httpReplies.ts';
import { promptTokens, type Said } from './protocolFake.ts';

const chunkOf = (delta: unknown, finish_reason: string | null = null): string =>
  sse({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1795310526, model: 'm', choices: [{ index: 0, delta, finish_reason }] });

export function openAiSays(said: readonly Said[]): readonly string[] {
  let calls = 0;
  return [
    chunkOf({ role: 'assistant', content: '' }),
    ...said.flatMap((part) => {
      if (part.kind === 'text') return [chunkOf({ content: part.text })];
      if (part.kind === 'thinking') return [chunkOf({ reasoning_content: part.text })];
      const index = calls++;
      const half = Math.floor(part.argumentsText.length / 2);
      return [
        chunkOf({ tool_calls: [{ index, id: `call_${index}`, type: 'function', function: { name: part.name, arguments: part.argumentsText.slice(0, half) } }] }),
        chunkOf({ tool_calls: [{ index, function: { arguments: part.argumentsText.slice(half) } }] }),
      ];
    }),
  ];
}

const finishWords = { stop: 'stop', length: 'length', toolCalls: 'tool_calls' } as const;

export function openAiEnds(reason: keyof typeof finishWords, completionTokens: number, extra: { readonly usage?: object; readonly chunk?: object } = {}): readonly string[] {
  const usage = { prompt_tokens: promptTokens, completion_tokens: completionTokens, total_tokens: promptTokens + completionTokens, ...extra.usage };
  return [chunkOf({}, finishWords[reason]), sse({ id: 'chatcmpl-1', object: 'chat.completion.chunk', choices: [], usage, ...extra.chunk }), sse('[DONE]')];
}
