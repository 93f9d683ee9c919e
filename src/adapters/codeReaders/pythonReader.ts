/** Facts of Python code, from its tree-sitter tree. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Language, type Node, Parser } from 'web-tree-sitter';
import type { CodeFacts, FunctionFact, NameFact, TopLevelFact } from '../../ports/codeReader.ts';
import { grammarFiles } from './grammarFolder.ts';

const opened = new Map<string, Promise<(code: string) => CodeFacts>>();

export function openPythonReader(folder: string): Promise<(code: string) => CodeFacts> {
  const known = opened.get(folder) ?? open(folder);
  opened.set(folder, known);
  return known;
}

async function open(folder: string): Promise<(code: string) => CodeFacts> {
  await Parser.init({ locateFile: () => join(folder, grammarFiles.runtime) });
  const language = await Language.load(await readFile(join(folder, grammarFiles.python)));
  const parser = new Parser();
  parser.setLanguage(language);
  return (code) => {
    const tree = parser.parse(code);
    if (!tree) return { syntaxErrorLines: [1], functions: [], names: [], topLevel: [], commentLines: [], shape: [] };
    try {
      return factsOf(tree.rootNode);
    } finally {
      tree.delete();
    }
  };
}

function factsOf(root: Node): CodeFacts {
  const all = walk(root);
  return {
    syntaxErrorLines: root.hasError ? all.filter((node) => node.isError || node.isMissing).map(lineOf) : python2Lines(all),
    functions: all.filter((node) => node.type === 'function_definition').map(functionFact),
    names: all.flatMap(namesOf),
    topLevel: children(root).filter((node) => node.type !== 'comment').map(topLevelFact),
    commentLines: all.filter((node) => node.type === 'comment').map(lineOf),
    shape: shapeOf(root),
  };
}

/** The grammar still takes Python 2's print statement. */
function python2Lines(all: readonly Node[]): readonly number[] {
  return all.filter((node) => node.type === 'print_statement' || node.type === 'exec_statement').map(lineOf);
}

/** All nodes in preorder. */
function walk(root: Node): readonly Node[] {
  const found: Node[] = [];
  const visit = (node: Node): void => {
    found.push(node);
    for (const child of node.children) visit(child);
  };
  visit(root);
  return found;
}

const children = (node: Node): readonly Node[] => node.namedChildren;

const lineOf = (node: Node): number => node.startPosition.row + 1;

const decisions = new Set([
  'if_statement', 'elif_clause', 'for_statement', 'while_statement', 'except_clause', 'except_group_clause', 'case_clause',
  'conditional_expression', 'boolean_operator', 'if_clause', 'for_in_clause', 'assert_statement',
]);
const nestingKinds = new Set(['if_statement', 'for_statement', 'while_statement', 'try_statement', 'with_statement', 'match_statement']);

function functionFact(node: Node): FunctionFact {
  const name = node.childForFieldName('name')?.text ?? '';
  const owner = enclosingClass(node);
  const doc = docstring(node);
  return {
    name: owner ? `${owner}.${name}` : name,
    line: lineOf(node),
    endLine: node.endPosition.row + 1,
    parameters: parameterNames(node),
    complexity: 1 + ownNodes(node).filter((inner) => decisions.has(inner.type)).length,
    nesting: deepest(node, 0),
    ...(doc === undefined ? {} : { doc }),
  };
}

/** The nodes of a function without those of functions inside it. */
function ownNodes(node: Node): readonly Node[] {
  return children(node).flatMap((child) => (child.type === 'function_definition' ? [] : [child, ...ownNodes(child)]));
}

function deepest(node: Node, depth: number): number {
  const own = children(node).filter((child) => child.type !== 'function_definition');
  // an elif chain is one level, not many
  return Math.max(depth, ...own.map((child) => deepest(child, depth + (nestingKinds.has(child.type) ? 1 : 0))));
}

function enclosingClass(node: Node): string | undefined {
  for (let at = node.parent; at; at = at.parent) {
    if (at.type === 'function_definition') return undefined;
    if (at.type === 'class_definition') return at.childForFieldName('name')?.text;
  }
  return undefined;
}

function parameterNames(node: Node): readonly string[] {
  const list = node.childForFieldName('parameters');
  const names = list ? children(list).map((parameter) => /[A-Za-z_]\w*/.exec(parameter.text)?.[0] ?? '') : [];
  return names.filter((name) => name !== '' && name !== 'self' && name !== 'cls');
}

function docstring(node: Node): string | undefined {
  const first = node.childForFieldName('body')?.namedChildren.find((child) => child.type !== 'comment');
  return first && isStringStatement(first) ? first.text : undefined;
}

const isStringStatement = (node: Node): boolean => node.type === 'expression_statement' && node.namedChildCount === 1 && node.namedChildren[0]?.type === 'string';

function namesOf(node: Node): readonly NameFact[] {
  const name = node.childForFieldName('name')?.text;
  switch (node.type) {
    case 'function_definition':
      return [
        ...(name === undefined ? [] : [{ name, kind: 'function' as const, line: lineOf(node) }]),
        ...parameterNames(node).map((parameter) => ({ name: parameter, kind: 'parameter' as const, line: lineOf(node) })),
      ];
    case 'class_definition':
      return name === undefined ? [] : [{ name, kind: 'class', line: lineOf(node) }];
    case 'assignment': {
      const left = node.childForFieldName('left');
      const targets = left?.type === 'identifier' ? [left] : left?.type === 'pattern_list' ? children(left).filter((child) => child.type === 'identifier') : [];
      return targets.map((target) => ({ name: target.text, kind: 'variable', line: lineOf(target) }));
    }
    default:
      return [];
  }
}

function topLevelFact(node: Node): TopLevelFact {
  const definition = node.type === 'decorated_definition' ? (node.childForFieldName('definition') ?? node) : node;
  const span = { line: lineOf(node), endLine: node.endPosition.row + 1 };
  const name = definition.childForFieldName('name')?.text;
  const named = name === undefined ? {} : { name };
  if (definition.type === 'function_definition') return { kind: 'function', ...span, ...named };
  if (definition.type === 'class_definition') return { kind: 'class', ...span, ...named };
  if (/import/.test(node.type)) return { kind: 'import', ...span };
  const assignment = node.type === 'expression_statement' ? node.namedChildren[0] : undefined;
  if (assignment?.type === 'assignment') {
    const target = assignment.childForFieldName('left')?.text;
    return { kind: 'assignment', ...span, ...(target === undefined ? {} : { name: target }) };
  }
  return { kind: 'other', ...span };
}

function shapeOf(root: Node): readonly string[] {
  const numbers = new Map<string, number>();
  const shape: string[] = [];
  const visit = (node: Node, depth: number): void => {
    if (node.type === 'comment' || (isStringStatement(node) && node.parent?.type !== 'return_statement')) return;
    shape.push(`${depth}${labelOf(node, numbers)}`);
    for (const child of node.children) if (child.isNamed || /^[^\s()[\]{},:;.]+$/.test(child.type)) visit(child, depth + 1);
  };
  visit(root, 0);
  return shape;
}

function labelOf(node: Node, numbers: Map<string, number>): string {
  if (node.type === 'identifier') {
    const number = numbers.get(node.text) ?? numbers.size;
    numbers.set(node.text, number);
    return `name${number}`;
  }
  return ['integer', 'float', 'string'].includes(node.type) ? `${node.type}:${node.text.slice(0, 80)}` : node.type;
}
