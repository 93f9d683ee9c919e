/** Raw answers of four real vLLM versions, recorded on a CPU with a window of 32768 tokens. */
import { readFileSync } from 'node:fs';
import { bytes, end, type Step } from '../scriptedServer.ts';

export const vllmVersions = ['v0.15.1', 'v0.16.0', 'v0.20.2', 'v0.32.0'] as const;
export type VllmVersion = (typeof vllmVersions)[number];

const captures = Object.fromEntries(
  vllmVersions.map((version) => [version, JSON.parse(readFileSync(new URL(`../../fixtures/servers/vllm/${version}.json`, import.meta.url), 'utf8')) as Readonly<Record<string, string>>]),
) as Readonly<Record<VllmVersion, Readonly<Record<string, string>>>>;

export const captureNames = (version: VllmVersion): readonly string[] => Object.keys(captures[version]);

/** The capture as bytes on the wire. Its length is set anew: paths inside were shortened after recording. */
export function captured(version: VllmVersion, name: string): readonly Step[] {
  const raw = captures[version][name];
  if (raw === undefined) throw new Error(`vLLM ${version} has no capture ${name}`);
  const at = raw.indexOf('\r\n\r\n');
  const body = raw.slice(at + 4);
  const head = raw.slice(0, at).replace(/content-length: \d+/i, `content-length: ${Buffer.byteLength(body)}`);
  return [bytes(`${head}\r\n\r\n${body}`), end];
}

export function capturedBody(version: VllmVersion, name: string): string {
  const raw = captures[version][name] ?? '';
  return raw.slice(raw.indexOf('\r\n\r\n') + 4);
}
