/** What the contract suite needs to know of a server under test, scripted or real. */
import type { Capabilities, ProtocolFake } from '../fakes/protocols/protocolFake.ts';
import { chunk, lastChunk, streamHead } from '../fakes/httpReplies.ts';
import { type ScriptedServer, startScriptedServer, type Step, type SeenRequest } from '../fakes/scriptedServer.ts';

export interface Subject {
  readonly url: string;
  readonly model: string;
  readonly capabilities: Capabilities;
  readonly close: () => Promise<void>;
}

/** Steps for a chat request; undefined falls back to a short good answer. */
export type ChatScript = (request: SeenRequest) => readonly Step[] | undefined;

export function goodAnswer(fake: ProtocolFake): readonly Step[] {
  const said = ['The', ' capital', ' of', ' France', ' is', ' Paris', '.'].map((text) => ({ kind: 'text', text }) as const);
  return [streamHead(fake.contentType), ...[...fake.says(said), ...fake.ends('stop', 8)].map(chunk), lastChunk];
}

export function startFake(fake: ProtocolFake, chat: ChatScript = () => undefined): Promise<ScriptedServer> {
  return startScriptedServer((request) => (request.path === fake.chatPath && request.method === 'POST' ? (chat(request) ?? goodAnswer(fake)) : fake.route(request)));
}
