/** Brings a model into Ollama's memory: a generation without a prompt, which answers when the model is there. */
import { ok, type Result } from '../../../domain/failure.ts';
import { askJson } from '../shared/http/askJson.ts';
import { loadLimits } from '../shared/loadLimits.ts';
import { replyContext, type ServerContext } from '../shared/openAi/serverContext.ts';
import { generateSchema } from './ollamaReplies.ts';

export async function loadOllama(context: ServerContext, model: string, signal: AbortSignal): Promise<Result<{ readonly how: string }>> {
  const asked = await askJson(context.connection, { path: '/api/generate', schema: generateSchema, body: { model, stream: false }, signal, limits: loadLimits }, replyContext(context, model));
  return asked.ok ? ok({ how: 'POST /api/generate without a prompt' }) : asked;
}
