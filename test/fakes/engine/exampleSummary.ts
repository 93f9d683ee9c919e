/** A finished run with every kind of figure: two GPUs, a sweep, scenarios, voids. Figures follow the selection study this project began with. */
import type { Figure } from '../../../src/domain/figure.ts';
import { type AgentReadiness, readinessAspects } from '../../../src/domain/readiness.ts';
import type { ModelSummary, RunSummary, ScenarioResult, SweepPoint } from '../../../src/domain/runSummary.ts';
import { agentVerdict, ratesOf } from '../../../src/evaluate/readiness/readinessVerdict.ts';

const gibibyte = 1024 ** 3;

function figure(median: number, spread: number, n = 10): Figure {
  return {
    n,
    mean: median * 1.01,
    median,
    min: median - spread * 1.6,
    max: median + spread * 1.7,
    standardDeviation: spread,
    p95: median + spread * 1.5,
    ...(n < 3 ? {} : { interval: { low: median - spread, high: median + spread, confidence: 0.95, method: 'order-statistics' as const } }),
  };
}

interface ModelSpec {
  readonly id: string;
  readonly quantization: string;
  readonly tokensPerSecond: number;
  readonly ttftMs: number;
  readonly totalMs: number;
  readonly coldMs: number;
  readonly window: number;
  readonly gpuGibibytes: readonly [number, number];
  readonly scores: readonly number[];
}

const scenarioIds = ['code-completion', 'debugging', 'sql-query', 'refactoring', 'unit-test'];

const completion = 'def fibonacci(n):\n    """The n-th Fibonacci number, 0-based."""\n    a, b = 0, 1\n    for _ in range(n):\n        a, b = b, a + b\n    return a\n';

function scenario(id: string, score: number): ScenarioResult {
  const passes = score > 5;
  return {
    id,
    score,
    accuracy: score / 10,
    consistency: 0.92,
    quality: 0.81,
    clarity: 0.7,
    gradedReplies: 3,
    ungradedReplies: 0,
    cutOffReplies: 0,
    consistencyDetail: { value: 0.92, reasons: [], replies: 3, structureSimilarity: 0.95 },
    consistencyAtZero: { value: 0.99, reasons: [], replies: 3, structureSimilarity: 1, codeSimilarity: 0.98, distinctAsts: 2 },
    replies: [
      {
        text: `Here is the function:\n\n\`\`\`python\n${completion}\`\`\`\n<img src=x onerror=alert(1)>`,
        finishReason: 'stop',
        grade: {
          scenario: id,
          graded: true,
          state: 'answered',
          accuracy: score / 10,
          quality: { value: 0.81, reasons: [] },
          clarity: { value: 0.7, reasons: [] },
          tests: [
            { name: 'fibonacci(0) is 0', passed: true },
            { name: 'fibonacci(10) is 55', passed: true },
            { name: 'fibonacci(-1) raises ValueError', passed: passes, ...(passes ? {} : { detail: 'expected ValueError, got 0' }) },
          ],
          extracted: completion,
          language: 'python',
        },
      },
    ],
  };
}

/** Fifteen steps, so many of ten right as the first scenario scored. */
function readiness(score: number): AgentReadiness {
  const trials = readinessAspects.flatMap((aspect) => [0, 1, 2].map((index) => ({ task: `${aspect}-${String(index)}`, aspect, passed: index < Math.round(score / 3), detail: '' })));
  const rates = ratesOf(trials);
  return { agent: 'cline-next', style: 'native', promptTokens: 3_000, status: 'measured', ...rates, trials, voided: 0, ...agentVerdict({ label: 'Cline 4 (next bundle)' }, rates) };
}

function sweep({ tokensPerSecond, ttftMs, totalMs, window }: ModelSpec): readonly SweepPoint[] {
  return [3_200, 12_800, 25_600, 41_200].map((contextTokens): SweepPoint => {
    if (contextTokens > window) {
      const why = `needs ${String(contextTokens + 256)} tokens, has ${String(window)}`;
      return { contextTokens, status: 'cannotFit', why, samples: 0, voided: 0 };
    }
    const share = contextTokens / 3_200;
    return {
      contextTokens,
      status: 'measured',
      ttftMs: figure(ttftMs * share ** 1.15, ttftMs * 0.05 * share, 3),
      totalMs: figure(totalMs * share ** 0.6, totalMs * 0.05, 3),
      decodeTokensPerSecond: figure(tokensPerSecond * (1 - 0.03 * share), tokensPerSecond * 0.02, 3),
      samples: 3,
      voided: 0,
    };
  });
}

