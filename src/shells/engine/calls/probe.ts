/** Finds servers: the addresses given, and this machine's usual ports when asked. */
import { connectServer } from '../../../adapters/servers/connectServer.ts';
import { defaultAddresses } from '../../../probe/defaultAddresses.ts';
import { probeServers } from '../../../probe/probeServers.ts';
import type { CallOf, Say } from '../say.ts';

export async function probe({ urls, discover }: CallOf<'probe'>, say: Say, signal: AbortSignal): Promise<void> {
  const report = await probeServers([...urls, ...(discover ? defaultAddresses : [])], connectServer, signal);
  say({ say: 'probed', report });
}
