/** Reads a whole number given on the command line, and says what is wrong with anything else. */
import { InvalidArgumentError } from 'commander';

export const wholeNumber =
  (smallest: number) =>
  (text: string): number => {
    const value = Number(text.replaceAll(/[_,]/gu, ''));
    if (Number.isSafeInteger(value) && value >= smallest && text.trim() !== '') return value;
    throw new InvalidArgumentError(`A whole number of at least ${smallest} is needed.`);
  };
