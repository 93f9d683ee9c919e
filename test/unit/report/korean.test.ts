/** Korean reports say in Korean what was recorded in English: every failure of servers, files and runs has its sentence. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import ts from 'typescript';
import { renderMarkdown } from '../../../src/report/renderMarkdown.ts';
import { koreanSentences, sayKorean } from '../../../src/report/words/sentences/sayKorean.ts';
import { readRunFixture } from '../../fakes/runs/readRunFixture.ts';

const root = path.join(import.meta.dirname, '../../..');

/** `${url} is busy.` → `{0} is busy.` */
function templateOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map((span, index) => `{${index}}${span.literal.text}`).join('');
}

/** What and advice of every `fail(kind, what, advice)` and `{ kind, detail, advice }` written out in a file. */
function failureSentences(file: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'fail') found.push(...node.arguments.slice(1, 3).map(templateOf).filter((text) => text !== undefined));
    if (ts.isPropertyAssignment(node) && ['detail', 'advice'].includes(node.name.getText())) found.push(templateOf(node.initializer) ?? '');
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true));
  return found.filter((text) => text !== '');
}

const count = (text: string): number => new Set(text.match(/\{\d\}/gu)).size;

describe('Korean sentences', () => {
  it('exist for every failure that a run can meet on servers and files', () => {
    const files = ['src/adapters/servers/**/*.ts', 'src/adapters/storage/*.ts'].flatMap((pattern) => globSync(pattern, { cwd: root })).map((file) => path.join(root, file));
    const sentences = files.flatMap(failureSentences);
    assert.ok(sentences.length > 60, `only ${sentences.length} sentences were found`);
    assert.deepEqual(sentences.filter((text) => koreanSentences[text] === undefined && sayKorean(text.replaceAll(/\{\d\}/gu, 'X')) === text.replaceAll(/\{\d\}/gu, 'X')), []);
  });

  it('lose no figure, and leave no English sentence', () => {
    for (const [english, korean] of Object.entries(koreanSentences)) {
      assert.equal(count(korean), count(english), english);
      assert.match(korean, english === 'GPU' ? /GPU/u : /\p{Script=Hangul}/u, english);
    }
  });

  it('keep their figures where they belong', () => {
    assert.equal(sayKorean('Cannot fit: 51,200 tokens of context, the server serves 32,768. Not sent.'), '수용 불가: 컨텍스트 51,200 tokens, 서버 제공 32,768. 전송하지 않았습니다.');
    assert.equal(sayKorean('The connection to http://localhost:8000 broke after 12 pieces of text.'), 'http://localhost:8000과(와)의 연결이 텍스트 12조각을 받은 뒤 끊어졌습니다.');
  });

  it('say the parts inside a sentence too', () => {
    assert.equal(sayKorean('vLLM ran out of memory for "big:70b".'), 'vLLM의 메모리가 부족합니다(모델 "big:70b").');
    assert.equal(sayKorean('The prompt of at least 9000 tokens does not fit into the context window of 8192 tokens that Ollama serves.'), '프롬프트 최소 9000 tokens는 Ollama이(가) 제공하는 컨텍스트 창 8192 tokens에 들어가지 않습니다.');
    assert.equal(sayKorean('http://localhost:8000/v1 answers a web page ("Sign in") instead of JSON.'), 'http://localhost:8000/v1에서 JSON 대신 웹 페이지("Sign in")을(를) 응답합니다.');
  });

  it('stand behind a label, and one after the other', () => {
    assert.equal(sayKorean('a:1b · Ollama: expected 5, got 3'), 'a:1b · Ollama: 기대값 5, 실제 3');
    assert.equal(sayKorean('http://x:1 serves no model. Load or pull a model on the server and try again.'), 'http://x:1에서 제공하는 모델이 없습니다. 서버에서 모델을 불러오거나 내려받은 뒤 다시 시도하세요.');
  });

  it('are not made up: what nobody translated stays as it was recorded', () => assert.equal(sayKorean('Something new happened 3 times.'), 'Something new happened 3 times.'));

  it('leave no English sentence in a Korean report of a run where everything failed', () => {
    const english = renderMarkdown(readRunFixture('all-void').summary, 'ko').split('\n').filter((line) => /[A-Za-z]{2,}(?: [a-z]{2,}){4}/u.test(line));
    assert.deepEqual(english, []);
  });
});
