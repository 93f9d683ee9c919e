/** Shapes of TabbyAPI's own endpoints. */
import { z } from 'zod';

const count = z.number().nullish().catch(undefined);
const text = z.string().nullish().catch(undefined);

export const loadedModelSchema = z.looseObject({
  id: z.string(),
  parameters: z.looseObject({ max_seq_len: count, cache_mode: text, max_batch_size: count, use_vision: z.boolean().nullish().catch(undefined) }).nullish().catch(undefined),
});

/** One step of loading, as an event of its stream. */
export const loadStepSchema = z.looseObject({ status: z.string() });

export const tokenCountSchema = z.looseObject({ length: z.number() });

export type LoadedModel = z.infer<typeof loadedModelSchema>;
