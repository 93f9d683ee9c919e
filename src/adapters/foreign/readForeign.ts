/** Reads the result files of other benchmark tools: llama-bench, vllm bench serve, GuideLLM, llama-benchy. */
import { readFile } from 'node:fs/promises';
import { median } from 'simple-statistics';
import { z } from 'zod';
import { defined } from '../../domain/defined.ts';
import { fail, ok, type Result } from '../../domain/failure.ts';
import type { ForeignResult, ForeignTool } from '../../domain/foreign.ts';

type Case = Omit<ForeignResult, 'tool' | 'file'>;

const number = z.number().nullish().catch(undefined);

/** `llama-bench -o json`: one entry a test, prompt processing or generation; rates in tokens/s. */
const llamaBench = z
  .array(z.looseObject({ model_type: z.string().optional(), model_filename: z.string(), n_prompt: z.number(), n_gen: z.number(), avg_ts: z.number(), samples_ts: z.array(z.number()).optional() }))
  .nonempty()
  .transform((entries) =>
    entries.map(({ model_type, model_filename, n_prompt, n_gen, avg_ts, samples_ts }): Case => {
      const model = model_type ?? model_filename;
      const runs = defined({ requests: samples_ts?.length });
      if (n_gen === 0) return { model, label: `pp${n_prompt}`, promptTokens: n_prompt, prefillTokensPerSecond: avg_ts, ...runs };
      if (n_prompt === 0) return { model, label: `tg${n_gen}`, outputTokens: n_gen, decodeTokensPerSecond: avg_ts, ...runs };
      // prefill and decode in one rate: neither of ours
      return { model, label: `pp${n_prompt}+tg${n_gen}: ${avg_ts.toFixed(1)} tokens/s in all`, promptTokens: n_prompt, outputTokens: n_gen, ...runs };
    }),
  );

/** `vllm bench serve --save-result`. */
const vllmServe = z
  .looseObject({ model_id: z.string(), completed: z.number(), duration: z.number(), total_input_tokens: number, total_output_tokens: number, max_concurrency: number, median_ttft_ms: number, median_tpot_ms: number, median_e2el_ms: number })
  .transform((result): readonly Case[] => {
    const perRequest = (tokens: number | null | undefined): number | undefined => (tokens == null || result.completed === 0 ? undefined : tokens / result.completed);
    const rate = result.median_tpot_ms == null || result.median_tpot_ms === 0 ? undefined : 1000 / result.median_tpot_ms;
    const label = result.max_concurrency == null ? 'serve' : `concurrency ${result.max_concurrency}`;
    return [{ model: result.model_id, label, requests: result.completed, ...defined({ ttftMs: result.median_ttft_ms, decodeTokensPerSecond: rate, totalMs: result.median_e2el_ms, promptTokens: perRequest(result.total_input_tokens), outputTokens: perRequest(result.total_output_tokens) }) }];
  });

const guideRequest = z.looseObject({ time_to_first_token_ms: number, inter_token_latency_ms: number, request_latency: number, prompt_tokens: number, output_tokens: number });

/** GuideLLM's JSON: medians over the successful requests of each benchmark. */
const guideLlm = z
  .looseObject({ benchmarks: z.array(z.looseObject({ requests: z.looseObject({ successful: z.array(guideRequest) }) })).nonempty() })
  .transform(({ benchmarks }) =>
    benchmarks.map(({ requests }, index): Case => {
      const middle = (take: (request: z.infer<typeof guideRequest>) => number | null | undefined): number | undefined => {
        const values = requests.successful.map(take).filter((value) => value != null);
        return values.length === 0 ? undefined : median(values);
      };
      const itl = middle((request) => request.inter_token_latency_ms);
      const seconds = middle((request) => request.request_latency);
      return {
        model: 'not named by the file',
        label: `benchmark ${index + 1}`,
        requests: requests.successful.length,
        ...defined({
          ttftMs: middle((request) => request.time_to_first_token_ms),
          decodeTokensPerSecond: itl === undefined || itl === 0 ? undefined : 1000 / itl,
          totalMs: seconds === undefined ? undefined : seconds * 1000,
          promptTokens: middle((request) => request.prompt_tokens),
          outputTokens: middle((request) => request.output_tokens),
        }),
      };
    }),
  );

const benchyMetric = z.looseObject({ mean: z.number() }).nullish().catch(undefined);

/** `llama-benchy --format json`: per-request rates where it has them. */
const llamaBenchy = z
  .looseObject({ model: z.string(), latency_mode: z.string(), benchmarks: z.array(z.looseObject({ concurrency: z.number(), prompt_size: z.number(), response_size: z.number(), pp_req_throughput: benchyMetric, tg_req_throughput: benchyMetric, pp_throughput: benchyMetric, tg_throughput: benchyMetric, e2e_ttft: benchyMetric })).nonempty() })
  .transform(({ model, benchmarks }) =>
    benchmarks.map((run): Case => ({
      model,
      label: `pp${run.prompt_size} tg${run.response_size}, concurrency ${run.concurrency}`,
      promptTokens: run.prompt_size,
      outputTokens: run.response_size,
      ...defined({
        ttftMs: run.e2e_ttft?.mean,
        prefillTokensPerSecond: (run.pp_req_throughput ?? run.pp_throughput)?.mean,
        decodeTokensPerSecond: (run.tg_req_throughput ?? run.tg_throughput)?.mean,
      }),
    })),
  );

const readers: readonly (readonly [ForeignTool, z.ZodType<readonly Case[]>])[] = [
  ['llama-bench', llamaBench],
  ['vllm bench serve', vllmServe],
  ['llama-benchy', llamaBenchy],
  ['GuideLLM', guideLlm],
];

/** The tool is known by the shape of its file. */
export function parseForeign(text: string, file: string): Result<readonly ForeignResult[]> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return fail('invalidInput', `${file} is not JSON.`, 'Give the JSON result of llama-bench, vllm bench serve, GuideLLM or llama-benchy.');
  }
  for (const [tool, schema] of readers) {
    const parsed = schema.safeParse(json);
    if (parsed.success) return ok(parsed.data.map((one) => ({ tool, file, ...one })));
  }
  return fail('invalidInput', `${file} is of no tool that is known here.`, 'Known: llama-bench -o json, vllm bench serve --save-result, GuideLLM JSON, llama-benchy --format json.');
}

/** Results beyond this are no results. */
const largestFile = 200_000_000;

export async function readForeign(file: string): Promise<Result<readonly ForeignResult[]>> {
  try {
    const bytes = await readFile(file);
    if (bytes.length > largestFile) return fail('invalidInput', `${file} is larger than 200 MB.`, 'Give a result file, not a log.');
    return parseForeign(bytes.toString('utf8'), file);
  } catch {
    return fail('fileUnreadable', `${file} cannot be read.`, 'Check the path.');
  }
}
