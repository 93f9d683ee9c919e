/** A secret storage that forgets everything at the end of the test. */
import { EventEmitter } from 'vscode';
import type { SecretStorage, SecretStorageChangeEvent } from 'vscode';

export function inMemorySecrets(): SecretStorage {
  const kept = new Map<string, string>();
  return {
    get: (key) => Promise.resolve(kept.get(key)),
    store: (key, value) => Promise.resolve(void kept.set(key, value)),
    delete: (key) => Promise.resolve(void kept.delete(key)),
    keys: () => Promise.resolve([...kept.keys()]),
    onDidChange: new EventEmitter<SecretStorageChangeEvent>().event,
  } as SecretStorage;
}
