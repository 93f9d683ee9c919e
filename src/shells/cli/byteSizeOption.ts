/** Reads sizes of memory given on the command line, and says what is wrong with anything else. */
import { InvalidArgumentError } from 'commander';
import { parseByteSize } from '../../budget/fit/byteSize.ts';

export function byteSize(text: string): number {
  const bytes = parseByteSize(text);
  if (bytes !== undefined && bytes > 0) return bytes;
  throw new InvalidArgumentError('A size like 24GiB or 512M is needed.');
}

export const byteSizes = (text: string): readonly number[] => text.split(',').map(byteSize);
