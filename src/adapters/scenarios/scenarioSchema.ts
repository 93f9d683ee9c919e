/** The shape of a scenario file, as zod checks it and as the JSON Schema for editors is made from. */
import { z } from 'zod';

const languageSchema = z.enum(['python', 'javascript', 'typescript', 'sql', 'regex', 'text']);
const share = z.number().min(0).max(1);
const pattern = z.string().refine(isPattern, { error: 'is not a regular expression' });

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'iu');
    return true;
  } catch {
    return false;
  }
}

const exampleSchema = z
  .strictObject({
    name: z.string().min(1).describe('What is right or wrong about this answer.'),
    reply: z.string().optional().describe('The whole reply, as a model would write it.'),
    code: z.string().optional().describe('Bare code; it is put into a code block.'),
    find: z.string().optional().describe('Text of the first reference that is replaced to make this wrong answer.'),
    replace: z.string().optional(),
  })
  .refine((example) => [example.reply, example.code, example.find].filter((part) => part !== undefined).length === 1, { error: 'needs exactly one of: reply, code, find' });

const variantSchema = z.strictObject({
  prompt: z.string().min(1).describe('What the model is asked; {{given}} stands for the given code.'),
  entryPoint: z.string().optional().describe('Function or class the answer must define.'),
  given: z.string().optional().describe('Code shown in the prompt.'),
  references: z.array(exampleSchema).min(2).describe('At least two different right answers.'),
  mutants: z.array(exampleSchema).min(5).describe('At least five wrong answers.'),
});

const callTestSchema = z
  .strictObject({
    name: z.string().min(1),
    args: z.array(z.unknown()).optional(),
    script: z.partialRecord(languageSchema, z.string()).optional().describe('Statements by language that leave their finding in `result`.'),
    expect: z.unknown().optional(),
    raises: z.array(z.string()).min(1).optional(),
    only: z.array(languageSchema).min(1).optional(),
    compare: z.enum(['exact', 'unordered']).optional(),
    tolerance: z.number().positive().optional(),
  })
  .refine((test) => (test.args === undefined) !== (test.script === undefined), { error: 'needs either args or script' })
  .refine((test) => (test.raises === undefined) !== !('expect' in test), { error: 'needs either expect or raises' });

const columnSchema = z.strictObject({
  name: z.string(),
  type: z.enum(['id', 'integer', 'decimal', 'text', 'date', 'choice', 'reference']),
  min: z.number().optional(),
  max: z.number().optional(),
  values: z.array(z.union([z.string(), z.number()])).min(1).optional(),
  table: z.string().optional(),
  nullShare: share.optional(),
});

const databaseSchema = z.strictObject({ name: z.string(), inserts: z.string(), rows: z.array(z.array(z.unknown())).optional() });

const generatorSchema = z.strictObject({
  seeds: z.array(z.number().int()).min(1),
  tables: z.array(z.strictObject({ name: z.string(), rows: z.tuple([z.number().int().min(0), z.number().int().min(0)]), columns: z.array(columnSchema).min(1) })).min(1),
});

const base = {
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens'),
  title: z.string().min(1),
  tags: z.array(z.string()).default([]),
  defaultLanguage: languageSchema,
  variants: z.partialRecord(languageSchema, variantSchema),
  maxOutputTokens: z.number().int().min(16).default(800),
  deadlineMs: z.number().int().min(100).max(60_000).default(5000),
  weights: z.strictObject({ accuracy: share, consistency: share, quality: share, clarity: share }).optional(),
};

const tests = z.array(callTestSchema).min(1);
const bugSchema = z.strictObject({ name: z.string(), find: z.string().min(1), replace: z.string() });
const pointSchema = z.strictObject({
  name: z.string(),
  evidence: z.array(z.array(pattern).min(1)).min(1).describe('All groups must be found in one passage; a group is a list of alternatives.'),
  mustNotSay: z.array(pattern).optional(),
  weight: z.number().positive().optional(),
});

/** One member per kind of scenario. */
export const scenarioFileSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...base, kind: z.literal('function'), tests }),
  z.strictObject({ ...base, kind: z.literal('class'), tests }),
  z.strictObject({
    ...base,
    kind: z.literal('sql'),
    schema: z.string(),
    referenceQuery: z.string(),
    databases: z.array(databaseSchema).min(1),
    generated: generatorSchema.optional(),
    ordered: z.boolean().default(false),
  }),
  z.strictObject({
    ...base,
    kind: z.literal('regex'),
    cases: z.strictObject({
      accept: z.array(z.string()).min(1),
      reject: z.array(z.string()).min(1),
      mode: z.enum(['full', 'search']).default('full'),
      captures: z.array(z.strictObject({ text: z.string(), groups: z.array(z.string().nullable()) })).optional(),
    }),
    checksBacktracking: z.boolean().default(true),
  }),
  z.strictObject({ ...base, kind: z.literal('unit-test'), moduleName: z.string(), bugs: z.partialRecord(languageSchema, z.array(bugSchema).min(1)) }),
  z.strictObject({
    ...base,
    kind: z.literal('documentation'),
    targets: z.array(z.strictObject({ name: z.string(), parameters: z.array(z.string()), mentions: z.array(pattern) })).min(1),
    tests,
  }),
  z.strictObject({ ...base, kind: z.literal('refactoring'), tests, largestComplexity: z.number().int().positive() }),
  z.strictObject({ ...base, kind: z.literal('checklist'), points: z.array(pointSchema).min(1) }),
]);

export type ScenarioFile = z.infer<typeof scenarioFileSchema>;
