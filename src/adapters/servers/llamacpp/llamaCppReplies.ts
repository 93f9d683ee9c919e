/** Shapes of llama-server's own endpoints. */
import { z } from 'zod';

const count = z.number().nullish().catch(undefined);
const text = z.string().nullish().catch(undefined);
const flag = z.boolean().nullish().catch(undefined);

export const propsSchema = z.looseObject({
  default_generation_settings: z.looseObject({ n_ctx: count }).nullish().catch(undefined),
  total_slots: count,
  model_path: text,
  model_ftype: text,
  build_info: text,
  chat_template: text,
  chat_template_caps: z.looseObject({ supports_tools: flag, supports_tool_calls: flag }).nullish().catch(undefined),
  modalities: z.looseObject({ vision: flag }).nullish().catch(undefined),
  // "router" when started without a model
  role: text,
});

export type Props = z.infer<typeof propsSchema>;

/** `/models` of a router. */
export const routerModelsSchema = z.looseObject({
  data: z.array(
    z.looseObject({
      id: z.string(),
      status: z.looseObject({ value: z.string(), failed: flag, exit_code: count }),
    }),
  ),
});

export const slotsSchema = z.array(z.looseObject({ is_processing: z.boolean() }));

export const templateSchema = z.looseObject({ prompt: z.string() });
export const tokensSchema = z.looseObject({ tokens: z.array(z.unknown()) });
export const successSchema = z.looseObject({ success: z.boolean() });
