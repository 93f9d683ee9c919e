/** Planted: the command line loads the queue although nobody asked for it. */
import { queue } from '../../adapters/queue/queue.ts';

export const loaded = queue;
