/** What a piece of code looks like, whatever its language: for judging style and comparing answers without running them. */

export type CodeLanguage = 'python' | 'javascript' | 'typescript';

export interface FunctionFact {
  /** `Class.method` for methods; empty for nameless functions. */
  readonly name: string;
  readonly line: number;
  readonly endLine: number;
  readonly parameters: readonly string[];
  /** McCabe: decisions + 1. */
  readonly complexity: number;
  /** Deepest nesting of control statements. */
  readonly nesting: number;
  /** Docstring or the comment block before it. */
  readonly doc?: string;
}

export interface NameFact {
  readonly name: string;
  readonly kind: 'function' | 'class' | 'variable' | 'parameter';
  readonly line: number;
}

export interface TopLevelFact {
  readonly kind: 'import' | 'function' | 'class' | 'assignment' | 'other';
  readonly name?: string;
  readonly line: number;
  readonly endLine: number;
}

/** Facts of one piece of code; lines are 1-based. */
export interface CodeFacts {
  /** Lines that do not parse; empty means the code is valid. */
  readonly syntaxErrorLines: readonly number[];
  readonly functions: readonly FunctionFact[];
  readonly names: readonly NameFact[];
  readonly topLevel: readonly TopLevelFact[];
  /** Lines that hold a comment. */
  readonly commentLines: readonly number[];
  /** Node kinds in preorder, names numbered by first use, comments and documentation left out: equal for code that differs in words only. */
  readonly shape: readonly string[];
}

export interface CodeReader {
  readonly read: (language: CodeLanguage, code: string) => Promise<CodeFacts>;
  /** TypeScript and modules as plain scripts with `exports`; other code as it is. */
  readonly toScript: (language: CodeLanguage, code: string) => Promise<string>;
}
