/** One row a sample, RFC 4180: comma, CRLF, quotes doubled; empty where nothing was measured. */
import type { Sample } from '../domain/sample.ts';

type Value = string | number | undefined;

const highest = (sample: Sample, reading: 'memoryUsedBytesMax' | 'memoryPercentMax' | 'utilisationPercentMax'): number | undefined => {
  const values = (sample.gpu ?? []).map((use) => use[reading]).filter((value) => value !== undefined);
  return values.length === 0 ? undefined : Math.max(...values);
};

const columns: readonly (readonly [string, (sample: Sample) => Value])[] = [
  ['key', (sample) => sample.key],
  ['model', (sample) => sample.model],
  ['phase', (sample) => sample.phase],
  ['scenario', (sample) => sample.scenario],
  ['context_tokens', (sample) => sample.contextTokens],
  ['started_at', (sample) => sample.startedAt],
  ['prompt_tokens', (sample) => sample.promptTokens],
  ['cached_prompt_tokens', (sample) => sample.cachedPromptTokens],
  ['completion_tokens', (sample) => sample.completionTokens],
  ['token_source', (sample) => sample.tokenSource],
  ['total_ms', (sample) => sample.totalMs],
  ['connect_ms', (sample) => sample.connectMs],
  ['first_byte_ms', (sample) => sample.firstByteMs],
  ['first_chunk_ms', (sample) => sample.firstChunkMs],
  ['ttft_ms', (sample) => sample.ttftMs],
  ['first_answer_ms', (sample) => sample.firstAnswerMs],
  ['prefill_ms', (sample) => sample.prefillMs],
  ['prefill_tokens_per_second', (sample) => sample.prefillTokensPerSecond],
  ['prefill_source', (sample) => sample.prefillSource],
  ['decode_tokens_per_second', (sample) => sample.decodeTokensPerSecond],
  ['server_decode_tokens_per_second', (sample) => sample.serverDecodeTokensPerSecond],
  ['load_ms', (sample) => sample.server?.loadMs],
  ['itl_p50_ms', (sample) => sample.interTokenLatencyMs?.p50],
  ['itl_p90_ms', (sample) => sample.interTokenLatencyMs?.p90],
  ['itl_p99_ms', (sample) => sample.interTokenLatencyMs?.p99],
  ['itl_max_ms', (sample) => sample.interTokenLatencyMs?.max],
  ['stalls', (sample) => sample.stalls],
  ['chunks', (sample) => sample.chunks],
  ['merged_chunk_share', (sample) => sample.mergedChunkShare],
  ['gpu_memory_max_bytes', (sample) => highest(sample, 'memoryUsedBytesMax')],
  ['gpu_memory_max_percent', (sample) => highest(sample, 'memoryPercentMax')],
  ['gpu_utilisation_max_percent', (sample) => highest(sample, 'utilisationPercentMax')],
  ['finish_reason', (sample) => sample.finishReason],
  ['output_hash', (sample) => sample.outputHash],
  ['connection_retries', (sample) => sample.connectionRetries],
];

/** Text that a spreadsheet would take for a formula gets an apostrophe: model and scenario names are outside text. */
function field(value: Value): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(Math.round(value * 1000) / 1000);
  const safe = /^[=+\-@\t\r]/u.test(value) ? `'${value}` : value;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function renderCsv(samples: readonly Sample[]): string {
  const rows = [columns.map(([name]) => name), ...samples.map((sample) => columns.map(([, take]) => field(take(sample))))];
  return rows.map((row) => `${row.join(',')}\r\n`).join('');
}
