/** A server with a real window: it remembers what is inside, and does one of the things servers do with what is not. */
import { fail, ok, type Result } from '../../src/domain/failure.ts';
import type { ChatRequest } from '../../src/domain/chat.ts';
import type { Completion } from '../../src/domain/sample.ts';
import type { InferenceServer } from '../../src/ports/inferenceServer.ts';
import { countWords, fakeServer } from './fakeServer.ts';

export interface WindowedServerOptions {
  readonly window: number;
  /** `cut` drops the oldest tokens in silence, as Ollama does; `cutAndLie` also reports the full count. */
  readonly overflow: 'refuse' | 'cut' | 'cutAndLie';
  /** A model too small to repeat a word from far away. */
  readonly forgetful?: boolean;
  readonly canCount?: boolean;
}

export function windowedServer(options: WindowedServerOptions): InferenceServer & { readonly requests: readonly ChatRequest[] } {
  const inner = fakeServer({ ...(options.canCount === undefined ? {} : { canCount: options.canCount }) });
  const complete: InferenceServer['complete'] = async (request, how): Promise<Result<Completion>> => {
    const text = request.messages.map((message) => message.content).join('\n');
    const sent = countWords(text);
    if (sent > options.window && options.overflow === 'refuse') return fail('contextOverflow', `request (${sent} tokens) exceeds the available context size (${options.window} tokens)`, 'Send less.');
    const words = text.match(/\w+|[^\s\w]/g) ?? [];
    const seen = words.slice(-options.window).join(' ');
    const password = options.forgetful === true ? undefined : /The password is (\w+)/.exec(seen)?.[1];
    const answered = await inner.complete(request, how);
    if (!answered.ok) return answered;
    const promptTokens = options.overflow === 'cutAndLie' ? sent : Math.min(sent, options.window);
    return ok({ ...answered.value, text: password ?? 'I do not know.', promptTokens });
  };
  return { ...inner, requests: inner.requests, complete };
}
