/** PostgreSQL's advisory locks have two numbers: ours say what is locked and which. A lock goes with its session, so no dead process holds one. */
import { createHash } from 'node:crypto';

const kinds = { preparation: 0x504c_0001, place: 0x504c_0002, server: 0x504c_0003, study: 0x504c_0004 } as const;

export function lockNumbers(kind: keyof typeof kinds, name: string): [number, number] {
  return [kinds[kind], createHash('sha256').update(name).digest().readInt32BE(0)];
}
