/** The values Cline needs in each of its files, for an OpenAI-compatible server and for Ollama's own API. */
import type { RecommendedSettings } from '../domain/recommendation.ts';
import { type JsonPath, type JsonValueEdit, sameJson } from './editJson.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** Cline refuses an empty key even where the server needs none. */
export const placeholderKey = 'local-server-needs-no-key';

/** Ollama is spoken to natively, because its `/v1` ignores num_ctx; LM Studio and all others as OpenAI-compatible with explicit limits. */
export type ClineProvider = 'openai' | 'ollama';

export const clineProviderFor = (settings: RecommendedSettings): ClineProvider => (settings.serverKind === 'ollama' ? 'ollama' : 'openai');

/** Name of the same provider in providers.json and models.json. */
export const sdkProviderId = (provider: ClineProvider): string => (provider === 'openai' ? 'openai-compatible' : 'ollama');

const asObject = (value: unknown): JsonObject => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {});

export function at(root: JsonObject, path: JsonPath): unknown {
  return path.reduce<unknown>((value, key) => asObject(value)[key], root);
}

/** globalState.json: what the extension (both bundles) and the CLI 2.x read. */
export function globalStateValues(current: JsonObject, settings: RecommendedSettings): readonly JsonValueEdit[] {
  const provider = clineProviderFor(settings);
  return [
    ...bothModes((mode) => ({ path: [`${mode}ModeApiProvider`], value: provider })),
    ...(provider === 'openai' ? openAiValues(current, settings) : ollamaValues(settings)),
    ...(settings.useCompactPrompt ? [{ path: ['customPrompt'], value: 'compact' }] : []),
    { path: ['requestTimeoutMs'], value: settings.requestTimeoutMs },
    { path: ['welcomeViewCompleted'], value: true },
  ];
}

const bothModes = (edit: (mode: 'act' | 'plan') => JsonValueEdit): readonly JsonValueEdit[] => [edit('act'), edit('plan')];

function openAiValues(current: JsonObject, settings: RecommendedSettings): readonly JsonValueEdit[] {
  return [
    { path: ['openAiBaseUrl'], value: settings.openAiBaseUrl },
    ...bothModes((mode) => ({ path: [`${mode}ModeOpenAiModelId`], value: settings.modelId })),
    ...bothModes((mode) => {
      const path = [`${mode}ModeOpenAiModelInfo`];
      return { path, value: { ...asObject(current[path[0] ?? '']), ...modelInfo(settings) } };
    }),
    ...('openAiHeaders' in current ? [] : [{ path: ['openAiHeaders'], value: {} }]),
  ];
}

function modelInfo(settings: RecommendedSettings): JsonObject {
  return {
    maxTokens: settings.maxOutputTokens,
    contextWindow: settings.contextWindow,
    supportsImages: settings.supportsImages,
    supportsPromptCache: false,
    inputPrice: settings.inputPrice,
    outputPrice: settings.outputPrice,
    temperature: settings.temperature,
    isR1FormatRequired: settings.isR1FormatRequired,
  };
}

function ollamaValues(settings: RecommendedSettings): readonly JsonValueEdit[] {
  return [
    { path: ['ollamaBaseUrl'], value: settings.serverUrl },
    ...bothModes((mode) => ({ path: [`${mode}ModeOllamaModelId`], value: settings.modelId })),
    // num_ctx must be the window that is loaded: another number makes Ollama load the model again
    { path: ['ollamaApiOptionsCtxNum'], value: String(settings.servedContextWindow) },
  ];
}

/** settings/providers.json: all that the CLI 3.x reads; its limits come from `contextWindow` alone. */
export function providersValues(current: JsonObject, settings: RecommendedSettings, now: string): readonly JsonValueEdit[] {
  const provider = clineProviderFor(settings);
  const id = sdkProviderId(provider);
  const root = ['providers', id, 'settings'];
  const wanted: readonly JsonValueEdit[] = [
    { path: ['version'], value: 1 },
    { path: ['lastUsedProvider'], value: id },
    ...('modes' in current ? [] : [{ path: ['modes'], value: {} }]),
    { path: [...root, 'provider'], value: id },
    ...(provider === 'ollama' || hasText(at(current, [...root, 'apiKey'])) ? [] : [{ path: [...root, 'apiKey'], value: placeholderKey }]),
    { path: [...root, 'model'], value: settings.modelId },
    { path: [...root, 'baseUrl'], value: provider === 'openai' ? settings.openAiBaseUrl : settings.serverUrl },
    { path: [...root, 'contextWindow'], value: provider === 'openai' ? settings.contextWindow : settings.servedContextWindow },
    { path: [...root, 'maxTokens'], value: settings.maxOutputTokens },
    { path: [...root, 'timeout'], value: settings.requestTimeoutMs },
  ];
  const changes = wanted.some((edit) => !sameJson(at(current, edit.path), edit.value));
  // an entry without updatedAt and tokenSource makes Cline treat the whole file as empty
  const stamped = hasText(at(current, ['providers', id, 'updatedAt'])) && hasText(at(current, ['providers', id, 'tokenSource']));
  if (!changes && stamped) return [];
  return [...wanted, { path: ['providers', id, 'updatedAt'], value: now }, { path: ['providers', id, 'tokenSource'], value: 'manual' }];
}

export const hasText = (value: unknown): boolean => typeof value === 'string' && value !== '';

/** settings/models.json: the limits the extension's newer bundle reads. */
export function modelsValues(current: JsonObject, settings: RecommendedSettings): readonly JsonValueEdit[] {
  // Ollama's limits travel as num_ctx; a models.json entry for it would only shadow Cline's own list of its models
  if (clineProviderFor(settings) === 'ollama') return [];
  const id = sdkProviderId('openai');
  const providerPath = ['providers', id, 'provider'];
  const modelPath = ['providers', id, 'models', settings.modelId];
  const provider = asObject(at(current, providerPath));
  const capabilities = ['streaming', 'tools', ...(settings.supportsImages ? ['images'] : [])];
  return [
    { path: ['version'], value: 1 },
    { path: providerPath, value: { name: id, ...provider, baseUrl: settings.openAiBaseUrl, defaultModelId: settings.modelId } },
    {
      path: modelPath,
      value: {
        ...asObject(at(current, modelPath)),
        id: settings.modelId,
        name: settings.modelId,
        maxTokens: settings.maxOutputTokens,
        contextWindow: settings.contextWindow,
        maxInputTokens: Math.max(1, settings.contextWindow - settings.maxOutputTokens),
        // a list without "tools" would switch tool calling off
        capabilities,
        temperature: settings.temperature,
      },
    },
  ];
}
