/** Recommended settings as a reversible plan for Cline: both bundles of the extension, CLI 2.x and CLI 3.x. */
import type { ConfigPlan, FileEdit, FileSnapshot } from '../domain/configPlan.ts';
import { fail, ok, type Result } from '../domain/failure.ts';
import type { RecommendedSettings } from '../domain/recommendation.ts';
import { at, clineProviderFor, globalStateValues, hasText, modelsValues, placeholderKey, providersValues, sdkProviderId } from './clineValues.ts';
import { fileEdit, snapshotOf } from './editFile.ts';
import { type JsonValueEdit, parseJsonObject, setJsonValues } from './editJson.ts';

export interface ClinePlanOptions {
  /** ISO 8601 stamp for entries that change. */
  readonly now: string;
}

/** Relative to Cline's data folder, with forward slashes, in the order they are written. */
export const clineFiles = ['settings/models.json', 'settings/providers.json', 'secrets.json', 'globalState.json'] as const;
type ClineFile = (typeof clineFiles)[number];

type JsonObject = Readonly<Record<string, unknown>>;

/** Version of providers.json and models.json that Cline 3.0.65 and 4.1 write. */
const knownVersion = 1;

/** A plan without edits means that Cline already has these settings. */
export function planCline(snapshots: readonly FileSnapshot[], settings: RecommendedSettings, options: ClinePlanOptions): Result<ConfigPlan> {
  const edits: FileEdit[] = [];
  const parsed: Partial<Record<ClineFile, JsonObject>> = {};
  for (const file of clineFiles) {
    const snapshot = snapshotOf(snapshots, `/${file}`);
    if (snapshot === undefined) return fail('internal', `No snapshot of ${file} was given to the plan.`, '');
    const current = parseJsonObject({ ...snapshot, allowsComments: false });
    if (!current.ok) return current;
    const version = checkVersion(snapshot, current.value);
    if (!version.ok) return version;
    parsed[file] = current.value;
    const { text, touched } = setJsonValues(snapshot.content, valuesFor(file, current.value, settings, options));
    const edit = fileEdit({ before: snapshot, after: text, touched, holdsSecrets: file !== 'settings/models.json', ...modeFor(file) });
    if (edit !== undefined) edits.push(edit);
  }
  return ok({
    schema: 'plimsoll.configPlan/v1',
    target: 'cline',
    edits,
    notes: notesFor(settings, parsed),
    needsWindowReload: edits.length > 0,
  });
}

function valuesFor(file: ClineFile, current: JsonObject, settings: RecommendedSettings, { now }: ClinePlanOptions): readonly JsonValueEdit[] {
  switch (file) {
    case 'globalState.json':
      return globalStateValues(current, settings);
    case 'secrets.json':
      return clineProviderFor(settings) === 'ollama' || hasText(current['openAiApiKey']) ? [] : [{ path: ['openAiApiKey'], value: placeholderKey }];
    case 'settings/providers.json':
      return providersValues(current, settings, now);
    case 'settings/models.json':
      return modelsValues(current, settings);
  }
}

/** Modes Cline itself gives new files. */
const modeFor = (file: ClineFile): { readonly newFileMode?: number } => (file === 'globalState.json' ? {} : { newFileMode: 0o600 });

function checkVersion({ path }: FileSnapshot, current: JsonObject): Result<undefined> {
  const version = current['version'];
  if (!path.replaceAll('\\', '/').includes('/settings/') || version === undefined || version === knownVersion) return ok(undefined);
  return fail(
    'unsupported',
    `${path} has version ${JSON.stringify(version)}, Plimsoll knows version ${knownVersion}. Nothing was written.`,
    'Update Plimsoll, or enter the values by hand in Cline’s settings.',
  );
}

function notesFor(settings: RecommendedSettings, parsed: Partial<Record<ClineFile, JsonObject>>): readonly string[] {
  const provider = clineProviderFor(settings);
  const keptKeys = [parsed['secrets.json']?.['openAiApiKey'], at(parsed['settings/providers.json'] ?? {}, ['providers', sdkProviderId(provider), 'settings', 'apiKey'])];
  const keepsKey = provider === 'openai' && keptKeys.some((key) => hasText(key) && key !== placeholderKey);
  return [
    ...(keepsKey ? [`Cline’s existing API key for OpenAI-compatible servers is kept and will be sent to ${settings.openAiBaseUrl}.`] : []),
    'Reload the VS Code window at once after applying and close other windows before: a running Cline writes its own copy of these files back.',
    ...(provider === 'ollama' ? ['Cline’s newer bundle has no output limit for Ollama; the guard can enforce one.'] : []),
  ];
}
