/** Facts of JavaScript and TypeScript code, from the TypeScript compiler's tree. */
import { Node, Project, ts } from 'ts-morph';
import type { CodeFacts, CodeLanguage, FunctionFact, NameFact, TopLevelFact } from '../../ports/codeReader.ts';

let project: Project | undefined;

export function readTypeScript(code: string, language: CodeLanguage): CodeFacts {
  project ??= new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true, compilerOptions: { allowJs: true, target: ts.ScriptTarget.ES2022 } });
  const file = project.createSourceFile(language === 'typescript' ? 'answer.ts' : 'answer.js', code, { overwrite: true });
  // parse errors only: types of an answer are not our business
  const parseErrors = (file.compilerNode as unknown as { parseDiagnostics?: readonly { start: number }[] }).parseDiagnostics ?? [];
  const nodes = file.getDescendants();
  return {
    syntaxErrorLines: parseErrors.map(({ start }) => file.getLineAndColumnAtPos(start).line),
    functions: nodes.filter(isFunction).filter((node) => nameOf(node) !== undefined || node.getKind() === ts.SyntaxKind.FunctionDeclaration).map(functionFact),
    names: nodes.flatMap(namesOf),
    topLevel: file.getStatements().map(topLevelFact),
    commentLines: commentLines(code),
    shape: shapeOf(file.forEachChildAsArray()),
  };
}

/** TypeScript, ES modules and plain scripts as one CommonJS script. */
export function toCommonJs(code: string): string {
  const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2020, esModuleInterop: true, removeComments: false };
  return ts.transpileModule(code, { compilerOptions: options, fileName: 'answer.ts' }).outputText.replace(/^"use strict";\s*/, '');
}

type FunctionNode = Node & { getParameters: () => { getName: () => string }[] };

function isFunction(node: Node): node is FunctionNode {
  return Node.isFunctionDeclaration(node) || Node.isFunctionExpression(node) || Node.isArrowFunction(node) || Node.isMethodDeclaration(node) || Node.isConstructorDeclaration(node) || Node.isGetAccessorDeclaration(node) || Node.isSetAccessorDeclaration(node);
}

function nameOf(node: Node): string | undefined {
  if (Node.isConstructorDeclaration(node)) return 'constructor';
  if (Node.isFunctionDeclaration(node) || Node.isMethodDeclaration(node) || Node.isGetAccessorDeclaration(node) || Node.isSetAccessorDeclaration(node)) return node.getName();
  const parent = node.getParent();
  return Node.isVariableDeclaration(parent) || Node.isPropertyDeclaration(parent) ? parent.getName() : undefined;
}

function functionFact(node: FunctionNode): FunctionFact {
  const owner = node.getFirstAncestor(Node.isClassDeclaration)?.getName();
  const name = nameOf(node) ?? '';
  const doc = docOf(node);
  const own = ownNodes(node);
  return {
    name: owner === undefined ? name : `${owner}.${name}`,
    line: node.getStartLineNumber(),
    endLine: node.getEndLineNumber(),
    parameters: node.getParameters().map((parameter) => parameter.getName()),
    complexity: 1 + own.filter(isDecision).length,
    nesting: deepest(node, 0),
    ...(doc === undefined ? {} : { doc }),
  };
}

function ownNodes(node: Node): readonly Node[] {
  return node.getChildren().flatMap((child) => (isFunction(child) && nameOf(child) !== undefined ? [] : [child, ...ownNodes(child)]));
}

function isDecision(node: Node): boolean {
  if (Node.isIfStatement(node) || Node.isIterationStatement(node) || Node.isCatchClause(node) || Node.isCaseClause(node) || Node.isConditionalExpression(node)) return true;
  return Node.isBinaryExpression(node) && ['&&', '||', '??'].includes(node.getOperatorToken().getText());
}

function deepest(node: Node, depth: number): number {
  const own = node.getChildren().filter((child) => !(isFunction(child) && nameOf(child) !== undefined));
  return Math.max(depth, ...own.map((child) => deepest(child, depth + (opensLevel(child) ? 1 : 0))));
}

