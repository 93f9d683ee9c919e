/** Starts the mock server as a process of its own and ends it with the bench. */
import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import type { MockTruth } from './mockServer.ts';

export interface Mock {
  readonly url: string;
  /** What was written since the last call, in order of completion. */
  readonly truths: () => Promise<readonly MockTruth[]>;
  /** Schedule of the model `mock`. */
  readonly setSchedule: (schedule: string) => Promise<void>;
  readonly stop: () => void;
}

export async function startMock(): Promise<Mock> {
  const child: ChildProcess = fork(path.join(import.meta.dirname, 'mockServer.ts'));
  const port = await new Promise<number>((resolve) => child.once('message', (message) => resolve(Number(message))));
  const url = `http://127.0.0.1:${port}`;
  const setSchedule = async (schedule: string): Promise<void> => {
    await (await fetch(`${url}/schedule?${encodeURIComponent(schedule)}`)).text();
  };
  return { url, setSchedule, truths: async () => (await (await fetch(`${url}/truths`)).json()) as readonly MockTruth[], stop: () => child.disconnect() };
}
