/** A finished run's folder with the settings the tests want to have configured. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RecommendedSettings } from '../../../src/domain/recommendation.ts';

export async function writeRunFolder(folder: string, url: string, modelId: string, more: Partial<RecommendedSettings> = {}): Promise<string> {
  const settings: RecommendedSettings = {
    serverKind: 'llamacpp',
    openAiBaseUrl: `${url}/v1`,
    serverUrl: url,
    modelId,
    contextWindow: 7_680,
    servedContextWindow: 8_192,
    contextMarginTokens: 512,
    maxOutputTokens: 256,
    temperature: 0,
    requestTimeoutMs: 600_000,
    supportsImages: false,
    supportsComputerUse: false,
    isR1FormatRequired: false,
    inputPrice: 0,
    outputPrice: 0,
    useCompactPrompt: false,
    ...more,
  };
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'summary.json'), JSON.stringify({ schema: 'plimsoll.run/v1', models: [{ id: modelId, recommendation: { settings } }], uses: [] }));
  return folder;
}
