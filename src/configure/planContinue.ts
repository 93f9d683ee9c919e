/** Recommended settings as a plan for Continue: one model in its YAML file, comments kept. */
import { type Document, isMap, isSeq, parseDocument, type YAMLMap } from 'yaml';
import type { ConfigPlan, FileSnapshot } from '../domain/configPlan.ts';
import { fail, ok, type Result } from '../domain/failure.ts';
import type { RecommendedSettings } from '../domain/recommendation.ts';
import { type ServerKind, serverNames } from '../domain/server.ts';
import { placeholderKey } from './clineValues.ts';
import { fileEdit } from './editFile.ts';

export interface ContinuePlanOptions {
  /** A workspace's block file is shared with others: no key goes into it. */
  readonly isWorkspace: boolean;
}

/** Continue's own adapters where they add something; the others speak plain OpenAI. */
const providers: Readonly<Record<ServerKind, string>> = { vllm: 'vllm', ollama: 'ollama', lmstudio: 'lmstudio', llamacpp: 'openai', tabby: 'openai', openai: 'openai' };

const newFile = 'name: Local models\nversion: 0.0.1\nschema: v1\nmodels: []\n';

export function planContinue(snapshots: readonly FileSnapshot[], settings: RecommendedSettings, options: ContinuePlanOptions): Result<ConfigPlan> {
  const snapshot = snapshots[0];
  if (snapshot === undefined) return fail('internal', 'No snapshot of Continue’s settings was given to the plan.', '');
  const before = snapshot.content === undefined || snapshot.content.trim() === '' ? newFile : snapshot.content;
  const document = parseDocument(before, { keepSourceTokens: true });
  const models = document.get('models');
  if (document.errors.length > 0 || !isMap(document.contents) || (models !== undefined && models !== null && !isSeq(models))) {
    const why = document.errors[0]?.message.split('\n')[0] ?? '`models` is not a list';
    return fail('fileUnreadable', `${snapshot.path} is not a Continue configuration (${why}). Nothing was written.`, 'Repair or remove the file, then try again.');
  }
  const after = upsertModel(document, settings, options) ? textOf(document, before) : snapshot.content;
  const edit = after === undefined ? undefined : fileEdit({ before: snapshot, after, touched: [['models', modelName(settings)]], holdsSecrets: true, ...(options.isWorkspace ? {} : { newFileMode: 0o600 }) });
  return ok({
    schema: 'plimsoll.configPlan/v1',
    target: 'continue',
    edits: edit === undefined ? [] : [edit],
    notes: ['Continue reads its configuration anew by itself; choose the model in its list.'],
    needsWindowReload: false,
  });
}

const modelName = (settings: RecommendedSettings): string => `${settings.modelId} (${serverNames[settings.serverKind]})`;

/** True when anything changed. */
function upsertModel(document: Document, settings: RecommendedSettings, { isWorkspace }: ContinuePlanOptions): boolean {
  const before = String(document);
  if (!isSeq(document.get('models'))) document.set('models', document.createNode([]));
  const models = document.get('models');
  if (!isSeq(models)) return false;
  let model = models.items.find((item): item is YAMLMap => isMap(item) && item.get('name') === modelName(settings));
  if (model === undefined) {
    model = document.createNode({ name: modelName(settings) });
    models.add(model);
    // an empty list is written [], and would stay in that style with its first model
    models.flow = false;
  }
  for (const [path, value] of modelValues(settings)) if (model.getIn(path) !== value) model.setIn(path, value);
  if (!model.has('roles')) model.set('roles', document.createNode(['chat', 'edit', 'apply']));
  if (!model.has('capabilities')) model.set('capabilities', document.createNode(['tool_use']));
  if (!isWorkspace && !model.has('apiKey')) model.set('apiKey', placeholderKey);
  return String(document) !== before;
}

function modelValues(settings: RecommendedSettings): readonly (readonly [readonly string[], string | number])[] {
  const isOllama = settings.serverKind === 'ollama';
  // Ollama gets the window as num_ctx and must get the one that is loaded
  const contextLength = isOllama ? settings.servedContextWindow : settings.contextWindow;
  return [
    [['provider'], providers[settings.serverKind]],
    [['model'], settings.modelId],
    [['apiBase'], isOllama ? settings.serverUrl : settings.openAiBaseUrl],
    [['contextLength'], contextLength],
    [['defaultCompletionOptions', 'contextLength'], contextLength],
    [['defaultCompletionOptions', 'maxTokens'], settings.maxOutputTokens],
    [['defaultCompletionOptions', 'temperature'], settings.temperature],
    [['requestOptions', 'timeout'], settings.requestTimeoutMs],
  ];
}

function textOf(document: Document, before: string): string {
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: false });
  return before.includes('\r\n') ? text.replaceAll(/\r?\n/gu, '\r\n') : text;
}
