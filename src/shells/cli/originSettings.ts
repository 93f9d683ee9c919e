/** What the environment says about single origins: their headers, and whose self-signed certificates are accepted. */
import { z } from 'zod';
import { parseServerAddress } from '../../adapters/servers/shared/http/serverAddress.ts';
import { fail, ok, type Result } from '../../domain/failure.ts';
import type { ServerAccess } from '../../domain/server.ts';

type OriginSettings = Pick<ServerAccess, 'headers' | 'acceptsSelfSigned'>;

const headersSchema = z.record(z.string(), z.record(z.string(), z.string()));

/**
 * `PLIMSOLL_HEADERS` is JSON, `{"https://models.example.com": {"X-Team": "a"}}`; `PLIMSOLL_SELF_SIGNED` a list of origins. Both name
 * the origin they are meant for, so they cannot go anywhere else by mistake.
 */
export function readOriginSettings(env: NodeJS.ProcessEnv): Result<ReadonlyMap<string, OriginSettings>> {
  const headers = headersSchema.safeParse(parsed(env['PLIMSOLL_HEADERS'] || '{}'));
  // never shown: the value may hold secrets
  if (!headers.success) return fail('invalidInput', 'PLIMSOLL_HEADERS is not a JSON object of origins with their headers.', 'Write it like {"https://models.example.com": {"X-Team": "name"}}.');
  const found = new Map<string, OriginSettings>();
  for (const [address, own] of Object.entries(headers.data)) {
    const origin = originOf(address);
    if (origin === undefined) return fail('invalidInput', `PLIMSOLL_HEADERS names "${address}", which is not an address.`, 'Write it like {"https://models.example.com": {"X-Team": "name"}}.');
    found.set(origin, { headers: { ...found.get(origin)?.headers, ...own } });
  }
  for (const address of (env['PLIMSOLL_SELF_SIGNED'] ?? '').split(/[\s,]+/).filter((word) => word !== '')) {
    const origin = originOf(address);
    if (origin === undefined) return fail('invalidInput', `PLIMSOLL_SELF_SIGNED names "${address}", which is not an address.`, 'Write addresses like https://192.168.1.5:8443, with spaces between them.');
    found.set(origin, { ...found.get(origin), acceptsSelfSigned: true });
  }
  return ok(found);
}

export function originOf(address: string): string | undefined {
  const read = parseServerAddress(address);
  return read.ok ? read.value.origin : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
