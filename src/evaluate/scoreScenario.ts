/** Adds several graded replies up to one score from 0 to 10, with an interval that is honest for few replies. */
import type { Interval } from '../domain/figure.ts';
import type { Scenario, ScoreWeights } from '../domain/scenario.ts';
import type { ReplyGrade, ScenarioScore } from '../domain/score.ts';
import { seededRandom } from '../measure/statistics/random.ts';
import type { GradingTools } from './gradingTools.ts';
import { consistency } from './style/consistency.ts';

const resamples = 1000;

/** Grades and texts belong together by index. Replies that could not be graded count nowhere; with none left there is no score. */
export async function scoreScenario(
  scenario: Scenario,
  grades: readonly ReplyGrade[],
  texts: readonly string[],
  tools: GradingTools,
  weights: ScoreWeights = scenario.weights,
): Promise<ScenarioScore> {
  const graded = grades.filter((grade) => grade.graded);
  const consistencyDetail = await consistency(scenario, grades, texts, tools);
  const parts = { accuracy: mean(graded.map(({ accuracy }) => accuracy)), quality: mean(graded.map(({ quality }) => quality.value)), clarity: mean(graded.map(({ clarity }) => clarity.value)) };
  const weigh = (sample: Pick<ScoreWeights, 'accuracy' | 'quality' | 'clarity'>): number => weighted({ ...sample, consistency: consistencyDetail.value }, weights, graded.length);
  const interval = bootstrap(graded, weigh);
  return {
    scenario: scenario.id,
    ...(graded.length === 0 ? {} : { score: round(weigh(parts)) }),
    ...(interval ? { interval } : {}),
    accuracy: round(parts.accuracy),
    consistency: consistencyDetail.value,
    quality: round(parts.quality),
    clarity: round(parts.clarity),
    gradedReplies: graded.length,
    ungradedReplies: grades.length - graded.length,
    cutOffReplies: graded.filter(({ state }) => state === 'cutOff').length,
    consistencyDetail,
  };
}

/** One reply says nothing about consistency: then the other three parts share its weight. */
function weighted(parts: ScoreWeights, weights: ScoreWeights, replies: number): number {
  const consistencyWeight = replies < 2 ? 0 : weights.consistency;
  const total = weights.accuracy + consistencyWeight + weights.quality + weights.clarity;
  const sum = weights.accuracy * parts.accuracy + consistencyWeight * parts.consistency + weights.quality * parts.quality + weights.clarity * parts.clarity;
  return total === 0 ? 0 : (10 * sum) / total;
}

/** Nested: draws replies, and within each reply draws its tests, because both could have come out differently. */
function bootstrap(graded: readonly ReplyGrade[], weigh: (parts: Pick<ScoreWeights, 'accuracy' | 'quality' | 'clarity'>) => number): Interval | undefined {
  if (graded.length < 2) return undefined;
  const random = seededRandom(graded.length * 7919 + 1);
  const scores: number[] = [];
  for (let round = 0; round < resamples; round++) {
    const drawn = graded.map((grade) => drawnFrom(graded, random) ?? grade);
    scores.push(weigh({ accuracy: mean(drawn.map((grade) => redrawnAccuracy(grade, random))), quality: mean(drawn.map(({ quality }) => quality.value)), clarity: mean(drawn.map(({ clarity }) => clarity.value)) }));
  }
  scores.sort((a, b) => a - b);
  const at = (share: number): number => round(scores[Math.min(scores.length - 1, Math.floor(share * scores.length))] ?? 0);
  return { low: at(0.025), high: at(0.975), confidence: 0.95, method: 'bootstrap-mean' };
}

/** Accuracy moved by as much as its tests move when drawn again. */
function redrawnAccuracy(grade: ReplyGrade, random: () => number): number {
  if (grade.tests.length === 0) return grade.accuracy;
  const share = grade.tests.filter((test) => test.passed).length / grade.tests.length;
  let passed = 0;
  for (let draw = 0; draw < grade.tests.length; draw++) if (drawnFrom(grade.tests, random)?.passed === true) passed++;
  return Math.min(1, Math.max(0, grade.accuracy + passed / grade.tests.length - share));
}

const drawnFrom = <T>(values: readonly T[], random: () => number): T | undefined => values[Math.floor(random() * values.length)];

const mean = (values: readonly number[]): number => (values.length === 0 ? 0 : values.reduce((total, value) => total + value, 0) / values.length);

const round = (value: number): number => Math.round(value * 1000) / 1000;
