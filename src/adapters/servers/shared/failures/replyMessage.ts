/** Finds the sentence in a server's error body; every product wraps it differently. */
import { z } from 'zod';
import { parseJson } from '../parseJson.ts';

const text = z.string().optional().catch(undefined);
const inner = z.looseObject({ message: text, type: text, code: z.union([z.string(), z.number()]).optional().catch(undefined) });
const body = z.looseObject({
  // an object from OpenAI's family, a string from Ollama and LM Studio
  error: z.union([inner, z.string()]).optional().catch(undefined),
  // vLLM up to 2025 without a wrapper
  message: text,
  type: text,
  // FastAPI
  detail: z.union([z.string(), z.array(z.looseObject({ msg: text }))]).optional().catch(undefined),
});

export interface ReplyMessage {
  readonly message: string;
  readonly type: string;
  readonly code: string;
}

/** undefined when the text is not a JSON object that speaks of an error. */
export function replyMessage(bodyText: string): ReplyMessage | undefined {
  const parsed = body.safeParse(parseJson(bodyText));
  if (!parsed.success) return undefined;
  const { error, message, type, detail } = parsed.data;
  if (typeof error === 'string') return { message: error, type: '', code: '' };
  if (error !== undefined) return { message: error.message ?? JSON.stringify(error), type: error.type ?? '', code: String(error.code ?? '') };
  if (message !== undefined) return { message, type: type ?? '', code: '' };
  if (typeof detail === 'string') return { message: detail, type: '', code: '' };
  if (detail !== undefined) return { message: detail.map((entry) => entry.msg ?? '').join('; '), type: '', code: '' };
  return undefined;
}
