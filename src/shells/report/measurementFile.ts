/** Reads what `plimsoll compare --json` and `plimsoll prefill --out` wrote, as far as their reports need it. */
import { z } from 'zod';
import { readTextFile } from '../../adapters/storage/readTextFile.ts';
import { fail, messageOf, ok, type Result } from '../../domain/failure.ts';
import type { Measurement } from '../../report/measurements/renderMeasurement.ts';

const figure = z.looseObject({ n: z.number(), mean: z.number(), median: z.number(), min: z.number(), max: z.number(), standardDeviation: z.number(), p95: z.number() });

const endpoint = z.looseObject({
  ...{ name: z.enum(['local', 'remote']), url: z.string(), model: z.string(), totalMs: z.number() },
  successRate: z.looseObject({ successes: z.number(), n: z.number(), share: z.number(), interval: z.looseObject({ low: z.number(), high: z.number() }) }),
  ...{ time: figure.optional(), ttftMs: figure.optional(), decodeTokensPerSecond: figure.optional(), completionTokens: figure.optional() },
  network: z.looseObject({ tcpConnectMs: figure.optional(), httpRoundTripMs: figure.optional() }),
});

const comparison = z.looseObject({
  schema: z.literal('plimsoll.compare/v1'),
  requests: z.array(z.looseObject({ endpoint: z.enum(['local', 'remote']), index: z.number(), failure: z.looseObject({ detail: z.string(), advice: z.string() }).optional() })),
  endpoints: z.array(endpoint).min(1),
  verdict: z.string(),
  caveats: z.array(z.string()),
});

const prefill = z.looseObject({
  schema: z.literal('plimsoll.prefill/v1'),
  ...{ at: z.string(), url: z.string(), serverKind: z.string(), model: z.string(), method: z.enum(['promptProgress', 'sizes']), clock: z.enum(['server', 'client']) },
  ...{ promptTokens: z.number(), totalMs: z.number(), msPerToken: z.number(), tokensPerSecond: z.number() },
  chunks: z.array(z.looseObject({ fromTokens: z.number(), toTokens: z.number(), ms: z.number(), msPerToken: z.number() })),
  target: z.looseObject({ lowMsPerToken: z.number(), highMsPerToken: z.number(), met: z.boolean() }),
  agentTurns: z.array(z.looseObject({ turn: z.number() })),
  goals: z.array(z.looseObject({ msPerToken: z.number() })),
  settings: z.array(z.looseObject({ name: z.string(), value: z.string(), source: z.enum(['server', 'seen', 'user']) })),
  improvements: z.array(z.looseObject({ label: z.string(), changed: z.array(z.string()), caveats: z.array(z.string()) })),
  advice: z.array(z.looseObject({ what: z.string(), why: z.string(), expected: z.string() })),
});

const measurement = z.discriminatedUnion('schema', [comparison, prefill]);

const notOurs = (file: string, cause: string): Result<never> => fail('fileUnreadable', `${file} is no measurement that a report can be made of.`, 'Give a run or study folder, or the JSON of plimsoll compare --json or plimsoll prefill --out.', { cause: cause.slice(0, 300) });

export async function readMeasurement(file: string): Promise<Result<Measurement>> {
  const text = await readTextFile(file);
  if (!text.ok) return text;
  try {
    const parsed = measurement.safeParse(JSON.parse(text.value));
    // our own file: the schema names the shape, and what a report needs of it was checked
    return parsed.success ? ok(parsed.data as unknown as Measurement) : notOurs(file, z.prettifyError(parsed.error));
  } catch (thrown) {
    return notOurs(file, messageOf(thrown));
  }
}
