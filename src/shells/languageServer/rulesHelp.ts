/** Help on a rules file: what it costs of the model's window, the whole budget, and a warning when nothing is left to work with. */
import { t } from '@vscode/l10n';
import { type CodeAction, CodeActionKind, type CodeLens, type Diagnostic, DiagnosticSeverity, type Hover, MarkupKind, type Position, Range } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { agentProfiles } from '../../budget/agentProfiles.ts';
import { agentPromptParts, sumOfParts } from '../../budget/agentPrompt.ts';
import { decideBudget } from '../../budget/decideBudget.ts';
import type { AgentProfile } from '../../domain/agent.ts';
import type { BudgetPart, BudgetVerdict } from '../../domain/budget.ts';
import type { EditorHelp } from '../../protocol/languageServer.ts';
import { DocumentTokens } from './documentTokens.ts';

export interface RulesHelp {
  readonly lenses: (document: TextDocument) => Promise<CodeLens[]>;
  readonly hover: (document: TextDocument, position: Position) => Promise<Hover | undefined>;
  readonly diagnose: (document: TextDocument) => Promise<Diagnostic[]>;
  readonly actions: (diagnostics: readonly Diagnostic[]) => CodeAction[];
  readonly forget: (uri: string) => void;
}

const firstLine = Range.create(0, 0, 0, 0);
const noRoomCode = 'noRoomForTheAgent';

export function rulesHelp(help: () => EditorHelp): RulesHelp {
  const tokens = new DocumentTokens();
  const countOf = (document: TextDocument): Promise<number> => tokens.count(document.uri, document.getText());
  return {
    lenses: async (document) => [{ range: firstLine, command: { title: lensTitle(await countOf(document), help()), command: 'plimsoll.checkContextBudget' } }],
    hover: async (document, position) => {
      if (position.line > 0) return undefined;
      return { contents: { kind: MarkupKind.Markdown, value: budgetTable(await countOf(document), nameOf(document), help()) }, range: Range.create(0, 0, 1, 0) };
    },
    diagnose: async (document) => diagnosticsOf(await countOf(document), nameOf(document), help()),
    actions: (diagnostics) => diagnostics.filter(({ code }) => code === noRoomCode).map(showBudget),
    forget: (uri) => tokens.forget(uri),
  };
}

function lensTitle(tokens: number, { model }: EditorHelp): string {
  if (model?.contextWindow === undefined) return t('{0} tokens (estimate)', figure(tokens));
  const percent = ((tokens / model.contextWindow) * 100).toFixed(1);
  return t("{0} tokens — {1} % of {2}'s {3}", figure(tokens), percent, model.id, figure(model.contextWindow));
}

/** The agent's own prompt, this file, and the room for one answer, against the served window. */
function budgetOf(tokens: number, name: string, { agent, model }: EditorHelp): { readonly parts: readonly BudgetPart[]; readonly verdict: BudgetVerdict; readonly profile: AgentProfile } {
  const profile = agentProfiles[agent === 'custom' ? 'cline-next' : agent];
  const parts = agentPromptParts({ profile, mcpTools: 0, rules: [{ path: name, tokens }] });
  const verdict = decideBudget({
    promptCount: { tokens: sumOfParts(parts), method: 'given', errorShare: 0 },
    parts,
    requestedOutputTokens: profile.outputTokens,
    agent,
    ...(model === undefined ? {} : { model: model.id }),
    ...(model?.contextWindow === undefined ? {} : { contextWindow: model.contextWindow }),
  });
  return { parts, verdict, profile };
}

function budgetTable(tokens: number, name: string, help: EditorHelp): string {
  const { parts, verdict, profile } = budgetOf(tokens, name, help);
  const rows = [...parts, { label: t('room for one answer'), tokens: profile.outputTokens }];
  const total = rows.reduce((sum, row) => sum + row.tokens, 0);
  const served = help.model?.contextWindow;
  const last = served === undefined ? t('The served window is not known yet. Run "Plimsoll: Find local model servers".') : verdict.fits ? t('{0} tokens are left for files and conversation.', figure(served - total)) : t('That is {0} tokens more than {1} serves.', figure(total - served), help.model?.id ?? '');
  return [
    `| ${t('Part of the prompt')} | ${t('Tokens')} |`,
    '|---|--:|',
    ...rows.map((row) => `| ${row.label} | ${figure(row.tokens)} |`),
    `| **${t('Sum')}** | **${figure(total)}** |`,
    '',
    last,
    '',
    `_${t('Counted with cl100k_base; a local model may need up to a fifth more.')}_`,
  ].join('\n');
}

function diagnosticsOf(tokens: number, name: string, help: EditorHelp): Diagnostic[] {
  const served = help.model?.contextWindow;
  if (served === undefined) return [];
  const { verdict, profile } = budgetOf(tokens, name, help);
  const room = served - verdict.neededTokens;
  if (room >= profile.workingSetTokens) return [];
  const message = verdict.fits
    ? t('Rules, agent prompt and one answer leave {0} of {1} tokens for files and conversation; {2} wants about {3}.', figure(room), figure(served), profile.label, figure(profile.workingSetTokens))
    : t('Rules, agent prompt and one answer need {0} tokens, {1} serves {2}.', figure(verdict.neededTokens), help.model?.id ?? '', figure(served));
  const severity = verdict.fits ? DiagnosticSeverity.Information : DiagnosticSeverity.Warning;
  return [{ range: Range.create(0, 0, 1, 0), message, severity, source: 'Plimsoll', code: noRoomCode }];
}

function showBudget(diagnostic: Diagnostic): CodeAction {
  const title = t('Show the context budget');
  return { title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], command: { title, command: 'plimsoll.checkContextBudget' } };
}

const nameOf = ({ uri }: TextDocument): string => decodeURIComponent(uri).split('/').at(-1) ?? uri;

const figure = (value: number): string => Math.round(value).toLocaleString('en');