function opensLevel(node: Node): boolean {
  // `else if` is a chain, not a level
  if (Node.isIfStatement(node)) return !(Node.isIfStatement(node.getParent()) && node.getPreviousSibling()?.getText() === 'else');
  return Node.isIterationStatement(node) || Node.isTryStatement(node) || Node.isSwitchStatement(node);
}

/** The block comment right before a function or the statement that holds it. */
function docOf(node: Node): string | undefined {
  const holder = Node.isFunctionDeclaration(node) || Node.isMethodDeclaration(node) ? node : node.getFirstAncestor(Node.isVariableStatement);
  const comment = holder?.getLeadingCommentRanges().at(-1)?.getText();
  return comment?.startsWith('/*') || comment?.startsWith('//') ? comment : undefined;
}

function namesOf(node: Node): readonly NameFact[] {
  const line = node.getStartLineNumber();
  if (Node.isFunctionDeclaration(node) || Node.isMethodDeclaration(node)) return [{ name: node.getName() ?? '', kind: 'function', line }];
  if (Node.isClassDeclaration(node)) return [{ name: node.getName() ?? '', kind: 'class', line }];
  if (Node.isParameterDeclaration(node)) return [{ name: node.getName(), kind: 'parameter', line }];
  if (!Node.isVariableDeclaration(node)) return [];
  const initializer = node.getInitializer();
  return [{ name: node.getName(), kind: initializer && isFunction(initializer) ? 'function' : 'variable', line }];
}

function topLevelFact(node: Node): TopLevelFact {
  const span = { line: node.getStartLineNumber(true), endLine: node.getEndLineNumber() };
  if (Node.isImportDeclaration(node)) return { kind: 'import', ...span };
  if (Node.isFunctionDeclaration(node) || Node.isClassDeclaration(node)) {
    const name = node.getName();
    return { kind: node.getKind() === ts.SyntaxKind.ClassDeclaration ? 'class' : 'function', ...span, ...(name === undefined ? {} : { name }) };
  }
  if (Node.isInterfaceDeclaration(node) || Node.isTypeAliasDeclaration(node) || Node.isEnumDeclaration(node)) return { kind: 'assignment', ...span, name: node.getName() };
  if (Node.isVariableStatement(node)) {
    const name = node.getDeclarations()[0]?.getName();
    return { kind: 'assignment', ...span, ...(name === undefined ? {} : { name }) };
  }
  if (Node.isExportAssignment(node) || Node.isExportDeclaration(node) || /^\s*(module\.)?exports\b/.test(node.getText())) return { kind: 'assignment', ...span };
  return { kind: 'other', ...span };
}

function commentLines(code: string): readonly number[] {
  const scanner = ts.createScanner(ts.ScriptTarget.ES2022, false, ts.LanguageVariant.Standard, code);
  const lines: number[] = [];
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    if (token !== ts.SyntaxKind.SingleLineCommentTrivia && token !== ts.SyntaxKind.MultiLineCommentTrivia) continue;
    const first = code.slice(0, scanner.getTokenStart()).split('\n').length;
    const length = scanner.getTokenText().split('\n').length;
    for (let offset = 0; offset < length; offset++) lines.push(first + offset);
  }
  return lines;
}

function shapeOf(statements: readonly Node[]): readonly string[] {
  const numbers = new Map<string, number>();
  const shape: string[] = [];
  const visit = (node: Node, depth: number): void => {
    shape.push(`${depth}${labelOf(node, numbers)}`);
    node.forEachChild((child) => visit(child, depth + 1));
  };
  for (const statement of statements) visit(statement, 0);
  return shape;
}

function labelOf(node: Node, numbers: Map<string, number>): string {
  if (Node.isIdentifier(node)) {
    const number = numbers.get(node.getText()) ?? numbers.size;
    numbers.set(node.getText(), number);
    return `name${number}`;
  }
  if (Node.isBinaryExpression(node)) return `Binary${node.getOperatorToken().getText()}`;
  return Node.isStringLiteral(node) || Node.isNumericLiteral(node) ? `literal:${node.getText().slice(0, 80)}` : node.getKindName();
}
