/** Exact prompt sizes from llama-server: the chat template is applied by the server, then its tokeniser counts. */
import type { TokenCount } from '../../../domain/budget.ts';
import { ok, type Result } from '../../../domain/failure.ts';
import type { PromptToCount } from '../../../ports/inferenceServer.ts';
import { askJson } from '../shared/http/askJson.ts';
import { openAiMessage, openAiTool } from '../shared/openAi/chatBody.ts';
import { replyContext, type ServerContext } from '../shared/openAi/serverContext.ts';
import { templateSchema, tokensSchema } from './llamaCppReplies.ts';

export async function countPrompt(context: ServerContext, model: string, prompt: PromptToCount, signal: AbortSignal): Promise<Result<TokenCount>> {
  const { messages, tools } = prompt;
  const body = { model, messages: messages.map(openAiMessage), ...(tools === undefined || tools.length === 0 ? {} : { tools: tools.map(openAiTool) }) };
  const templated = await askJson(context.connection, { path: '/apply-template', schema: templateSchema, body, signal }, replyContext(context, model));
  if (!templated.ok) return templated;
  return tokenise(context, model, { content: templated.value.prompt, add_special: true, parse_special: true }, signal);
}

export function countText(context: ServerContext, model: string, text: string, signal: AbortSignal): Promise<Result<TokenCount>> {
  return tokenise(context, model, { content: text, add_special: false, parse_special: false }, signal);
}

async function tokenise(context: ServerContext, model: string, body: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<Result<TokenCount>> {
  const counted = await askJson(context.connection, { path: '/tokenize', schema: tokensSchema, body: { model, ...body }, signal }, replyContext(context, model));
  return counted.ok ? ok({ tokens: counted.value.tokens.length, method: 'server', errorShare: 0 }) : counted;
}
