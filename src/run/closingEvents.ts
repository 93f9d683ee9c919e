/** What a run says last, from everything it measured: settings for each model, and which to take for what. */
import { sumOfParts } from '../budget/agentPrompt.ts';
import { agentProfiles } from '../budget/agentProfiles.ts';
import type { AgentProfile } from '../domain/agent.ts';
import type { RunEvent } from '../domain/runEvent.ts';
import type { RunPlan } from '../domain/runPlan.ts';
import { recommendSettings } from '../recommend/recommendSettings.ts';
import { recommendUses } from '../recommend/recommendUses.ts';
import { foldRun } from './summary/foldRun.ts';

export const profileOf = (plan: RunPlan): AgentProfile => agentProfiles[plan.agent === 'custom' ? 'cline-next' : plan.agent];

/** Empty when no server was ever reached. */
export function closingEvents(events: readonly RunEvent[]): readonly RunEvent[] {
  const summary = foldRun(events);
  const server = summary?.server;
  if (summary === undefined || server === undefined) return [];
  const profile = profileOf(summary.plan);
  const recommended = summary.models.map((model): RunEvent => {
    const parts = model.budget?.parts ?? [];
    const promptTokens = parts.length > 0 ? sumOfParts(parts) : profile.basePromptTokens;
    return { type: 'recommended', model: model.id, recommendation: recommendSettings(model, server, profile, promptTokens) };
  });
  const samples = events.filter((event) => event.type === 'sampleDone').map((event) => event.sample);
  return [...recommended, { type: 'useRecommended', uses: recommendUses(summary.models, samples) }];
}
