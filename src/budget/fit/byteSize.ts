/** Sizes of memory as people write them: "24GiB", "24 GB", "512M". */

const units: Readonly<Record<string, number>> = { '': 1, b: 1, k: 2 ** 10, kib: 2 ** 10, kb: 1e3, m: 2 ** 20, mib: 2 ** 20, mb: 1e6, g: 2 ** 30, gib: 2 ** 30, gb: 1e9, t: 2 ** 40, tib: 2 ** 40, tb: 1e12 };

/** undefined for anything that is not a size. A card of "24 GB" is sold with 24 GiB: write 24GiB. */
export function parseByteSize(text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/iu.exec(text);
  const factor = units[(match?.[2] ?? '?').toLowerCase()];
  return match === null || factor === undefined ? undefined : Math.round(Number(match[1]) * factor);
}

export const gibText = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(2)} GiB`;
