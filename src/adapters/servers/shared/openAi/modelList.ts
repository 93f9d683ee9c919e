/** The answer of `/v1/models`, with the fields in which products hide the served window. */
import { z } from 'zod';

const count = z.number().nullish().catch(undefined);
const text = z.string().nullish().catch(undefined);

export const modelListSchema = z.looseObject({
  // llama.cpp imitates Ollama's list beside OpenAI's
  models: z.array(z.looseObject({ name: text, details: z.looseObject({ family: text }).nullish().catch(undefined) })).nullish().catch(undefined),
  data: z.array(
    z.looseObject({
      id: z.string(),
      owned_by: text,
      root: text,
      // vLLM and SGLang
      max_model_len: count,
      // other OpenAI-compatible servers
      context_length: count,
      context_window: count,
      max_context_length: count,
      // llama.cpp; null while the model loads
      meta: z.looseObject({ n_ctx: count, n_ctx_train: count, n_params: count, size: count, ftype: text }).nullish().catch(undefined),
      architecture: z.looseObject({ input_modalities: z.array(z.string()).nullish().catch(undefined) }).nullish().catch(undefined),
    }),
  ),
});

export type ModelList = z.infer<typeof modelListSchema>;
export type ListedModel = ModelList['data'][number];
