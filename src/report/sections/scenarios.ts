/** Section 4: scores, speed by scenario, and every answer beside its test results. */
import type { ModelSummary, RunSummary, ScenarioResult } from '../../domain/runSummary.ts';
import { type Answer, type Block, type Cell, chart, heading, list, paragraph, table } from '../document/block.ts';
import { figure, number, whole } from '../words/numbers.ts';
import type { ReportWords } from '../words/english.ts';

const scoreText = (result: ScenarioResult, words: ReportWords): string => {
  if (result.score === undefined) return words.notMeasured;
  const range = result.interval === undefined ? '' : ` [${number(result.interval.low)}–${number(result.interval.high)}]`;
  return `${number(result.score)}${range}`;
};

function scoreRows(model: ModelSummary, withZero: boolean, words: ReportWords): readonly (readonly (string | Cell)[])[] {
  const rows = model.scenarios.map((result) => {
    const parts = [result.accuracy, result.consistency, result.quality, result.clarity];
    return [model.id, result.id, scoreText(result, words), ...parts.map((part, index) => (result.score === undefined || (index === 1 && result.gradedReplies < 2) ? '–' : number(part))), ...(withZero ? [steadinessOf(result, words)] : []), `${result.gradedReplies} / ${result.gradedReplies + result.ungradedReplies}`, String(result.cutOffReplies)];
  });
  if (model.meanScore === undefined) return rows;
  return [...rows, [model.id, words.rows.meanOfAll, number(model.meanScore), '', '', '', '', ...(withZero ? [''] : []), '', '']];
}

/** Undefined where nobody asked at temperature 0. */
function steadinessOf({ consistencyAtZero: zero }: ScenarioResult, words: ReportWords): string {
  if (zero === undefined) return '–';
  return zero.distinctAsts === undefined ? number(zero.value) : words.steadiness(number(zero.value), zero.distinctAsts, zero.replies);
}

function speedRows(model: ModelSummary, words: ReportWords): readonly (readonly string[])[] {
  return model.scenarios.map((result) => {
    const { speed } = result;
    const of = (value: NonNullable<typeof speed>['totalMs'], scale = 1): string => (value === undefined ? words.notMeasured : figure(value, scale));
    return [model.id, result.id, of(speed?.totalMs, 0.001), of(speed?.ttftMs, 0.001), of(speed?.decodeTokensPerSecond), speed?.completionTokens === undefined ? words.notMeasured : whole(speed.completionTokens.median)];
  });
}

function answersOf(model: ModelSummary, result: ScenarioResult, words: ReportWords): readonly Answer[] {
  return result.replies.map(({ text, finishReason, grade }, index) => {
    const passed = grade.tests.filter((test) => test.passed).length;
    const verdict = grade.graded ? words.passed(passed, grade.tests.length) : words.notGraded(grade.notGraded === undefined ? words.unknown : words.sentence(grade.notGraded.detail));
    const reasons = [...grade.quality.reasons, ...grade.clarity.reasons].map((reason) => words.sentence(reason.text));
    return { kind: 'answer', title: `${model.id}: ${words.reply(result.id, index + 1)} — ${verdict}`, text, tests: grade.tests, notes: [words.states[grade.state], words.finish(finishReason), ...reasons] };
  });
}

export function scenarioSection(summary: RunSummary, words: ReportWords): readonly Block[] {
  const { columns, headings } = words;
  const scored = summary.models.filter((model) => model.scenarios.length > 0);
  const withZero = scored.some((model) => model.scenarios.some((result) => result.consistencyAtZero !== undefined));
  if (scored.length === 0) return [heading(2, headings.scenarios), paragraph(summary.plan.scenarios.length === 0 ? words.notPlanned : words.noScenarios)];
  return [
    heading(2, headings.scenarios),
    heading(3, headings.scores),
    table(
      [columns.model, columns.scenario, columns.score, columns.accuracy, columns.consistency, columns.quality, columns.clarity, ...(withZero ? [columns.consistencyAtZero] : []), columns.replies, columns.cutOff],
      scored.flatMap((model) => scoreRows(model, withZero, words)),
      { leftColumns: 2 },
    ),
    paragraph(words.scoreNote),
    ...list((summary.sandboxes ?? []).map(({ language, layers }) => words.sandbox(language, layers.map(words.sentence).join(', ')))),
    chart('scenario_scores'),
    heading(3, headings.scenarioSpeed),
    table([columns.model, columns.scenario, columns.total, columns.ttft, columns.decode, columns.outputTokens], scored.flatMap((model) => speedRows(model, words)), { leftColumns: 2 }),
    heading(3, headings.answers),
    ...scored.flatMap((model) => model.scenarios.flatMap((result) => answersOf(model, result, words))),
  ];
}
