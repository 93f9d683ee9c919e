/** The user's language: English sentences are the keys, the extension host brings the translations. */
import { sayKorean } from '../../src/report/words/sentences/sayKorean.ts';

let sentences: Readonly<Record<string, string>> = {};
let numbers = new Intl.NumberFormat('en');
let language = 'en';

export function speak(newLanguage: string, translated: Readonly<Record<string, string>>): void {
  sentences = translated;
  language = newLanguage;
  numbers = new Intl.NumberFormat(newLanguage, { maximumFractionDigits: 2 });
  document.documentElement.lang = newLanguage;
}

/** `{0}`, `{1}` … are replaced by the values. */
export function t(sentence: string, ...values: readonly (string | number)[]): string {
  return (sentences[sentence] ?? sentence).replace(/\{(\d)\}/g, (hole, index: string) => String(values[Number(index)] ?? hole));
}

/** What was recorded as an English sentence, in the user's language where it is known. */
export const said = (recorded: string): string => (language.startsWith('ko') ? sayKorean(recorded) : recorded);

/** A whole number with the language's separators. */
export const count = (value: number): string => numbers.format(Math.round(value));

/** Three significant digits: more would pretend a precision no measurement here has. */
export const precise = (value: number): string => numbers.format(Number(value.toPrecision(3)));

export function milliseconds(value: number): string {
  return value < 1_000 ? `${precise(value)} ms` : `${precise(value / 1_000)} s`;
}

/** Two ends of a range; a unit they share is said once. */
export function range(low: string, high: string): string {
  const [number, unit] = low.split(' ');
  return unit !== undefined && high.endsWith(` ${unit}`) ? `${number ?? ''} – ${high}` : `${low} – ${high}`;
}

export function bytes(value: number): string {
  return value < 1024 ** 3 ? `${precise(value / 1024 ** 2)} MiB` : `${precise(value / 1024 ** 3)} GiB`;
}

export function dateTime(iso: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));
}
