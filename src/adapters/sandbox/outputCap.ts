/** Collects what a guest writes, and stops the guest when it writes more than a reader could ever want. */

/** stdout and stderr each; a flood beyond it ends the run as `outputLimit`. */
export const outputCapBytes = 1024 * 1024;

/** Thrown through the guest when it writes beyond the cap. */
export class OutputLimit extends Error {}

export interface CappedOutput {
  readonly write: (bytes: Uint8Array) => void;
  readonly text: () => string;
}

export function cappedOutput(capBytes = outputCapBytes): CappedOutput {
  const parts: Uint8Array[] = [];
  let length = 0;
  return {
    write: (bytes) => {
      length += bytes.length;
      if (length > capBytes) throw new OutputLimit(`more than ${capBytes} bytes of output`);
      parts.push(Uint8Array.from(bytes));
    },
    text: () => Buffer.concat(parts).toString('utf8'),
  };
}
