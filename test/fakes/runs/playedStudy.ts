/** A study over the recorded runs: three candidates on two servers, one cell that failed and one not yet run. */
import type { RunEvent } from '../../../src/domain/runEvent.ts';
import type { StudyEvent, StudyFit } from '../../../src/domain/study.ts';
import type { CellRun } from '../../../src/recommend/study/summariseStudy.ts';
import { foldRun } from '../../../src/run/summary/foldRun.ts';
import { readRunFixture } from './readRunFixture.ts';

const vllm = 'http://localhost:8000';
const ollama = 'http://localhost:11434';
const at = (minute: number): string => new Date(Date.parse('2026-11-22T00:00:00.000Z') + minute * 60_000).toISOString();
const cell = (url: string, model: string, sizeBytes?: number) => ({ id: `${url} ${model}`, url, model, ...(sizeBytes === undefined ? {} : { sizeBytes }) }) as const;

const cells = [cell(ollama, 'gemma3:12b', 8_149_190_253), cell(ollama, 'qwen2.5-coder:32b', 19_851_349_856), cell(vllm, 'Qwen2.5-Coder-32B-AWQ', 19_300_000_000), cell(ollama, 'gemma3:27b', 17_396_936_941), cell('http://localhost:8080', 'later')];

export const studyEvents: readonly StudyEvent[] = [
  {
    type: 'studyStarted', schema: 'plimsoll.study/v1', at: at(0), cells,
    plan: { schema: 'plimsoll.studyPlan/v1', name: 'which model carries Cline', servers: [{ url: ollama, models: [] }, { url: vllm, models: [] }], suite: 'full', constraints: { vramBytes: 24 * 2 ** 30, minTokensPerSecond: 28, minContextTokens: 60_000 } },
  },
  { type: 'cellEnded', cell: cells[0]?.id ?? '', at: at(60), state: 'done', runFolder: 'runs/a', seconds: 3600 },
  { type: 'cellEnded', cell: cells[1]?.id ?? '', at: at(120), state: 'done', runFolder: 'runs/b', seconds: 4200 },
  { type: 'cellEnded', cell: cells[2]?.id ?? '', at: at(180), state: 'done', runFolder: 'runs/c', seconds: 3000 },
  { type: 'cellFailed', cell: cells[3]?.id ?? '', at: at(181), failure: { kind: 'outOfMemory', detail: 'The server ran out of memory while it loaded gemma3:27b.', advice: 'Serve a smaller window, or a smaller quantisation.' } },
  { type: 'studyEnded', at: at(182), state: 'paused' },
];

/** One model of a recorded run, as a run of its own. */
function alone(fixture: string, model: string, cellId: string | undefined): CellRun {
  const events = readRunFixture(fixture).events.flatMap((event): readonly RunEvent[] => {
    if (event.type === 'runStarted') return [{ ...event, plan: { ...event.plan, models: [model] } }];
    return event.type === 'sampleDone' && event.sample.model !== model ? [] : [event];
  });
  const summary = foldRun(events);
  if (summary === undefined) throw new Error(`${fixture} holds no run`);
  return { cell: cellId ?? '', events, summary };
}

export const studyRuns: readonly CellRun[] = [
  alone('two-models', 'gemma3:12b', cells[0]?.id),
  alone('two-models', 'qwen2.5-coder:32b', cells[1]?.id),
  alone('one-model', 'Qwen2.5-Coder-32B-AWQ', cells[2]?.id),
];

export const studyFits: readonly StudyFit[] = [
  { label: 'gemma3:12b · Ollama', vramBytes: 24 * 2 ** 30, verdict: { architecture: 'gemma3', contextWindow: 60_000, kvType: 'f16', weightsBytes: 8_149_190_253, kvBytesPerToken: 65_536, slidingWindowBytes: 503_316_480, kvBytes: 4_443_865_088, bufferBytes: 900_000_000, totalBytes: 13_493_055_341, fits: true, largestContext: 131_072, assumptions: [] } },
  { label: 'Qwen2.5-Coder-32B-AWQ · vLLM', vramBytes: 24 * 2 ** 30, why: 'vLLM says nothing about the model’s layers.' },
];
