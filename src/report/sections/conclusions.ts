/** Section 5: characteristics, recommended use, the agent's settings and the server's flags. */
import type { UseRecommendation } from '../../domain/recommendation.ts';
import type { ModelSummary, RunSummary } from '../../domain/runSummary.ts';
import { serverNames } from '../../domain/server.ts';
import { type Block, code, heading, list, paragraph, table } from '../document/block.ts';
import { number, whole } from '../words/numbers.ts';
import type { ReportWords } from '../words/english.ts';
import { characteristicsOf } from './characteristics.ts';

/** In the reader's language from the ranking's numbers; without a ranking, the sentence as it was recorded. */
function reasonOf(use: UseRecommendation, words: ReportWords): string {
  if (use.metric === undefined || use.ranking === undefined || use.ranking.length === 0) return use.verdict === 'notMeasured' ? words.notMeasured : use.reason;
  const places = use.ranking.map((place) => `${place.model} ${number(place.value)}`);
  return `${words.metrics[use.metric]}: ${places.join(', ')}`;
}

export function usesTable(uses: readonly UseRecommendation[], words: ReportWords): readonly Block[] {
  const { columns, useVerdicts } = words;
  if (uses.length === 0) return [paragraph(words.notMeasured)];
  const rows = uses.map((use) => {
    const verdict = use.verdict === 'recommended' && use.model !== undefined ? { text: useVerdicts.recommended(use.model), strong: true } : useVerdicts[use.verdict === 'recommended' ? 'notMeasured' : use.verdict];
    return [words.uses[use.use], verdict, reasonOf(use, words)];
  });
  return [table([columns.use, columns.recommendation, columns.reason], rows, { leftColumns: 3 })];
}

function settingsOf(model: ModelSummary, words: ReportWords): readonly Block[] {
  const settings = model.recommendation?.settings;
  const title = heading(4, model.id);
  if (settings === undefined) return [title, paragraph(words.noRecommendation), ...list((model.recommendation?.reasons ?? []).map(words.sentence))];
  const { settingsNames: names, settingsReasons: why } = words;
  const flag = (on: boolean): string => (on ? words.on : words.off);
  const rows = [
    [names.provider, `OpenAI Compatible (${serverNames[settings.serverKind]})`, why.provider],
    [names.baseUrl, settings.openAiBaseUrl, why.baseUrl],
    [names.key, 'NA', why.key],
    [names.modelId, settings.modelId, why.modelId],
    [names.window, whole(settings.contextWindow), why.window(whole(settings.servedContextWindow), whole(settings.contextMarginTokens))],
    [names.output, whole(settings.maxOutputTokens), why.output],
    [names.temperature, String(settings.temperature), why.temperature],
    [names.timeout, words.minutes(whole(settings.requestTimeoutMs / 60_000)), why.timeout],
    [names.images, flag(settings.supportsImages), why.off],
    [names.computerUse, flag(settings.supportsComputerUse), why.off],
    [names.r1, flag(settings.isR1FormatRequired), why.off],
    [names.prices, `${settings.inputPrice} / ${settings.outputPrice}`, why.prices],
  ];
  return [title, table([words.columns.setting, words.columns.value, words.columns.where], rows, { leftColumns: 3 })];
}

function serverOf(model: ModelSummary, words: ReportWords): readonly Block[] {
  const recommendation = model.recommendation;
  if (recommendation === undefined) return [];
  const flags = recommendation.serverFlags.map((flag) => `${flag.flag} — ${words.sentence(flag.reason)}`);
  const command = recommendation.serverCommand ?? '';
  return [heading(4, model.id), ...list(flags), ...(command === '' ? [] : [paragraph(words.startCommand), code(command)])];
}

/** Settings and server of every model that has a recommendation. */
export function settingsBlocks(models: readonly ModelSummary[], words: ReportWords): readonly Block[] {
  const recommended = models.filter((model) => model.recommendation !== undefined);
  if (recommended.length === 0) return [heading(3, words.headings.settings), paragraph(words.notMeasured)];
  return [
    heading(3, words.headings.settings),
    ...recommended.flatMap((model) => settingsOf(model, words)),
    heading(3, words.headings.server),
    ...recommended.flatMap((model) => serverOf(model, words)),
  ];
}

export function conclusionSection(summary: RunSummary, words: ReportWords): readonly Block[] {
  const { headings } = words;
  return [
    heading(2, headings.conclusions),
    heading(3, headings.characteristics),
    ...list(characteristicsOf(summary.models, words)),
    heading(3, headings.uses),
    ...(summary.models.length === 1 ? [paragraph(words.status.onlyOne)] : []),
    ...usesTable(summary.uses, words),
    ...settingsBlocks(summary.models, words),
  ];
}
