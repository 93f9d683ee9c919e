/** Recommended settings for Roo Code: a profile for its exported API, or a file it imports. */
import type { ConfigPlan, FileSnapshot } from '../domain/configPlan.ts';
import { fail, ok, type Result } from '../domain/failure.ts';
import type { RecommendedSettings } from '../domain/recommendation.ts';
import { placeholderKey } from './clineValues.ts';
import { fileEdit } from './editFile.ts';

export const rooProfileName = 'plimsoll';

/** For `upsertProfile(rooProfileName, …, true)` of the installed extension. */
export function rooProfile(settings: RecommendedSettings): Readonly<Record<string, unknown>> {
  const shared = { modelTemperature: settings.temperature, includeMaxTokens: true };
  if (settings.serverKind === 'ollama') {
    return { ...shared, apiProvider: 'ollama', ollamaBaseUrl: settings.serverUrl, ollamaModelId: settings.modelId, ollamaNumCtx: settings.servedContextWindow };
  }
  return {
    ...shared,
    apiProvider: 'openai',
    openAiBaseUrl: settings.openAiBaseUrl,
    openAiApiKey: placeholderKey,
    openAiModelId: settings.modelId,
    openAiStreamingEnabled: true,
    openAiR1FormatEnabled: settings.isR1FormatRequired,
    openAiCustomModelInfo: { contextWindow: settings.contextWindow, maxTokens: settings.maxOutputTokens, supportsImages: settings.supportsImages, supportsPromptCache: false },
  };
}

/** The import file is wholly ours, so it is replaced as a whole. */
export function planRoo(snapshots: readonly FileSnapshot[], settings: RecommendedSettings): Result<ConfigPlan> {
  const snapshot = snapshots[0];
  if (snapshot === undefined) return fail('internal', 'No snapshot of the import file was given to the plan.', '');
  const content = {
    providerProfiles: { currentApiConfigName: rooProfileName, apiConfigs: { [rooProfileName]: { id: rooProfileName, ...rooProfile(settings) } }, modeApiConfigs: {} },
    globalSettings: {},
  };
  const edit = fileEdit({ before: snapshot, after: `${JSON.stringify(content, undefined, 2)}\n`, touched: [['providerProfiles']], holdsSecrets: true, newFileMode: 0o600 });
  return ok({
    schema: 'plimsoll.configPlan/v1',
    target: 'roo',
    edits: edit === undefined ? [] : [edit],
    notes: [`In Roo Code: Settings, Import, and choose ${snapshot.path}; or set "roo-cline.autoImportSettingsPath" to it and reload the window.`],
    needsWindowReload: false,
  });
}
