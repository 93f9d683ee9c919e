/** Opens and closes one TCP connection to a server: what the way costs before a byte of HTTP. */
import net from 'node:net';
import { fail, messageOf, ok, type Result } from '../../domain/failure.ts';
import { parseServerAddress } from './shared/http/serverAddress.ts';

const timeoutMs = 5_000;

/** Milliseconds until the connection stands. */
export function tcpConnectMs(url: string, signal: AbortSignal): Promise<Result<number>> {
  const address = parseServerAddress(url);
  if (!address.ok) return Promise.resolve(address);
  const { hostname, port, protocol, host } = new URL(address.value.origin);
  return new Promise((resolve) => {
    const startedMs = performance.now();
    const socket = net.connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (protocol === 'https:' ? 443 : 80)), noDelay: true });
    const end = (result: Result<number>): void => {
      signal.removeEventListener('abort', onAbort);
      socket.destroy();
      resolve(result);
    };
    const onAbort = (): void => end(fail('cancelled', 'The connection was cancelled.', ''));
    signal.addEventListener('abort', onAbort, { once: true });
    socket.setTimeout(timeoutMs, () => end(fail('noFirstByte', `${host} did not accept a connection within ${timeoutMs / 1000} s.`, 'Check the address and the firewall.')));
    socket.once('connect', () => end(ok(performance.now() - startedMs)));
    socket.once('error', (error) => end(fail('serverGone', `${host} does not accept connections.`, 'Start the server, or check the address.', { cause: messageOf(error) })));
  });
}
