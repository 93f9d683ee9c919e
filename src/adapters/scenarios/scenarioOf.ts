/** Turns a checked scenario file into a scenario: examples become replies, and what the schema cannot say is checked. */
import { defaultWeights, type ExampleReply, type Scenario, type ScenarioLanguage, type ScenarioVariant } from '../../domain/scenario.ts';
import type { ScenarioFile } from './scenarioSchema.ts';

type Problem = { readonly problem: string; readonly path: readonly (string | number)[] };
type FileVariant = NonNullable<ScenarioFile['variants'][ScenarioLanguage]>;
type FileExample = FileVariant['references'][number];

export function scenarioOf(file: ScenarioFile): { readonly value: Scenario } | Problem {
  const languages = Object.keys(file.variants) as ScenarioLanguage[];
  if (!languages.includes(file.defaultLanguage)) return { problem: `there is no variant for the default language "${file.defaultLanguage}"`, path: ['variants'] };
  const problem = weightsProblem(file) ?? languages.map((language) => variantProblem(file, language)).find((found) => found !== undefined);
  if (problem) return problem;
  const variants = Object.fromEntries(Object.entries(file.variants).map(([language, variant]) => [language, variantOf(variant, language as ScenarioLanguage)]));
  return { value: { ...file, languages, variants, weights: file.weights ?? defaultWeights } as Scenario };
}

function weightsProblem({ weights }: ScenarioFile): Problem | undefined {
  if (!weights) return undefined;
  const sum = weights.accuracy + weights.consistency + weights.quality + weights.clarity;
  return Math.abs(sum - 1) > 0.001 ? { problem: `the weights add up to ${sum.toFixed(3)} instead of 1`, path: ['weights'] } : undefined;
}

const needsEntryPoint: readonly ScenarioFile['kind'][] = ['function', 'class', 'refactoring', 'documentation'];
const needsGiven: readonly ScenarioFile['kind'][] = ['refactoring', 'documentation', 'unit-test'];

function variantProblem(file: ScenarioFile, language: ScenarioLanguage): Problem | undefined {
  const variant = file.variants[language];
  if (!variant) return undefined;
  const path = ['variants', language];
  if (needsEntryPoint.includes(file.kind) && variant.entryPoint === undefined) return { problem: `a ${file.kind} scenario needs an entryPoint`, path };
  if (needsGiven.includes(file.kind) && variant.given === undefined) return { problem: `a ${file.kind} scenario needs given code`, path };
  const [first] = variant.references;
  for (const [index, mutant] of variant.mutants.entries()) {
    if (mutant.find !== undefined && !textOf(first).includes(mutant.find)) return { problem: `mutant "${mutant.name}" looks for text that the first reference does not hold`, path: [...path, 'mutants', index] };
  }
  return bugProblem(file, language, variant);
}

function bugProblem(file: ScenarioFile, language: ScenarioLanguage, variant: FileVariant): Problem | undefined {
  if (file.kind !== 'unit-test') return undefined;
  const bugs = file.bugs[language] ?? (language === 'typescript' ? file.bugs.javascript : undefined);
  if (!bugs) return { problem: `there are no bugs for ${language}`, path: ['bugs'] };
  const lost = bugs.findIndex((bug) => variant.given?.includes(bug.find) !== true);
  return lost < 0 ? undefined : { problem: `bug "${bugs[lost]?.name ?? ''}" looks for text that the given code does not hold`, path: ['bugs', language, lost] };
}

function variantOf(variant: FileVariant, language: ScenarioLanguage): ScenarioVariant {
  const { prompt, entryPoint, given, references, mutants } = variant;
  const [first] = references;
  const reply = (example: FileExample): ExampleReply => ({ name: example.name, reply: replyOf(example, first, language) });
  return {
    prompt,
    references: references.map(reply),
    mutants: mutants.map(reply),
    ...(entryPoint === undefined ? {} : { entryPoint }),
    ...(given === undefined ? {} : { given }),
  };
}

function replyOf(example: FileExample, first: FileExample | undefined, language: ScenarioLanguage): string {
  if (example.reply !== undefined) return example.reply;
  if (example.code !== undefined) return fenced(example.code, language);
  const changed = textOf(first).replace(example.find ?? '', () => example.replace ?? '');
  return first?.reply === undefined ? fenced(changed, language) : changed;
}

const textOf = (example: FileExample | undefined): string => example?.reply ?? example?.code ?? '';

const fenced = (code: string, language: ScenarioLanguage): string => `\`\`\`${language === 'regex' || language === 'text' ? '' : language}\n${code.trimEnd()}\n\`\`\`\n`;
