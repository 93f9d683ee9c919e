/** A quality scenario as data: what is asked, and how an answer is proven right or wrong. Mirrors schemas/scenario.schema.json. */

export type ScenarioLanguage = 'python' | 'javascript' | 'typescript' | 'sql' | 'regex' | 'text';

/** Weights of the four parts of a score; they add up to 1. */
export interface ScoreWeights {
  readonly accuracy: number;
  readonly consistency: number;
  readonly quality: number;
  readonly clarity: number;
}

export const defaultWeights: ScoreWeights = { accuracy: 0.4, consistency: 0.2, quality: 0.2, clarity: 0.2 };

/** Text that stands for a whole reply: `reply` as a model would write it, or bare `code` that is put into a code block. */
export interface ExampleReply {
  readonly name: string;
  readonly reply: string;
}

/** What one language of a scenario says and holds. */
export interface ScenarioVariant {
  /** What the model is asked; `{{given}}` stands for the given code in a code block. */
  readonly prompt: string;
  /** Function or class the answer must define; absent for sql, regex, unit-test and checklist. */
  readonly entryPoint?: string;
  /** Code shown in the prompt: what is to be fixed, tested, documented, reviewed. An answer equal to it is an echo. */
  readonly given?: string;
  /** At least two different right answers: they must get full accuracy. */
  readonly references: readonly ExampleReply[];
  /** At least five wrong answers: none may get full accuracy. */
  readonly mutants: readonly ExampleReply[];
}

/** One call or scripted use of the answer, and what must come of it. */
export interface CallTest {
  readonly name: string;
  /** Arguments of a call to the entry point. */
  readonly args?: readonly unknown[];
  /** Statements, by language, that leave their finding in `result`; used instead of `args`. TypeScript uses JavaScript's. */
  readonly script?: Readonly<Partial<Record<ScenarioLanguage, string>>>;
  /** Value to come back; `{$int: "…"}` for whole numbers beyond 2^53, `{$set: […]}`, `{$pairs: [[key, value], …]}`. */
  readonly expect?: unknown;
  /** Names of errors, one of which must be raised; used instead of `expect`. */
  readonly raises?: readonly string[];
  /** Only for these languages. */
  readonly only?: readonly ScenarioLanguage[];
  readonly compare?: 'exact' | 'unordered';
  /** Largest difference of numbers that still counts as equal; 1e-9 when absent. */
  readonly tolerance?: number;
}

export interface GeneratedColumn {
  readonly name: string;
  readonly type: 'id' | 'integer' | 'decimal' | 'text' | 'date' | 'choice' | 'reference';
  readonly min?: number;
  readonly max?: number;
  /** For `choice` and `text`: what to draw from. Few values make ties. */
  readonly values?: readonly (string | number)[];
  /** For `reference`: the table whose `id` values are drawn. */
  readonly table?: string;
  /** Share of NULLs, 0..1. */
  readonly nullShare?: number;
}

/** A database made for a query: by hand with expected rows, or generated with the reference query's rows expected. */
export interface SqlDatabase {
  readonly name: string;
  /** INSERT statements after the scenario's schema. */
  readonly inserts: string;
  /** Expected rows; absent: those of the reference query. */
  readonly rows?: readonly (readonly unknown[])[];
}

export interface SqlGenerator {
  readonly seeds: readonly number[];
  readonly tables: readonly { readonly name: string; readonly rows: readonly [min: number, max: number]; readonly columns: readonly GeneratedColumn[] }[];
}

/** A small change that makes the given code wrong; good unit tests notice it. */
export interface SeededBug {
  readonly name: string;
  readonly find: string;
  readonly replace: string;
}

/** One point of a checklist. Patterns are case-insensitive regular expressions over the reply. */
export interface ChecklistPoint {
  readonly name: string;
  /** All of these must be found; each is a list of alternatives. */
  readonly evidence: readonly (readonly string[])[];
  /** None of these may be found near the evidence. */
  readonly mustNotSay?: readonly string[];
  /** 1 when absent. */
  readonly weight?: number;
}

export interface RegexCases {
  readonly accept: readonly string[];
  readonly reject: readonly string[];
  /** Must the whole string match (default), or is a match anywhere enough. */
  readonly mode: 'full' | 'search';
  /** Text and the groups 1… that must be captured. */
  readonly captures?: readonly { readonly text: string; readonly groups: readonly (string | null)[] }[];
}

/** What documentation must mention, by function or method of the given code. */
export interface DocumentationTarget {
  readonly name: string;
  readonly parameters: readonly string[];
  /** Regular expressions the documentation of this function must contain, e.g. the error it raises. */
  readonly mentions: readonly string[];
}

interface ScenarioBase {
  readonly id: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly languages: readonly ScenarioLanguage[];
  readonly defaultLanguage: ScenarioLanguage;
  readonly variants: Readonly<Partial<Record<ScenarioLanguage, ScenarioVariant>>>;
  readonly maxOutputTokens: number;
  /** Time limit of one sandbox run. */
  readonly deadlineMs: number;
  readonly weights: ScoreWeights;
}

/** The part of a scenario that differs by kind: how an answer is proven. */
export type ScenarioProof =
  | { readonly kind: 'function' | 'class'; readonly tests: readonly CallTest[] }
  | {
      readonly kind: 'sql';
      readonly schema: string;
      readonly referenceQuery: string;
      readonly databases: readonly SqlDatabase[];
      readonly generated?: SqlGenerator;
      readonly ordered: boolean;
    }
  | { readonly kind: 'regex'; readonly cases: RegexCases; readonly checksBacktracking: boolean }
  | { readonly kind: 'unit-test'; readonly moduleName: string; readonly bugs: Readonly<Partial<Record<ScenarioLanguage, readonly SeededBug[]>>> }
  | { readonly kind: 'documentation'; readonly targets: readonly DocumentationTarget[]; readonly tests: readonly CallTest[] }
  | { readonly kind: 'refactoring'; readonly tests: readonly CallTest[]; readonly largestComplexity: number }
  | { readonly kind: 'checklist'; readonly points: readonly ChecklistPoint[] };

export type Scenario = ScenarioBase & ScenarioProof;