function model(spec: ModelSpec, serverUrl: string): ModelSummary {
  const { id, quantization, tokensPerSecond, ttftMs, totalMs, coldMs, window, gpuGibibytes, scores } = spec;
  return {
    id,
    info: { id, quantization, contextWindow: window, loaded: true },
    contextWindow: window,
    cold: { ttftMs: coldMs * 0.6, totalMs: coldMs, how: 'first request after the server started' },
    continuous: {
      ttftMs: figure(ttftMs, ttftMs * 0.04),
      totalMs: figure(totalMs, totalMs * 0.05),
      decodeTokensPerSecond: figure(tokensPerSecond, tokensPerSecond * 0.015),
      prefillTokensPerSecond: figure(3_200_000 / ttftMs, 200),
      interTokenLatencyMs: { p50: figure(1_000 / tokensPerSecond, 0.4), p90: figure(1_300 / tokensPerSecond, 0.8), p99: figure(2_600 / tokensPerSecond, 3) },
      samples: 10,
      voided: 0,
    },
    sweep: sweep(spec),
    effectiveContext: { model: id, verdict: 'refused', claimedWindow: window, effectiveTokens: window, probes: [], explanation: `The server claims ${String(window)} tokens. All of them reach the model whole. A longer prompt is refused, not cut.` },
    readiness: readiness(scores[0] ?? 0),
    gpu: gpuGibibytes.map((used, index) => ({ index, phase: 'request' as const, readings: 240, memoryUsedBytesMax: used * gibibyte, memoryPercentMax: (used / 24) * 100, utilisationPercentMean: 81 })),
    scenarios: scores.map((score, index) => scenario(scenarioIds[index] ?? 'regex', score)),
    meanScore: scores.reduce((sum, score) => sum + score, 0) / scores.length,
    recommendation: {
      settings: {
        serverKind: 'vllm',
        openAiBaseUrl: `${serverUrl}/v1`,
        serverUrl,
        modelId: id,
        contextWindow: window - 34,
        servedContextWindow: window,
        contextMarginTokens: 34,
        maxOutputTokens: 4096,
        temperature: 0,
        requestTimeoutMs: 120_000,
        supportsImages: false,
        supportsComputerUse: false,
        isR1FormatRequired: false,
        inputPrice: 0,
        outputPrice: 0,
        useCompactPrompt: false,
      },
      reasons: [`Context window ${String(window - 34)}: the server serves ${String(window)}, less a margin of 34 tokens.`, 'Most output tokens 4096: fits beside the agent’s prompt and working set.'],
      serverFlags: [{ flag: '--enable-auto-tool-choice --tool-call-parser hermes', reason: 'Without it the server answers tool calls with 400.' }],
      canCarryAgent: true,
    },
  };
}

const awq: ModelSpec = { id: 'Qwen2.5-Coder-32B-Instruct-AWQ', quantization: 'AWQ', tokensPerSecond: 42.3, ttftMs: 820, totalMs: 9_580, coldMs: 16_940, window: 32_768, gpuGibibytes: [21.1, 20.4], scores: [9.2, 4.4, 6.8, 7.1, 3.9] };
const gptq: ModelSpec = { id: 'Qwen2.5-Coder-32B-Instruct-GPTQ-Int4', quantization: 'GPTQ-Int4', tokensPerSecond: 49.9, ttftMs: 640, totalMs: 8_280, coldMs: 7_370, window: 32_768, gpuGibibytes: [20.6, 20.2], scores: [8.8, 4.9, 6.1, 6.6, 4.2] };

/** The plan's models are those of `models`. */
export function exampleSummary(serverUrl: string, which: 'awq' | 'gptq' | 'both', startedAt: string): RunSummary {
  const specs = which === 'both' ? [awq, gptq] : [which === 'awq' ? awq : gptq];
  const models = specs.map((spec) => model(spec, serverUrl));
  return {
    schema: 'plimsoll.run/v1',
    runId: `${startedAt.slice(0, 10)}-${which}`,
    status: 'done',
    startedAt,
    endedAt: startedAt,
    resumes: 0,
    plan: {
      schema: 'plimsoll.plan/v1',
      serverUrl,
      serverKind: 'vllm',
      models: models.map(({ id }) => id),
      suite: 'full',
      repeats: 10,
      contexts: [3_200, 12_800, 25_600, 41_200],
      scenarios: scenarioIds,
      language: 'python',
      agent: 'cline-next',
      mcpTools: 0,
      maxOutputTokens: 512,
      temperature: 0,
      seed: 1,
      promptTokens: 3_200,
      idleTimeoutMs: 120_000,
    },
    planHash: 'example',
    machine: {
      os: 'Windows 11',
      cpu: 'Intel Core i9-13900K',
      cpuCores: 24,
      memoryBytes: 128 * gibibyte,
      gpus: [0, 1].map((index) => ({ index, name: 'NVIDIA GeForce RTX 3090', vramTotalBytes: 24 * gibibyte })),
    },
    server: { url: serverUrl, kind: 'vllm', version: '0.20.2', location: 'loopback' },
    client: { eventLoopLagMsP99: 1.4, roundTripMs: 0.6, mergedChunkPercent: 0.3, serverDifferencePercent: 0.8, connectionRetries: 0, verdict: 'accepted', reasons: [] },
    clientVersion: '0.1.0',
    nodeVersion: 'v24.21.0',
    models,
    uses: [{ use: 'highThroughput', model: models.at(-1)?.id ?? '', verdict: specs.length > 1 ? 'recommended' : 'noComparison', reason: specs.length > 1 ? '49.9 against 42.3 tokens per second; the intervals do not overlap.' : 'One candidate only: no comparison possible.' }],
    voids: [{ key: 'continuous/7', model: awq.id, failure: { kind: 'stalled', detail: 'The stream went silent for 31 s after 112 tokens.', advice: '' } }],
    notMeasured: [],
    notices: [],
    progress: { done: 48, total: 48 },
  };
}
