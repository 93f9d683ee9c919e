/**
 * How this window reaches a server: the key lies in VS Code's secret storage under its origin (change the address and the key is not
 * there), headers and the word about a self-signed certificate in the user's own settings for that origin.
 */
import type { SecretStorage } from 'vscode';
import type { ServerAccess } from '../../domain/server.ts';
import type { Settings } from './settings/readSettings.ts';

export class ApiKeys {
  readonly #secrets: SecretStorage;
  readonly #settings: () => Pick<Settings, 'servers'>;

  constructor(secrets: SecretStorage, settings: () => Pick<Settings, 'servers'>) {
    this.#secrets = secrets;
    this.#settings = settings;
  }

  async accessTo(url: string): Promise<ServerAccess> {
    const { origin } = new URL(url);
    const apiKey = await this.#secrets.get(secretName(url));
    const { headers, acceptsSelfSigned } = this.#settings().servers.find((server) => new URL(server.url).origin === origin) ?? {};
    return {
      url,
      ...(apiKey === undefined ? {} : { apiKey }),
      ...(headers === undefined ? {} : { headers }),
      ...(acceptsSelfSigned === true ? { acceptsSelfSigned } : {}),
    };
  }

  async store(url: string, apiKey: string): Promise<void> {
    if (apiKey === '') await this.#secrets.delete(secretName(url));
    else await this.#secrets.store(secretName(url), apiKey);
  }
}

function secretName(url: string): string {
  return `plimsoll.apiKey ${new URL(url).origin}`;
}
