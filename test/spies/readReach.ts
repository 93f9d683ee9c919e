/** Reads what recordReach noted. */
import { readFileSync } from 'node:fs';

export interface Reach {
  /** Connections tried. */
  readonly sockets: number;
  /** Hosts that are neither this machine nor a name that can exist nowhere. */
  readonly elsewhere: readonly string[];
  readonly programs: readonly string[];
}

/** This machine, and the names and addresses that are kept for documents and tests. */
const harmless = /^(pipe|localhost|127\.\d+\.\d+\.\d+|::1|0\.0\.0\.0|::|.*\.(invalid|example|test|localhost)|(.*\.)?example\.(com|org|net)|192\.0\.2\.\d+|198\.51\.100\.\d+|203\.0\.113\.\d+)$/;

export function readReach(file: string): Reach {
  const lines = readText(file).split('\n').map((line) => /^(\w+) (.*)$/.exec(line) ?? []);
  const of = (what: string): readonly string[] => lines.flatMap(([, kind, where]) => (kind === what && where !== undefined ? [where] : []));
  const hosts = of('socket');
  return { sockets: hosts.length, elsewhere: [...new Set(hosts.filter((host) => !harmless.test(host)))], programs: [...new Set(of('program'))].toSorted() };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
