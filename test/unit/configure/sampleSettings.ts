/** Settings and snapshots that the configure tests share. */
import type { FileSnapshot } from '../../../src/domain/configPlan.ts';
import type { RecommendedSettings } from '../../../src/domain/recommendation.ts';

export const sampleSettings: RecommendedSettings = {
  serverKind: 'llamacpp',
  openAiBaseUrl: 'http://127.0.0.1:8080/v1',
  serverUrl: 'http://127.0.0.1:8080',
  modelId: 'qwen2.5-coder-7b',
  contextWindow: 31_744,
  servedContextWindow: 32_768,
  contextMarginTokens: 1_024,
  maxOutputTokens: 4_096,
  temperature: 0,
  requestTimeoutMs: 600_000,
  supportsImages: false,
  supportsComputerUse: false,
  isR1FormatRequired: false,
  inputPrice: 0,
  outputPrice: 0,
  useCompactPrompt: false,
};

/** Snapshots of Cline's four files; those not given do not exist. */
export function clineSnapshots(contents: Readonly<Record<string, string>> = {}): readonly FileSnapshot[] {
  return ['settings/models.json', 'settings/providers.json', 'secrets.json', 'globalState.json'].map((file) => {
    const content = contents[file];
    const path = `/home/u/.cline/data/${file}`;
    return content === undefined ? { path } : { path, content, sha256: 'of the content', mode: 0o600 };
  });
}
