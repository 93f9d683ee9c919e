/** Which words a report is written with. */
import { english, type ReportWords } from './english.ts';
import { korean } from './korean.ts';

export type ReportLanguage = 'en' | 'ko';

export const wordsOf = (language: ReportLanguage): ReportWords => (language === 'ko' ? korean : english);
