/** Recommended settings as a plan for Kilo Code: one provider in its JSONC file, comments kept. */
import type { ConfigPlan, FileSnapshot } from '../domain/configPlan.ts';
import { fail, ok, type Result } from '../domain/failure.ts';
import type { RecommendedSettings } from '../domain/recommendation.ts';
import { serverNames } from '../domain/server.ts';
import { placeholderKey } from './clineValues.ts';
import { fileEdit } from './editFile.ts';
import { type JsonValueEdit, parseJsonObject, setJsonValues } from './editJson.ts';

export interface KiloPlanOptions {
  /** A workspace's file is shared with others: no key goes into it, not even a placeholder. */
  readonly isWorkspace: boolean;
}

const providerId = (settings: RecommendedSettings): string => `local-${settings.serverKind}`;

/** `snapshots`: the one file Kilo reads in that scope. */
export function planKilo(snapshots: readonly FileSnapshot[], settings: RecommendedSettings, options: KiloPlanOptions): Result<ConfigPlan> {
  const snapshot = snapshots[0];
  if (snapshot === undefined) return fail('internal', 'No snapshot of Kilo’s settings was given to the plan.', '');
  const current = parseJsonObject({ ...snapshot, allowsComments: true });
  if (!current.ok) return current;
  const { text, touched } = setJsonValues(snapshot.content, kiloValues(settings, options, hasKey(current.value, settings)));
  const edit = fileEdit({ before: snapshot, after: text, touched, holdsSecrets: true, newFileMode: options.isWorkspace ? 0o644 : 0o600 });
  return ok({
    schema: 'plimsoll.configPlan/v1',
    target: 'kilo',
    edits: edit === undefined ? [] : [edit],
    notes: ['Reload the VS Code window, or start the Kilo CLI anew, to use the settings.'],
    needsWindowReload: edit !== undefined,
  });
}

function hasKey(current: Readonly<Record<string, unknown>>, settings: RecommendedSettings): boolean {
  const path = ['provider', providerId(settings), 'options', 'apiKey'];
  return path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined), current) !== undefined;
}

/** Values one by one, so that what the user added beside them stays. */
function kiloValues(settings: RecommendedSettings, { isWorkspace }: KiloPlanOptions, keepsKey: boolean): readonly JsonValueEdit[] {
  const id = providerId(settings);
  const provider = ['provider', id];
  const model = [...provider, 'models', settings.modelId];
  return [
    { path: [...provider, 'npm'], value: '@ai-sdk/openai-compatible' },
    { path: [...provider, 'name'], value: `Local ${serverNames[settings.serverKind]}` },
    { path: [...provider, 'options', 'baseURL'], value: settings.openAiBaseUrl },
    ...(isWorkspace || keepsKey ? [] : [{ path: [...provider, 'options', 'apiKey'], value: placeholderKey }]),
    { path: [...provider, 'options', 'timeout'], value: settings.requestTimeoutMs },
    { path: [...model, 'name'], value: settings.modelId },
    { path: [...model, 'tool_call'], value: true },
    // without limits Kilo asks for up to 32,000 output tokens
    { path: [...model, 'limit', 'context'], value: settings.contextWindow },
    { path: [...model, 'limit', 'output'], value: settings.maxOutputTokens },
    { path: ['model'], value: `${id}/${settings.modelId}` },
  ];
}
