/** Reads one line of a streamed `/api/chat`; the last one carries Ollama's own stopwatch in nanoseconds. */
import { defined } from '../../../domain/defined.ts';
import { finishReasonOf } from '../shared/stream/finishReasonOf.ts';
import { parseJson } from '../shared/parseJson.ts';
import type { DecodeEvent, StreamPiece } from '../shared/stream/streamPiece.ts';
import { chatLineSchema, type ChatLine } from './ollamaReplies.ts';

/** A decoder for one stream: Ollama ends a reply that calls tools with "stop" like any other. */
export function createOllamaDecoder(): DecodeEvent {
  let calledTools = false;
  return (data) => {
    const parsed = chatLineSchema.safeParse(parseJson(data));
    if (!parsed.success) return [{ kind: 'unreadable', text: data }];
    const line = parsed.data;
    if (line.error !== undefined && line.error !== null) return [{ kind: 'error', text: data }];
    const pieces = piecesOfMessage(line);
    calledTools ||= pieces.some((piece) => piece.kind === 'toolCall');
    if (line.done === true) pieces.push(...piecesOfEnd(line, calledTools));
    return pieces;
  };
}

function piecesOfMessage({ message }: ChatLine): StreamPiece[] {
  if (message === undefined || message === null) return [];
  const pieces: StreamPiece[] = [{ kind: 'delta' }];
  if (typeof message.thinking === 'string' && message.thinking !== '') pieces.push({ kind: 'thinking', text: message.thinking });
  if (typeof message.content === 'string' && message.content !== '') pieces.push({ kind: 'text', text: message.content });
  // Calls come whole, never in parts, and usually without id: a name alone opens a new one.
  for (const call of message.tool_calls ?? []) {
    const { name, arguments: written } = call.function;
    pieces.push({ kind: 'toolCall', argumentsText: typeof written === 'string' ? written : JSON.stringify(written ?? {}), ...defined({ id: call.id, name }) });
  }
  return pieces;
}

function piecesOfEnd(line: ChatLine, calledTools: boolean): StreamPiece[] {
  const reason = finishReasonOf(line.done_reason ?? '');
  const ms = (nanoseconds: number | null | undefined): number | undefined => (typeof nanoseconds === 'number' ? nanoseconds / 1e6 : undefined);
  return [
    { kind: 'finish', reason: calledTools && reason === 'stop' ? 'toolCalls' : reason },
    { kind: 'usage', ...defined({ promptTokens: line.prompt_eval_count, completionTokens: line.eval_count }) },
    {
      kind: 'timings',
      // prompt_eval_count includes cached tokens while the duration does not (seen on 0.17.4): only a prompt that was
      // never sent before gives an honest prefill rate here.
      timings: defined({
        promptMs: ms(line.prompt_eval_duration),
        promptTokens: line.prompt_eval_count,
        predictedMs: ms(line.eval_duration),
        predictedTokens: line.eval_count,
        loadMs: ms(line.load_duration),
      }),
    },
  ];
}
