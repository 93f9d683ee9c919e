/** Tables of differences: medians, change with its interval, probability and verdict. */
import type { PairedDifference } from '../../domain/candidates.ts';
import type { StudyEffect, StudySummary } from '../../domain/study.ts';
import { type Block, heading, paragraph, table } from '../document/block.ts';
import { certainty, interval, number, signedPercent } from '../words/numbers.ts';
import type { StudyWords } from './studyEnglish.ts';

function verdictText(difference: PairedDifference, words: StudyWords): string {
  const { verdict, winner = '' } = difference;
  return verdict === 'better' || verdict === 'probably' ? words.verdicts[verdict](winner) : words.verdicts[verdict];
}

function changeText({ percent, interval: range }: PairedDifference): string {
  return range === undefined ? signedPercent(percent) : `${signedPercent(percent)} [${interval(range)}]`;
}

export function differenceTable(differences: readonly PairedDifference[], words: StudyWords): Block {
  const { columns, quantities } = words;
  const rows = differences.map((difference) => [
    quantities[difference.quantity],
    difference.first,
    difference.second,
    verdictText(difference, words),
    `${number(difference.firstMedian)} / ${number(difference.secondMedian)}`,
    changeText(difference),
    certainty(Math.max(difference.probabilityFirstBetter, 1 - difference.probabilityFirstBetter)),
    String(difference.pairs),
  ]);
  return table([columns.quantity, columns.first, columns.second, columns.verdict, columns.median, columns.change, columns.probability, columns.pairs], rows, { leftColumns: 4 });
}

function effectBlocks(study: StudySummary, kind: StudyEffect['kind'], title: string, words: StudyWords): readonly Block[] {
  const pairs = study.effects.filter((effect) => effect.kind === kind);
  const found = study.differences.filter((difference) => pairs.some((pair) => pair.first === difference.first && pair.second === difference.second));
  return [heading(3, title), found.length === 0 ? paragraph(words.noneOfKind) : differenceTable(found, words)];
}

export function differenceBlocks(study: StudySummary, words: StudyWords): readonly Block[] {
  const { headings } = words;
  return [
    heading(2, headings.differences),
    study.differences.length === 0 ? paragraph(words.noPairs) : differenceTable(study.differences, words),
    ...effectBlocks(study, 'server', headings.byServer, words),
    ...effectBlocks(study, 'quantization', headings.byQuantization, words),
  ];
}
