/** Reads what is known of the installed Cline: its state, its MCP servers and VS Code's choice of bundle. Reads only. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, type ParseError } from 'jsonc-parser';
import { z } from 'zod';
import { homeFolder } from '../shared/stateFolder.ts';
import { clineDataFolder } from './clineStore.ts';

const stateSchema = z.looseObject({ customPrompt: z.string().optional().catch(undefined), actModeApiProvider: z.string().optional().catch(undefined) });
const mcpSchema = z.looseObject({ mcpServers: z.record(z.string(), z.looseObject({ disabled: z.boolean().optional().catch(undefined) })) });
const editorSchema = z.looseObject({ 'cline.rollout.bundleOverride': z.enum(['auto', 'next', 'legacy']).optional().catch(undefined) });

/** Its compact prompt exists for these two only. */
const compactProviders = new Set(['ollama', 'lmstudio']);

/** A missing or unreadable file is simply nothing known. */
export async function readClineInstallation(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform) {
  const folder = clineDataFolder(env).path;
  const [state, mcp, providers, editor] = await Promise.all([
    readJson(join(folder, 'globalState.json'), stateSchema),
    readJson(join(folder, 'settings', 'cline_mcp_settings.json'), mcpSchema),
    readJson(join(folder, 'settings', 'providers.json'), z.looseObject({})),
    readJson(editorSettings(env, platform), editorSchema),
  ]);
  const bundleOverride = editor?.['cline.rollout.bundleOverride'];
  const mcpServers = Object.entries(mcp?.mcpServers ?? {}).filter(([, server]) => server.disabled !== true);
  return {
    hasExtensionState: state !== undefined,
    hasCliState: providers !== undefined,
    usesCompactPrompt: state?.customPrompt === 'compact' && compactProviders.has(state.actModeApiProvider ?? ''),
    mcpServers: mcpServers.map(([name]) => name),
    ...(bundleOverride === undefined ? {} : { bundleOverride }),
  };
}

function editorSettings(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const home = homeFolder(env);
  const file = ['Code', 'User', 'settings.json'];
  if (platform === 'win32') return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), ...file);
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', ...file);
  return join(env['XDG_CONFIG_HOME'] ?? join(home, '.config'), ...file);
}

async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const errors: ParseError[] = [];
  const parsed = schema.safeParse(parse(text.replace(/^\uFEFF/u, ''), errors, { allowTrailingComma: true }));
  return parsed.success ? parsed.data : undefined;
}
