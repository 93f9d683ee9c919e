/** Every setting of Plimsoll as one table; package.json's `contributes.configuration` is generated from it and a test compares the two. */

export interface Setting {
  readonly type: 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object';
  readonly default: unknown;
  /** `machine`: never read from a workspace, because it decides where requests go or what is written where. */
  readonly scope: 'machine' | 'window' | 'resource';
  readonly enum?: readonly string[];
  readonly items?: unknown;
  readonly properties?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
}

const server = {
  type: 'object',
  required: ['url'],
  additionalProperties: false,
  properties: {
    url: { type: 'string', pattern: '^https?://', description: '%setting.servers.url%' },
    label: { type: 'string', description: '%setting.servers.label%' },
    headers: { type: 'object', additionalProperties: { type: 'string' }, description: '%setting.servers.headers%' },
    acceptsSelfSigned: { type: 'boolean', description: '%setting.servers.acceptsSelfSigned%' },
  },
};

/** Key without the `plimsoll.` prefix → setting. The description of each is `%setting.<key>%` in package.nls.json. */
export const settingsTable = {
  servers: { type: 'array', default: [], scope: 'machine', items: server },
  discoverServers: { type: 'boolean', default: true, scope: 'machine' },
  outputFolder: { type: 'string', default: '', scope: 'machine' },
  agent: { type: 'string', default: 'cline-next', scope: 'window', enum: ['cline-next', 'cline-cli', 'cline-legacy', 'cline-compact'] },
  repeats: { type: 'integer', default: 0, scope: 'window', minimum: 0, maximum: 50 },
  contexts: { type: 'array', default: [], scope: 'window', items: { type: 'integer', minimum: 128 } },
  scenarios: { type: 'array', default: [], scope: 'window', items: { type: 'string' } },
  maxOutputTokens: { type: 'integer', default: 0, scope: 'window', minimum: 0 },
  temperature: { type: 'number', default: 0.2, scope: 'window', minimum: 0, maximum: 2 },
  editorHelp: { type: 'boolean', default: true, scope: 'window' },
  recommendedProvider: { type: 'object', default: {}, scope: 'resource' },
} as const satisfies Readonly<Record<string, Setting>>;

export type SettingKey = keyof typeof settingsTable;

/** The table as package.json holds it. */
export function contributedConfiguration(): Record<string, unknown> {
  const properties = Object.entries(settingsTable).map(([key, setting]: [string, Setting]) => {
    const named = setting.enum === undefined ? {} : { enumDescriptions: setting.enum.map((value) => `%setting.${key}.${value}%`) };
    return [`plimsoll.${key}`, { ...setting, ...named, markdownDescription: `%setting.${key}%` }] as const;
  });
  return { title: 'Plimsoll', properties: Object.fromEntries(properties) };
}
