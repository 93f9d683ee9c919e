/** Shapes of LM Studio's own API, the new one (v1, from 0.4) and the old one (v0). */
import { z } from 'zod';

const count = z.number().nullish().catch(undefined);
const text = z.string().nullish().catch(undefined);
const flag = z.boolean().nullish().catch(undefined);

export const modelsV1Schema = z.looseObject({
  models: z.array(
    z.looseObject({
      type: text,
      key: z.string(),
      architecture: text,
      quantization: z.looseObject({ name: text }).nullish().catch(undefined),
      size_bytes: count,
      params_string: text,
      max_context_length: count,
      // true, or an object with the levels
      capabilities: z.looseObject({ vision: flag, trained_for_tool_use: flag, reasoning: z.unknown().optional() }).nullish().catch(undefined),
      loaded_instances: z
        .array(z.looseObject({ id: z.string(), config: z.looseObject({ context_length: count, parallel: count }).nullish().catch(undefined) }))
        .nullish()
        .catch(undefined),
    }),
  ),
});

export const modelsV0Schema = z.looseObject({
  data: z.array(
    z.looseObject({
      id: z.string(),
      type: text,
      arch: text,
      quantization: text,
      state: z.string(),
      max_context_length: count,
      loaded_context_length: count,
      capabilities: z.array(z.string()).nullish().catch(undefined),
    }),
  ),
});

export const loadSchema = z.looseObject({ instance_id: z.string() });
export const unloadSchema = z.looseObject({ instance_id: z.string() });

export type ModelV1 = z.infer<typeof modelsV1Schema>['models'][number];
export type ModelV0 = z.infer<typeof modelsV0Schema>['data'][number];
