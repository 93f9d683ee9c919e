/** What to change on the server so that prompts are read faster, most promising first. */
import type { CachedPrefill, CostCurve, SettingInForce, TuningAdvice } from '../../domain/prefill.ts';
import type { ServerKind } from '../../domain/server.ts';

export interface TuningQuestion {
  readonly serverKind: ServerKind;
  readonly settings: readonly SettingInForce[];
  readonly promptTokens: number;
  /** Share of the model on the CPU, 0..1; undefined when nobody says. */
  readonly cpuOffloadShare?: number;
  readonly hasGpu?: boolean;
  readonly curve?: CostCurve;
  readonly cached?: CachedPrefill;
  readonly quantization?: string;
}

const numberOf = (settings: readonly SettingInForce[], name: string): number | undefined => {
  const value = Number(settings.find((setting) => setting.name === name)?.value);
  return Number.isFinite(value) ? value : undefined;
};

type Rule = (question: TuningQuestion) => TuningAdvice | undefined;

const gpuCommands: Readonly<Record<ServerKind, string>> = {
  llamacpp: '-ngl 999',
  ollama: 'PARAMETER num_gpu 999',
  vllm: '--gpu-memory-utilization 0.92',
  lmstudio: 'lms load MODEL --gpu max',
  tabby: 'gpu_split_auto: true',
  openai: '',
};

const offload: Rule = ({ serverKind, cpuOffloadShare, hasGpu, settings }) => {
  const layers = numberOf(settings, 'n_gpu_layers');
  const partly = cpuOffloadShare !== undefined && cpuOffloadShare > 0.01;
  if (hasGpu === false || (!partly && (layers === undefined || layers >= 99))) return undefined;
  const why = partly ? `${Math.round(cpuOffloadShare * 100)} % of the model runs on the CPU` : `only ${layers} layers are on the GPU`;
  return { what: 'All layers on the GPU', why: `${why}; a GPU reads prompts ten to fifty times faster than a CPU.`, command: gpuCommands[serverKind], expected: 'typically 3–30x' };
};

const kvPlacement: Rule = ({ settings, serverKind }) => {
  const kv = settings.find((setting) => setting.name === 'kv')?.value.toLowerCase();
  if (kv !== 'cpu') return undefined;
  return { what: 'KV cache on the GPU', why: 'Every chunk reads the whole cache; across the bus that dominates.', expected: 'typically 1.5–4x', ...(serverKind === 'llamacpp' ? { command: 'remove --no-kv-offload' } : {}) };
};

/** Below these a GPU idles between kernels and a CPU reads the weights too often. */
const goodBatch = 2048;
const goodMicroBatch = 512;
const batchCommands: Readonly<Partial<Record<ServerKind, string>>> = { llamacpp: '-b 2048 -ub 512', ollama: 'PARAMETER num_batch 1024', vllm: '--max-num-batched-tokens 8192', tabby: 'chunk_size: 2048', lmstudio: 'evaluation batch size 2048' };

const batch: Rule = ({ settings, serverKind, promptTokens }) => {
  const [nBatch, nMicro] = [numberOf(settings, 'n_batch'), numberOf(settings, 'n_ubatch')];
  const isSmall = (nBatch !== undefined && nBatch < Math.min(goodMicroBatch, promptTokens)) || (nMicro !== undefined && nMicro < 128);
  if (!isSmall) return undefined;
  const command = batchCommands[serverKind];
  const seen = [nBatch === undefined ? '' : `n_batch ${nBatch}`, nMicro === undefined ? '' : `n_ubatch ${nMicro}`].filter((text) => text !== '').join(', ');
  return { what: `Larger batches (n_batch ${goodBatch}, n_ubatch ${goodMicroBatch})`, why: `${seen}: the weights are read once per batch, so small batches read them too often.`, expected: 'typically 1.3–3x', ...(command === undefined ? {} : { command }) };
};

const flashCommands: Readonly<Partial<Record<ServerKind, string>>> = { llamacpp: '-fa on', ollama: 'OLLAMA_FLASH_ATTENTION=1', lmstudio: 'flash attention on' };

/** Attention's share of the cost at the measured size. */
const attention: Rule = ({ curve, promptTokens, serverKind }) => {
  if (curve === undefined || curve.points < 4) return undefined;
  const square = curve.c * promptTokens ** 2;
  const share = square / (curve.a + curve.b * promptTokens + square);
  const command = flashCommands[serverKind];
  if (share < 0.2 || command === undefined) return undefined;
  return { what: 'Flash attention', why: `${Math.round(share * 100)} % of the time at ${promptTokens} tokens is the part that grows with the square of the prompt.`, command, expected: `at most ${(1 / (1 - share)).toFixed(1)}x` };
};

const cacheCommands: Readonly<Partial<Record<ServerKind, string>>> = { vllm: '--enable-prefix-caching', llamacpp: '--cache-reuse 256', tabby: 'cache_size above max_seq_len' };

const prefixCache: Rule = ({ cached, serverKind }) => {
  const command = cacheCommands[serverKind];
  if (cached === undefined) return undefined;
  if (cached.speedUp > 3) {
    return { what: 'Keep the beginning of the prompt stable', why: `The same prompt again is read ${cached.speedUp.toFixed(0)}x faster from the prefix cache; a changed rules file or tool list at the front throws that away.`, expected: `up to ${cached.speedUp.toFixed(0)}x from the second turn on` };
  }
  return { what: 'Switch the prefix cache on', why: `The same prompt again took ${Math.round(cached.cachedMs)} ms of ${Math.round(cached.coldMs)}: nothing was kept, so every turn reads everything anew.`, expected: '10x and more from the second turn on', ...(command === undefined ? {} : { command }) };
};

const threads: Rule = ({ hasGpu, settings, serverKind }) => {
  if (hasGpu !== false) return undefined;
  const [given, cores] = [numberOf(settings, 'n_threads'), numberOf(settings, 'cpu_cores')];
  if (cores === undefined || (given !== undefined && given >= cores - 1)) return undefined;
  const best = Math.max(1, cores - 1);
  return { what: `${best} thread${best === 1 ? '' : 's'} for prompts`, why: `There is no GPU; ${given === undefined ? 'the thread count is not known' : `${given} of ${cores} cores work`}. One core stays free or the server stalls.`, expected: given === undefined ? 'up to the share of idle cores' : `up to ${(best / given).toFixed(1)}x`, ...(serverKind === 'llamacpp' ? { command: `-tb ${best}` } : {}) };
};

const smaller: Rule = ({ quantization }) => ({
  what: 'A smaller model or a faster quantisation',
  why: `Reading costs about two operations per parameter and token${quantization === undefined ? '' : `; now ${quantization}`}. On CPUs Q4_0 and Q8_0 have the fastest kernels.`,
  expected: 'in proportion to the parameters',
});

/** In order of what they usually bring. */
const rules: readonly Rule[] = [offload, kvPlacement, batch, attention, prefixCache, threads, smaller];

export function tuningAdvice(question: TuningQuestion): readonly TuningAdvice[] {
  return rules.map((rule) => rule(question)).filter((advice) => advice !== undefined);
}
