/** Reads a list of whole numbers given on the command line, ascending and without repetition. */
import { wholeNumber } from '../../wholeNumber.ts';

export const wholeNumbers =
  (smallest: number) =>
  (text: string): readonly number[] =>
    [...new Set(text.split(',').map((part) => wholeNumber(smallest)(part.trim())))].toSorted((a, b) => a - b);
