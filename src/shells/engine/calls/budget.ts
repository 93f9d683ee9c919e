/** Does the agent's prompt and its answer fit on this model, right now? */
import { connectServer } from '../../../adapters/servers/connectServer.ts';
import { tiktokenTokenizer } from '../../../adapters/tokenizers/tiktoken.ts';
import { agentProfiles } from '../../../budget/agentProfiles.ts';
import { countAgentPrompt } from '../../../budget/countAgentPrompt.ts';
import { decideBudget } from '../../../budget/decideBudget.ts';
import { servedFacts } from '../../../budget/servedFacts.ts';
import { type CallOf, type Say, sayFailed } from '../say.ts';

export async function checkBudget({ access, model, agent, maxOutputTokens }: CallOf<'budget'>, say: Say, signal: AbortSignal): Promise<void> {
  const server = await connectServer(access, signal);
  if (!server.ok) { sayFailed(say, server.failure); return; }
  const report = await server.value.report(signal);
  if (!report.ok) { sayFailed(say, report.failure); return; }
  const info = report.value.models.find((entry) => entry.id === model);
  const profile = agentProfiles[agent === 'custom' ? 'cline-next' : agent];
  const counting = { server: server.value, model, mayAsk: info?.loaded === true };
  const { count, parts } = await countAgentPrompt({ profile, mcpTools: 0, rules: [] }, tiktokenTokenizer, counting, signal);
  const verdict = decideBudget({
    promptCount: count,
    parts,
    requestedOutputTokens: maxOutputTokens ?? profile.outputTokens,
    serverKind: report.value.kind,
    agent,
    model,
    ...servedFacts(info, report.value.parallelSlots),
  });
  say({ say: 'budget', verdict });
}
