/** Scores follow the published formula, know what they cannot know, and their intervals are honest. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Scenario } from '../../../src/domain/scenario.ts';
import type { ReplyGrade } from '../../../src/domain/score.ts';
import { scoreScenario } from '../../../src/evaluate/scoreScenario.ts';
import type { GradingTools } from '../../../src/evaluate/gradingTools.ts';

const scenario = {
  id: 'talk', title: 'Talk', kind: 'checklist', points: [], tags: [], languages: ['text'], defaultLanguage: 'text', variants: {}, maxOutputTokens: 100, deadlineMs: 1000,
  weights: { accuracy: 0.4, consistency: 0.2, quality: 0.2, clarity: 0.2 },
} as const satisfies Scenario;

/** A checklist needs neither sandbox nor syntax. */
const tools = {} as GradingTools;

function grade(accuracy: number, more: Partial<ReplyGrade> = {}): ReplyGrade {
  const tests = Array.from({ length: 10 }, (_, index) => ({ name: String(index), passed: index < accuracy * 10 }));
  return { scenario: 'talk', graded: true, state: 'answered', accuracy, quality: { value: 0.5, reasons: [] }, clarity: { value: 1, reasons: [] }, tests, language: 'text', ...more };
}

describe('scoreScenario', () => {
  it('adds up 40/20/20/20 of the parts it shows', async () => {
    const score = await scoreScenario(scenario, [grade(1), grade(1), grade(0.5)], ['a b c', 'a b c', 'a b c'], tools);
    const byHand = 10 * (0.4 * score.accuracy + 0.2 * score.consistency + 0.2 * score.quality + 0.2 * score.clarity);
    assert.ok(Math.abs((score.score ?? 0) - byHand) < 0.01, `${score.score ?? 'none'} against ${byHand}`);
    assert.equal(score.consistency, 1);
  });

  it('takes other weights', async () => {
    const weights = { accuracy: 1, consistency: 0, quality: 0, clarity: 0 };
    assert.equal((await scoreScenario(scenario, [grade(0.3)], ['a'], tools, weights)).score, 3);
  });

  it('shares the weight of consistency when there is one reply', async () => {
    const score = await scoreScenario(scenario, [grade(1)], ['a'], tools);
    assert.equal(score.score, 8.75);
    assert.equal(score.interval, undefined);
    assert.equal(score.consistencyDetail.replies, 1);
  });

  it('leaves replies out that could not be graded, and has no score without any', async () => {
    const broken = grade(0, { graded: false });
    const some = await scoreScenario(scenario, [grade(1), broken, grade(1)], ['a', 'b', 'a'], tools);
    assert.equal(some.accuracy, 1);
    assert.equal(some.gradedReplies, 2);
    assert.equal(some.ungradedReplies, 1);
    const none = await scoreScenario(scenario, [broken], ['b'], tools);
    assert.equal(none.score, undefined);
  });

  it('counts cut-off replies apart', async () => {
    assert.equal((await scoreScenario(scenario, [grade(1), grade(0, { state: 'cutOff' })], ['a', 'b'], tools)).cutOffReplies, 1);
  });

  it('gives an interval that holds the score, is wider for wavering replies, and the same every time', async () => {
    const steady = await scoreScenario(scenario, [grade(0.5), grade(0.5), grade(0.5)], ['a', 'a', 'a'], tools);
    const wavering = await scoreScenario(scenario, [grade(0), grade(0.5), grade(1)], ['a', 'a', 'a'], tools);
    const width = (score: typeof steady): number => (score.interval?.high ?? 0) - (score.interval?.low ?? 0);
    assert.ok(width(wavering) > width(steady));
    assert.ok((steady.interval?.low ?? 99) <= (steady.score ?? 0) && (steady.interval?.high ?? 0) >= (steady.score ?? 0));
    assert.deepEqual(await scoreScenario(scenario, [grade(0), grade(0.5), grade(1)], ['a', 'a', 'a'], tools), wavering);
  });

  it('finds different replies less consistent, and gives nothing for being consistently wrong', async () => {
    const alike = await scoreScenario(scenario, [grade(1), grade(1)], ['# A\n\n- b\n- c', '# A\n\n- b\n- c'], tools);
    const unlike = await scoreScenario(scenario, [grade(1), grade(1)], ['# A\n\n- b\n- c', 'Some quite different text\n\n1. one\n2. two'], tools);
    assert.ok(unlike.consistency < alike.consistency);
    assert.equal((await scoreScenario(scenario, [grade(0), grade(0)], ['x', 'x'], tools)).consistency, 0);
  });
});
