/** Puts a lower output limit into a request and leaves every other byte of it alone. */
import { applyEdits, modify } from 'jsonc-parser';
import type { GuardedApi, OutputField } from './guardRequest.ts';

/** Every limit the request names is set; one that names none gets the field its API has. */
export function withOutputLimit(bodyText: string, api: GuardedApi, fields: readonly OutputField[], maxTokens: number): string {
  const named = fields.length > 0 ? fields : [defaultField(api)];
  return named.reduce((text, field) => setNumber(text, field.split('.'), maxTokens), bodyText);
}

const defaultField = (api: GuardedApi): OutputField => (api === 'ollamaChat' || api === 'ollamaGenerate' ? 'options.num_predict' : 'max_tokens');

function setNumber(text: string, path: string[], value: number): string {
  const edited = applyEdits(text, modify(text, path, value, {}));
  // a key given twice counts with its last value, but only the first is found for editing
  return valueAt(JSON.parse(edited), path) === value ? edited : setByParsing(text, path, value);
}

function valueAt(root: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined), root);
}

function setByParsing(text: string, path: readonly string[], value: number): string {
  const root = JSON.parse(text) as Record<string, unknown>;
  const [first = '', second] = path;
  root[first] = second === undefined ? value : { ...(root[first] as Record<string, unknown>), [second]: value };
  return JSON.stringify(root);
}
