/** How far a study over several machines is. The queue's code is loaded by this call and by no other. */
import { type CallOf, type Say, sayFailed } from '../say.ts';

export async function fleet({ queue, study }: CallOf<'fleet'>, say: Say): Promise<void> {
  const { fleetStatus } = await import('../../fleet/fleetStudies.ts');
  const status = await fleetStatus(queue, study, (line) => process.stderr.write(`${line}\n`));
  if (status.ok) say({ say: 'fleet', status: status.value });
  else sayFailed(say, status.failure);
}
