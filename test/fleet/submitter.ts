/** Submits a plan in a process of its own, to be killed: `node submitter.ts QUEUE PLAN`. */
import { submitPlan } from '../../src/shells/fleet/submitPlan.ts';

const [, , queue = '', file = ''] = process.argv;
process.send?.('ready');
const submitted = await submitPlan(queue, file, { priority: 0, retries: 4 }, () => undefined);
process.send?.(submitted.ok ? 'submitted' : submitted.failure.detail);
process.disconnect?.();
