/** Reads an agent's request body up to a limit; a larger one is refused before it is read. */
import type { IncomingMessage } from 'node:http';

export type BodyRead = { readonly kind: 'body'; readonly bytes: Buffer } | { readonly kind: 'tooLarge' } | { readonly kind: 'agentLeft' };

export function readBody(request: IncomingMessage, maxBytes: number): Promise<BodyRead> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return Promise.resolve({ kind: 'tooLarge' });
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > maxBytes) {
        request.pause();
        resolve({ kind: 'tooLarge' });
      } else chunks.push(chunk);
    });
    request.on('end', () => resolve({ kind: 'body', bytes: chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks) }));
    request.on('error', () => resolve({ kind: 'agentLeft' }));
    request.on('close', () => resolve({ kind: 'agentLeft' }));
  });
}
