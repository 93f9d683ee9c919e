/** The queue for the length of one question. */
import { askQueue } from '../../adapters/queue/connection/askQueue.ts';
import { openQueue, type Queue } from '../../adapters/queue/connection/openQueue.ts';
import type { Result } from '../../domain/failure.ts';

export async function withQueue<T>(url: string, note: (line: string) => void, ask: (queue: Queue) => Promise<Result<T>>): Promise<Result<T>> {
  const queue = await openQueue(url, { supervise: false, note });
  if (!queue.ok) return queue;
  try {
    const answer = await askQueue(queue.value, () => ask(queue.value));
    return answer.ok ? answer.value : answer;
  } finally {
    await queue.value.close();
  }
}
