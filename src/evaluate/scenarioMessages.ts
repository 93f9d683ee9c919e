/** The messages a scenario sends to a model. */
import type { ChatMessage } from '../domain/chat.ts';
import { fail, ok, type Result } from '../domain/failure.ts';
import type { Scenario, ScenarioVariant } from '../domain/scenario.ts';

/** The variant for a language; a language the scenario does not offer is an expected mistake. */
export function variantOf(scenario: Scenario, language: string): Result<ScenarioVariant> {
  const known = scenario.languages.find((candidate) => candidate === language);
  const variant = known && scenario.variants[known];
  if (variant) return ok(variant);
  return fail(
    'invalidInput',
    `The scenario "${scenario.id}" has no variant for "${language}".`,
    `Choose one of: ${scenario.languages.join(', ')}.`,
  );
}

/** One user message; an unknown language falls back to the scenario's default. */
export function scenarioMessages(scenario: Scenario, language: string): readonly ChatMessage[] {
  const chosen = variantOf(scenario, language);
  const variant = chosen.ok ? chosen.value : scenario.variants[scenario.defaultLanguage];
  if (!variant) return [];
  return [{ role: 'user', content: promptText(variant, chosen.ok ? language : scenario.defaultLanguage) }];
}

/** The prompt with the given code in place. */
export function promptText(variant: ScenarioVariant, language: string): string {
  const block = `\`\`\`${language === 'text' ? '' : language}\n${(variant.given ?? '').trimEnd()}\n\`\`\``;
  return variant.prompt.replaceAll('{{given}}', () => block).trim();
}
