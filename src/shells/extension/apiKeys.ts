/** API keys in VS Code's secret storage, each under the origin it belongs to: change the address and the key is not there. */
import type { SecretStorage } from 'vscode';
import type { ServerAccess } from '../../protocol/engine.ts';

export class ApiKeys {
  readonly #secrets: SecretStorage;

  constructor(secrets: SecretStorage) {
    this.#secrets = secrets;
  }

  async accessTo(url: string): Promise<ServerAccess> {
    const apiKey = await this.#secrets.get(secretName(url));
    return apiKey === undefined ? { url } : { url, apiKey };
  }

  async store(url: string, apiKey: string): Promise<void> {
    if (apiKey === '') await this.#secrets.delete(secretName(url));
    else await this.#secrets.store(secretName(url), apiKey);
  }
}

function secretName(url: string): string {
  return `plimsoll.apiKey ${new URL(url).origin}`;
}
