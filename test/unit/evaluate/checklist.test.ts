/** Checklists want evidence in one place: keywords, quotes and one passage for everything do not count. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ChecklistPoint, Scenario } from '../../../src/domain/scenario.ts';
import { gradeChecklist } from '../../../src/evaluate/graders/gradeChecklist.ts';

const point = (name: string, a: string, b: string, more: Partial<ChecklistPoint> = {}): ChecklistPoint => ({ name, evidence: [[a], [b]], ...more });
const points = [point('queue', 'queue', 'workers?'), point('retry', 'retry', 'delay'), point('cache', 'cache', 'read'), point('limit', 'limit', 'upload')];

function share(reply: string, list: readonly ChecklistPoint[] = points, prompt = 'Design it.'): number {
  const graded = gradeChecklist({ kind: 'checklist', points: list } as unknown as Extract<Scenario, { kind: 'checklist' }>, prompt, reply);
  assert.ok(graded.ok);
  return graded.value.accuracy ?? -1;
}

describe('gradeChecklist', () => {
  it('takes sentences, items and headings with their text', () => {
    assert.equal(share('## Queue\n\nIt feeds the workers.\n\n- A retry follows after a delay.\n- The cache is for the read path.\n\nThere is a limit for each upload.'), 1);
  });

  it('does not take words from different places together', () => {
    assert.equal(share('The queue is long.\n\nThe workers are fast.'), 0);
  });

  it('does not take heaps of keywords, and lets one passage make three points at most', () => {
    assert.equal(share('queue workers retry delay cache read limit upload'), 0);
    assert.equal(share('The queue feeds the workers, a retry has a delay, the cache is read, and there is a limit for an upload.'), 0.75);
  });

  it('does not take the words of the prompt', () => {
    const prompt = 'There is a queue that feeds the workers.\nA retry follows after a delay.';
    assert.equal(share(prompt, points, prompt), 0);
  });

  it('does not take evidence with something wrong beside it', () => {
    const strict = [point('md5', 'md5', 'password', { mustNotSay: ['is secure'] })];
    assert.equal(share('The password uses MD5, which is secure.', strict), 0);
    assert.equal(share('The password uses MD5, which is weak.', strict), 1);
  });

  it('weighs points', () => {
    assert.equal(share('The queue feeds the workers.', [point('queue', 'queue', 'workers', { weight: 3 }), point('x', 'y', 'z')]), 0.75);
  });
});
