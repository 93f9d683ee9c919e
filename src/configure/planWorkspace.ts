/** The recommendation in the workspace's own settings, for everybody who opens the folder: never a key, never contacted unasked. */
import type { ConfigPlan, FileSnapshot } from '../domain/configPlan.ts';
import { fail, ok, type Result } from '../domain/failure.ts';
import type { RecommendedSettings } from '../domain/recommendation.ts';
import { fileEdit, snapshotOf } from './editFile.ts';
import { parseJsonObject, setJsonValues } from './editJson.ts';

export const workspaceSettingName = 'plimsoll.recommendedProvider';

/** What stands under `plimsoll.recommendedProvider`. `address` is shown to people; nothing is sent to it until they accept it on their machine. */
export interface RecommendedProvider {
  readonly serverKind: string;
  readonly address: string;
  readonly modelId: string;
  readonly contextWindow: number;
  readonly maxOutputTokens: number;
  readonly temperature: number;
  readonly requestTimeoutMs: number;
}

export const recommendedProvider = (settings: RecommendedSettings): RecommendedProvider => ({
  serverKind: settings.serverKind,
  address: addressWithoutSecrets(settings.serverUrl),
  modelId: settings.modelId,
  contextWindow: settings.contextWindow,
  maxOutputTokens: settings.maxOutputTokens,
  temperature: settings.temperature,
  requestTimeoutMs: settings.requestTimeoutMs,
});

/** A shared file gets scheme, host and port only: user parts, paths and queries may carry keys. */
function addressWithoutSecrets(url: string): string {
  const parsed = URL.parse(url);
  return parsed === null ? '' : parsed.origin;
}

/** `.vscode/settings.json` is JSONC: comments, order and line ends stay as they are. */
export function planWorkspace(snapshots: readonly FileSnapshot[], settings: RecommendedSettings): Result<ConfigPlan> {
  const snapshot = snapshotOf(snapshots, '/settings.json');
  if (snapshot === undefined) return fail('internal', 'No snapshot of the workspace settings was given to the plan.', '');
  const current = parseJsonObject({ ...snapshot, allowsComments: true });
  if (!current.ok) return current;
  const { text, touched } = setJsonValues(snapshot.content, [{ path: [workspaceSettingName], value: recommendedProvider(settings) }]);
  const edit = fileEdit({ before: snapshot, after: text, touched, holdsSecrets: false });
  return ok({
    schema: 'plimsoll.configPlan/v1',
    target: 'workspace',
    edits: edit === undefined ? [] : [edit],
    notes: ['Others who open this folder see the recommendation; their Plimsoll contacts its address only after they accept it.'],
    needsWindowReload: false,
  });
}
