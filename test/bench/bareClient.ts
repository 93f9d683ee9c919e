/** The floor to compare with: node:http, a hand-cut stream, nothing else. */
import http from 'node:http';

export interface BareResult {
  readonly firstTokenMs: number;
  readonly lastTokenMs: number;
  readonly tokens: number;
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

export function bareComplete(url: string, model: string): Promise<BareResult> {
  return new Promise((resolve, reject) => {
    const body = JSON.stringify({ model, stream: true, messages: [{ role: 'user', content: 'x' }] });
    const request = http.request(`${url}/v1/chat/completions`, { method: 'POST', agent, headers: { 'content-type': 'application/json' } }, (response) => {
      let rest = '';
      let [first, last, tokens] = [0, 0, 0];
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        const now = performance.now();
        const events = (rest + text).split('\n\n');
        rest = events.pop() ?? '';
        for (const event of events) {
          if (event === 'data: [DONE]') continue;
          const { choices } = JSON.parse(event.slice(6)) as { readonly choices: readonly { readonly delta: { readonly content?: string } }[] };
          if (choices[0]?.delta.content === undefined) continue;
          if (tokens === 0) first = now;
          last = now;
          tokens += 1;
        }
      });
      response.on('end', () => resolve({ firstTokenMs: first - sent, lastTokenMs: last - sent, tokens }));
    });
    request.on('error', reject);
    let sent = performance.now();
    request.on('socket', (socket) => {
      const now = (): void => void (sent = performance.now());
      if (socket.connecting) socket.once('connect', now);
      else now();
    });
    request.end(body);
  });
}

export const closeBare = (): void => agent.destroy();
