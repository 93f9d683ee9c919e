/** Shapes of Ollama's native API. */
import { z } from 'zod';

const count = z.number().nullish().catch(undefined);
const text = z.string().nullish().catch(undefined);

export const versionSchema = z.looseObject({ version: z.string() });

const details = z.looseObject({ family: text, parameter_size: text, quantization_level: text }).nullish().catch(undefined);

export const tagsSchema = z.looseObject({
  models: z.array(z.looseObject({ name: z.string(), size: count, digest: text, details, remote_host: text })),
});

export const runningSchema = z.looseObject({
  models: z.array(z.looseObject({ name: z.string(), size: count, size_vram: count, context_length: count })),
});

export const showSchema = z.looseObject({
  parameters: text,
  capabilities: z.array(z.string()).nullish().catch(undefined),
  model_info: z.record(z.string(), z.unknown()).nullish().catch(undefined),
});

export const generateSchema = z.looseObject({ done: z.boolean().optional() });

/** One line of a streamed `/api/chat`. */
export const chatLineSchema = z.looseObject({
  message: z
    .looseObject({
      content: text,
      thinking: text,
      tool_calls: z
        .array(z.looseObject({ id: text, function: z.looseObject({ name: text, arguments: z.unknown().optional() }) }))
        .nullish()
        .catch(undefined),
    })
    .nullish()
    .catch(undefined),
  done: z.boolean().nullish().catch(undefined),
  done_reason: text,
  error: z.unknown().optional(),
  // nanoseconds
  load_duration: count,
  prompt_eval_count: count,
  prompt_eval_duration: count,
  eval_count: count,
  eval_duration: count,
});

export type Tag = z.infer<typeof tagsSchema>['models'][number];
export type Running = z.infer<typeof runningSchema>['models'][number];
export type Shown = z.infer<typeof showSchema>;
export type ChatLine = z.infer<typeof chatLineSchema>;
