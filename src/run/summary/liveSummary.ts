/** What is told while a run goes on: all figures, but few replies; thousands of them twice a second would hold up the pipe and the page. */
import type { RunSummary } from '../../domain/runSummary.ts';

/** As many as the panel shows of a scenario. */
const repliesTold = 10;

export function liveSummary(summary: RunSummary): RunSummary {
  const models = summary.models.map((model) => ({ ...model, scenarios: model.scenarios.map((scenario) => ({ ...scenario, replies: scenario.replies.slice(0, repliesTold) })) }));
  return { ...summary, models };
}
