/** The settings as this window may use them; values a workspace must not decide are read from the user's settings only. */
import { workspace } from 'vscode';
import type { WorkspaceConfiguration } from 'vscode';
import * as z from 'zod/mini';
import type { AgentProfileId } from '../../../domain/agent.ts';
import { type SettingKey, settingsTable } from './settingsTable.ts';

export interface ServerSetting {
  readonly url: string;
  readonly label?: string;
  /** What a proxy in front of the server wants; keys belong into the secret storage. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly acceptsSelfSigned?: boolean;
}

export interface Settings {
  readonly servers: readonly ServerSetting[];
  readonly discoverServers: boolean;
  /** Empty: the extension's own storage folder. */
  readonly outputFolder: string;
  readonly agent: AgentProfileId;
  /** 0: what the suite does by itself. */
  readonly repeats: number;
  readonly contexts: readonly number[];
  readonly scenarios: readonly string[];
  /** 0: what Plimsoll finds right. */
  readonly maxOutputTokens: number;
  readonly temperature: number;
  readonly editorHelp: boolean;
  /** Settings with a value of the wrong shape, which fall back to their default. */
  readonly malformed: readonly string[];
}

const shapes = {
  servers: z.array(z.object({ url: z.string().check(z.regex(/^https?:\/\//)), label: z.optional(z.string()), headers: z.optional(z.record(z.string(), z.string())), acceptsSelfSigned: z.optional(z.boolean()) })),
  discoverServers: z.boolean(),
  outputFolder: z.string(),
  agent: z.enum(['cline-next', 'cline-cli', 'cline-legacy', 'cline-compact']),
  repeats: z.int().check(z.gte(0), z.lte(50)),
  contexts: z.array(z.int().check(z.gte(128))),
  scenarios: z.array(z.string()),
  maxOutputTokens: z.int().check(z.gte(0)),
  temperature: z.number().check(z.gte(0), z.lte(2)),
  editorHelp: z.boolean(),
};

export function readSettings(): Settings {
  const configuration = workspace.getConfiguration('plimsoll');
  const malformed: string[] = [];
  const read = <T>(key: keyof typeof shapes, shape: z.ZodMiniType<T>): T => {
    const parsed = shape.safeParse(permittedValue(configuration, key));
    if (parsed.success) return parsed.data;
    malformed.push(`plimsoll.${key}`);
    return shape.parse(settingsTable[key].default);
  };
  return {
    servers: read('servers', shapes.servers).map(serverSetting),
    discoverServers: read('discoverServers', shapes.discoverServers),
    outputFolder: read('outputFolder', shapes.outputFolder),
    agent: read('agent', shapes.agent),
    repeats: read('repeats', shapes.repeats),
    contexts: read('contexts', shapes.contexts),
    scenarios: read('scenarios', shapes.scenarios),
    maxOutputTokens: read('maxOutputTokens', shapes.maxOutputTokens),
    temperature: read('temperature', shapes.temperature),
    editorHelp: read('editorHelp', shapes.editorHelp),
    malformed,
  };
}

const serverSetting = ({ url, label, headers, acceptsSelfSigned }: z.infer<typeof shapes.servers>[number]): ServerSetting => ({
  url,
  ...(label === undefined ? {} : { label }),
  ...(headers === undefined ? {} : { headers }),
  ...(acceptsSelfSigned === undefined ? {} : { acceptsSelfSigned }),
});

/** `get` would merge workspace values in – as a nested object even for machine settings, before 1.136.2. Only the user's own value or the default counts. */
function permittedValue(configuration: WorkspaceConfiguration, key: SettingKey): unknown {
  if (settingsTable[key].scope !== 'machine') return configuration.get(key);
  const found = configuration.inspect(key);
  return found?.globalValue ?? settingsTable[key].default;
}
