/** Help on a scenario file: every problem with its line, and the keys and values its schema allows. */
import { t } from '@vscode/l10n';
import { type CodeLens, type CompletionItem, CompletionItemKind, type Diagnostic, DiagnosticSeverity, type Hover, MarkupKind, type Position, Range } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { checkScenario } from '../../adapters/scenarios/loadScenarios.ts';
import { type Place, placeIn } from './placeInYaml.ts';
import { propertiesAt, valuesAt } from './scenarioShape.ts';

export const scenarioHelp = {
  lenses: (document: TextDocument): CodeLens[] => {
    const checked = checkScenario(document.getText());
    if (!('scenario' in checked)) return [];
    return [{ range: Range.create(0, 0, 0, 0), command: { title: t('Run this scenario'), command: 'plimsoll.runScenario', arguments: [document.uri] } }];
  },

  diagnose: (document: TextDocument): Diagnostic[] => {
    const checked = checkScenario(document.getText());
    if ('scenario' in checked) return [];
    return checked.problems.map(({ line, text }) => ({ range: wholeLine(document, line - 1), message: text, severity: DiagnosticSeverity.Error, source: 'Plimsoll' }));
  },

  hover: (document: TextDocument, position: Position): Hover | undefined => {
    const place = placeIn(document.getText(), document.offsetAt(position));
    if (place.key === undefined) return undefined;
    const property = propertiesAt(place.path, place.kind).find(({ name }) => name === place.key);
    if (property === undefined) return undefined;
    const value = [`**${property.name}**${property.isRequired ? ` – ${t('required')}` : ''}`, property.description, property.type].filter((part) => part !== '').join('\n\n');
    return { contents: { kind: MarkupKind.Markdown, value } };
  },

  complete: (document: TextDocument, position: Position): CompletionItem[] => completions(placeIn(document.getText(), document.offsetAt(position))),
};

function completions(place: Place): CompletionItem[] {
  if (place.isValue) {
    return valuesAt([...place.path, place.key ?? ''], place.kind).map((label) => ({ label, kind: CompletionItemKind.EnumMember }));
  }
  return propertiesAt(place.path, place.kind)
    .filter(({ name }) => !place.siblings.includes(name))
    .map(({ name, description, type, isRequired }) => ({
      label: name,
      kind: CompletionItemKind.Property,
      detail: isRequired ? `${type} – ${t('required')}` : type,
      documentation: description,
      insertText: `${name}: `,
      sortText: `${isRequired ? '0' : '1'}${name}`,
    }));
}

function wholeLine(document: TextDocument, line: number): Range {
  const start = { line: Math.max(0, Math.min(line, document.lineCount - 1)), character: 0 };
  return { start, end: document.positionAt(document.offsetAt({ line: start.line + 1, character: 0 }) - 1) };
}
