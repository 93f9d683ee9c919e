/** All ten scenarios judge as they should: right answers pass, wrong ones do not, nothing scores by default. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createCodeReader } from '../../../src/adapters/codeReaders/createCodeReader.ts';
import { createSandbox } from '../../../src/adapters/sandbox/createSandbox.ts';
import { loadBuiltInScenarios } from '../../../src/adapters/scenarios/loadScenarios.ts';
import type { Scenario } from '../../../src/domain/scenario.ts';
import { gradeReply } from '../../../src/evaluate/gradeReply.ts';
import { promptText } from '../../../src/evaluate/scenarioMessages.ts';
import { scoreScenario } from '../../../src/evaluate/scoreScenario.ts';
import { verifyScenario } from '../../../src/evaluate/verifyScenario.ts';
import { prepareSandbox } from '../../../scripts/prepareSandbox.ts';

const tools = { sandbox: createSandbox(), code: createCodeReader() };
const signal = new AbortController().signal;
const loaded = await loadBuiltInScenarios();
assert.ok(loaded.ok, loaded.ok ? '' : loaded.failure.detail);
const scenarios = loaded.value;

before(() => prepareSandbox(path.join(import.meta.dirname, '../../../dist')));
after(() => tools.sandbox.dispose());

async function scoreOf(scenario: Scenario, text: string): Promise<number | undefined> {
  const grade = await gradeReply(scenario, scenario.defaultLanguage, { text, finishReason: 'stop' }, tools, signal);
  return (await scoreScenario(scenario, [grade, grade, grade], [text, text, text], tools)).score;
}

const variantOf = (scenario: Scenario): NonNullable<Scenario['variants'][keyof Scenario['variants']]> => {
  const variant = scenario.variants[scenario.defaultLanguage];
  assert.ok(variant);
  return variant;
};

it('there are the ten of the plan', () => {
  const ids = ['algorithm', 'architecture-design', 'code-completion', 'code-review', 'debugging', 'documentation', 'refactoring', 'regex', 'sql-query', 'unit-test'];
  assert.deepEqual(scenarios.map(({ id }) => id), ids);
});

for (const scenario of scenarios) {
  describe(scenario.id, () => {
    it('is proven by its references and mutants', async () => {
      const rows = await verifyScenario(scenario, tools, signal);
      const wrong = rows.filter(({ holds }) => !holds);
      assert.deepEqual(wrong, []);
      for (const language of scenario.languages) {
        const own = rows.filter((row) => row.language === language);
        assert.ok(own.filter(({ expected }) => expected === 'right').length >= 2, `${language} needs two references`);
        assert.ok(own.filter(({ expected }) => expected === 'wrong').length >= 5, `${language} needs five mutants`);
        const fewest = scenario.kind === 'checklist' ? 12 : 20;
        assert.ok(own.every((row) => row.expected === 'wrong' || row.tests >= fewest), `${language} needs ${fewest} assertions`);
      }
    });

    it('gives a perfect reply 9 or more', async () => {
      const [best] = variantOf(scenario).references;
      assert.ok(best);
      const score = await scoreOf(scenario, best.reply);
      assert.ok(score !== undefined && score >= 9, `got ${score ?? 'no score'}`);
    });

    it('gives nothing for an empty reply, an echo, a refusal or talk', async () => {
      const variant = variantOf(scenario);
      const prompt = promptText(variant, scenario.defaultLanguage);
      const block = `\`\`\`${scenario.defaultLanguage}\n${variant.given ?? ''}\n\`\`\``;
      const worthless = [
        '',
        '   \n',
        prompt,
        `Sure! Here is the code:\n\n${block}\n\nThis function works because it loops over each item. For example, edge cases like null are handled.`,
        'I am sorry, but I cannot help with that.',
        'This code computes the result. First it checks the input, then it uses a loop, because that is simple. For example, with empty input it returns nothing. Limits: large inputs.',
      ];
      for (const text of worthless) {
        const score = await scoreOf(scenario, text);
        assert.ok(score !== undefined && score < 1, `${JSON.stringify(text.slice(0, 60))} scored ${score ?? 'nothing'}`);
      }
    });
  });
}

describe('a language the scenario does not have', () => {
  it('is not graded, and never counted as 0', async () => {
    const [scenario] = scenarios;
    assert.ok(scenario);
    const grade = await gradeReply(scenario, 'rust', { text: 'fn main() {}', finishReason: 'stop' }, tools, signal);
    assert.equal(grade.graded, false);
    assert.match(grade.notGraded?.detail ?? '', /no variant for "rust"/);
    const score = await scoreScenario(scenario, [grade], ['fn main() {}'], tools);
    assert.equal(score.score, undefined);
    assert.equal(score.ungradedReplies, 1);
  });
});
