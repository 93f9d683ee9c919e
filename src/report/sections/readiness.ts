/** Section 4.4: what share of an agent's own kind of steps each model gets right, at the agent's prompt size. */
import { type AgentReadiness, readinessAspects } from '../../domain/readiness.ts';
import type { RunSummary } from '../../domain/runSummary.ts';
import { type Block, heading, paragraph, table } from '../document/block.ts';
import type { ReportWords } from '../words/english.ts';
import { percent, whole } from '../words/numbers.ts';

type MeasuredRate = AgentReadiness['overall'];

const rateText = ({ successes, n, interval }: MeasuredRate): string => `${successes}/${n} (${percent(interval.low * 100)}–${percent(interval.high * 100)})`;

function rowOf(model: string, readiness: AgentReadiness, words: ReportWords): readonly string[] {
  const verdict = words.readinessVerdicts[readiness.verdict];
  if (readiness.status !== 'measured') return [model, verdict, ...readinessAspects.map(() => '–'), words.readinessCannotFit(whole(readiness.promptTokens))];
  const rates = readinessAspects.map((aspect) => readiness.aspects.find((one) => one.aspect === aspect)?.rate);
  return [model, verdict, ...rates.map((rate) => (rate === undefined ? words.notMeasured : rateText(rate))), rateText(readiness.overall)];
}

/** Empty when no run asked for it. */
export function readinessSection(summary: RunSummary, words: ReportWords): readonly Block[] {
  const asked = summary.models.flatMap(({ id, readiness }) => (readiness === undefined ? [] : [{ id, readiness }]));
  const [first] = asked;
  if (first === undefined) return [];
  return [
    heading(3, words.headings.readiness),
    paragraph(words.readinessNote(first.readiness.agent, whole(first.readiness.promptTokens))),
    table([words.columns.model, words.columns.carries, ...readinessAspects.map((aspect) => words.readinessAspects[aspect]), words.columns.allSteps], asked.map(({ id, readiness }) => rowOf(id, readiness, words)), { leftColumns: 2 }),
  ];
}
