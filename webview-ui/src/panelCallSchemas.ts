/** What the extension may say, checked as deep as the page reads it: a newer journal must not draw nonsense. */
import * as z from 'zod/mini';
import type { PanelArguments } from '../../src/protocol/panel.ts';

type Schemas = { readonly [Call in keyof PanelArguments]: z.ZodMiniType<PanelArguments[Call]> };

const figure = z.looseObject({ n: z.number(), mean: z.number(), median: z.number(), min: z.number(), max: z.number() });
const figures = z.looseObject({ ttftMs: z.optional(figure), totalMs: z.optional(figure), decodeTokensPerSecond: z.optional(figure), samples: z.number(), voided: z.number() });
const failure = z.looseObject({ kind: z.string(), detail: z.string(), advice: z.string() });
const model = z.looseObject({
  id: z.string(),
  continuous: figures,
  sweep: z.array(z.looseObject({ contextTokens: z.number(), status: z.string() })),
  gpu: z.array(z.looseObject({ index: z.number(), phase: z.string() })),
  scenarios: z.array(z.looseObject({ id: z.string(), accuracy: z.number(), replies: z.array(z.looseObject({ text: z.string(), grade: z.looseObject({ tests: z.array(z.looseObject({ name: z.string(), passed: z.boolean() })) }) })) })),
});
const summary = z.looseObject({
  schema: z.literal('plimsoll.run/v1'),
  runId: z.string(),
  status: z.enum(['running', 'paused', 'done']),
  startedAt: z.string(),
  plan: z.looseObject({ serverUrl: z.string(), models: z.array(z.string()) }),
  machine: z.looseObject({ gpus: z.array(z.unknown()) }),
  models: z.array(model),
  uses: z.array(z.looseObject({ use: z.string(), verdict: z.string(), reason: z.string() })),
  voids: z.array(z.looseObject({ key: z.string(), failure })),
  notMeasured: z.array(z.looseObject({ what: z.string(), why: z.string() })),
  notices: z.array(z.string()),
  progress: z.looseObject({ done: z.number(), total: z.number() }),
});
const headline = z.looseObject({ runId: z.string(), runFolder: z.string(), status: z.string(), startedAt: z.string(), serverName: z.string(), models: z.array(z.looseObject({ id: z.string() })) });
const server = z.looseObject({ url: z.string(), kind: z.string(), models: z.array(z.looseObject({ id: z.string() })), notices: z.array(failure) });

const cells = z.looseObject({ total: z.number(), done: z.number(), running: z.number(), waiting: z.number(), dead: z.number() });

/** The schema checks what is read; the type it vouches for is the domain's own. */
const shaped = <T>(schema: z.ZodMiniType): z.ZodMiniType<T> => z.custom<T>((value) => schema.safeParse(value).success);

const shapes: Readonly<Record<keyof PanelArguments, z.ZodMiniType>> = {
  boot: z.looseObject({ language: z.string(), sentences: z.record(z.string(), z.string()), view: z.string() }),
  show: z.looseObject({ view: z.enum(['servers', 'run', 'results', 'compare', 'history', 'configure', 'fleet']) }),
  servers: z.looseObject({
    state: z.enum(['unknown', 'searching', 'known']),
    verdicts: z.array(z.looseObject({ url: z.string(), model: z.string(), verdict: z.looseObject({ fits: z.boolean(), explanation: z.string() }) })),
    report: z.optional(z.looseObject({ servers: z.array(server), failures: z.array(z.looseObject({ url: z.string(), failure })) })),
  }),
  run: z.looseObject({ state: z.enum(['idle', 'starting', 'running', 'stopping']), summary: z.optional(summary), runFolder: z.optional(z.string()) }),
  live: z.looseObject({ label: z.string(), model: z.string(), elapsedMs: z.number(), chunks: z.number(), text: z.string() }),
  history: z.looseObject({ runs: z.array(headline) }),
  comparison: z.looseObject({ summaries: z.array(summary) }),
  configuration: z.looseObject({ target: z.string(), state: z.string(), files: z.array(z.looseObject({ path: z.string(), diff: z.string() })), notes: z.array(z.string()), canUndo: z.boolean() }),
  fleet: z.looseObject({
    name: z.string(),
    submittedAt: z.string(),
    state: z.enum(['running', 'cancelled', 'ended']),
    cells,
    places: z.array(z.looseObject({ name: z.string(), isAlive: z.boolean(), cells })),
    running: z.array(z.looseObject({ run: z.string(), part: z.string(), place: z.string(), attempt: z.number() })),
    dead: z.array(z.looseObject({ run: z.string(), part: z.string(), place: z.string(), failure })),
  }),
  problem: z.looseObject({ failure }),
};

export const panelCallSchemas: Schemas = {
  boot: shaped(shapes.boot),
  show: shaped(shapes.show),
  servers: shaped(shapes.servers),
  run: shaped(shapes.run),
  live: shaped(shapes.live),
  history: shaped(shapes.history),
  comparison: shaped(shapes.comparison),
  configuration: shaped(shapes.configuration),
  fleet: shaped(shapes.fleet),
  problem: shaped(shapes.problem),
};
