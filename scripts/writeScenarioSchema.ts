/** Writes schemas/scenario.schema.json from the zod schema that reads scenario files, so that both say the same. */
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { scenarioFileSchema } from '../src/adapters/scenarios/scenarioSchema.ts';

/** The JSON Schema for editors. Rules that JSON Schema cannot say (one of reply, code, find …) stay with the reader. */
export function scenarioJsonSchema(): object {
  const schema = z.toJSONSchema(scenarioFileSchema, { target: 'draft-2020-12', io: 'input', reused: 'ref' });
  return { title: 'Plimsoll scenario', description: 'A quality scenario: what a model is asked, and how its answer is proven right or wrong.', ...schema };
}

const file = fileURLToPath(import.meta.url);
if (process.argv[1] === file) await writeFile(join(dirname(dirname(file)), 'schemas/scenario.schema.json'), `${JSON.stringify(scenarioJsonSchema(), undefined, 2)}\n`);
