/** Judges how code is written: syntax, indentation, names, comments and complexity, each with its line. */
import type { SubScore } from '../../domain/score.ts';
import type { CodeFacts, CodeLanguage, NameFact } from '../../ports/codeReader.ts';
import { judgement, type StyleCheck } from './judgement.ts';

/** Above these a function is hard to follow: McCabe's own limit, and a screen. */
const goodComplexity = 10;
const goodLines = 50;
const goodNesting = 4;

/** `firstLine` is the line of the reply on which the code starts. */
export function codeQuality(code: string, facts: CodeFacts, language: CodeLanguage, firstLine: number): SubScore {
  const inReply = (line: number | undefined): number | undefined => (line === undefined ? undefined : line + firstLine - 1);
  const checks = [syntax(facts), indentation(code), ...naming(facts, language), documentation(facts), complexity(facts)];
  return judgement(checks.map((check) => ({ ...check, line: inReply(check.line) })));
}

function syntax(facts: CodeFacts): StyleCheck {
  const [line] = facts.syntaxErrorLines;
  return { weight: 3, value: line === undefined ? 1 : 0, text: 'the code does not parse', line };
}

function indentation(code: string): StyleCheck {
  const indents = code.split('\n').map((line, index) => ({ line: index + 1, indent: /^[ \t]*(?=\S)/.exec(line)?.[0] ?? '' }));
  const tabs = indents.filter(({ indent }) => indent.includes('\t'));
  const spaces = indents.filter(({ indent }) => indent.includes(' '));
  if (tabs.length > 0 && spaces.length > 0) return { weight: 1.5, value: 0, text: 'tabs and spaces are mixed', line: tabs[0]?.line };
  const odd = spaces.find(({ indent }) => indent.length % 2 !== 0 && indent.length < 12);
  return { weight: 1.5, value: odd ? 0.5 : 1, text: 'uneven indentation', line: odd?.line };
}

const shortNames = /^(_+|[ijklmnpqrstuvwxyzabcdef]|fn|id|db|ok|lo|hi|[a-z][0-9])$/;
const snakeCase = /^_{0,2}[a-z][a-z0-9]*(_[a-z0-9]+)*_{0,2}$/;
const camelCase = /^[_$]{0,2}[a-z][A-Za-z0-9]*$/;
const pascalCase = /^_?[A-Z][A-Za-z0-9]*$/;
const constantCase = /^_?[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/;

function naming(facts: CodeFacts, language: CodeLanguage): readonly StyleCheck[] {
  const names = facts.names.filter(({ name }) => name !== '');
  const wrongCase = names.filter((name) => !followsConvention(name, language));
  const vague = names.filter(({ name, kind }) => (kind === 'function' && name.length < 3) || /^(foo|bar|baz|data[0-9]|temp[0-9]?|tmp[0-9]?|func[0-9]?|thing|stuff)$/i.test(name));
  const share = (bad: readonly NameFact[]): number => (names.length === 0 ? 1 : Math.max(0, 1 - (3 * bad.length) / names.length));
  const listed = (bad: readonly NameFact[]): string => [...new Set(bad.map(({ name }) => name))].slice(0, 3).join(', ');
  return [
    { weight: 1, value: share(wrongCase), text: `names not in the language's convention: ${listed(wrongCase)}`, line: wrongCase[0]?.line },
    { weight: 1, value: share(vague), text: `names that say little: ${listed(vague)}`, line: vague[0]?.line },
  ];
}

function followsConvention({ name, kind }: NameFact, language: CodeLanguage): boolean {
  if (kind === 'class') return pascalCase.test(name);
  if (shortNames.test(name) || (kind === 'variable' && constantCase.test(name))) return true;
  return language === 'python' ? snakeCase.test(name) : camelCase.test(name) || (kind === 'variable' && pascalCase.test(name)) || /^[{[]/.test(name);
}

/** Every public function of some size has documentation, or the code has comments. */
function documentation(facts: CodeFacts): StyleCheck {
  const sizable = facts.functions.filter((fact) => fact.name !== '' && !/(^|\.)(__\w+__|constructor)$/.test(fact.name));
  const silent = sizable.filter((fact) => fact.doc === undefined && !facts.commentLines.some((line) => line >= fact.line - 1 && line <= fact.endLine));
  const value = sizable.length === 0 ? (facts.commentLines.length > 0 ? 1 : 0.5) : 1 - silent.length / sizable.length;
  return { weight: 1.5, value, text: `${silent.length} of ${sizable.length} functions have neither documentation nor comment`, line: silent[0]?.line };
}

function complexity(facts: CodeFacts): StyleCheck {
  const cost = (fact: CodeFacts['functions'][number]): number =>
    Math.max(fact.complexity / goodComplexity, (fact.endLine - fact.line + 1) / goodLines, fact.nesting / goodNesting);
  const worst = [...facts.functions].sort((a, b) => cost(b) - cost(a))[0];
  const excess = worst ? cost(worst) : 0;
  const text = worst ? `${worst.name || 'a function'} has complexity ${worst.complexity}, ${worst.endLine - worst.line + 1} lines and nesting ${worst.nesting}` : '';
  return { weight: 2, value: excess <= 1 ? 1 : Math.max(0, 2 - excess), text, line: worst?.line };
}
