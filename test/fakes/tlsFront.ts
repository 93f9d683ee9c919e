/** TLS with a self-signed certificate in front of a plain server: what people put before a machine of their own. */
import { readFileSync } from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';

const fixture = (name: string): Buffer => readFileSync(new URL(`../fixtures/servers/tls/${name}`, import.meta.url));

export interface TlsFront {
  readonly url: string;
  readonly close: () => Promise<void>;
}

export async function startTlsFront(plainPort: number): Promise<TlsFront> {
  const sockets = new Set<net.Socket>();
  const server = tls.createServer({ key: fixture('selfSigned.key.pem'), cert: fixture('selfSigned.cert.pem') }, (outer) => {
    const inner = net.connect(plainPort, '127.0.0.1');
    for (const [from, to] of [[outer, inner], [inner, outer]] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
      from.pipe(to);
    }
  });
  server.on('tlsClientError', () => undefined); // a client that refuses the certificate
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the TLS server has no port');
  return {
    url: `https://127.0.0.1:${address.port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
