/** What to change when a request does not fit: less output, a smaller prompt, or a larger window. */
import type { AgentProfileId } from '../domain/agent.ts';
import type { Advice } from '../domain/budget.ts';
import type { ServerKind } from '../domain/server.ts';
import { agentProfiles, knownAgentIds } from './agentProfiles.ts';
import { windowFlag } from './windowFlags.ts';

/** Less room for an answer than this cannot hold one edit of a file. */
export const smallestUsefulOutputTokens = 1_024;
/** Windows are suggested in steps that every server accepts. */
const windowStepTokens = 4_096;

export interface AdviceInput {
  readonly contextWindow: number;
  /** Upper end of the prompt's count. */
  readonly promptTokens: number;
  readonly requestedOutputTokens: number;
  readonly largestMaxTokens: number;
  readonly serverKind?: ServerKind;
  readonly parallelSlots?: number;
  readonly trainedContextWindow?: number;
  readonly agent?: AgentProfileId;
}

export const inFigures = (tokens: number): string => tokens.toLocaleString('en-US');

/** In the order of how little each changes. */
export function adviceFor(input: AdviceInput): readonly Advice[] {
  return [...lowerMaxTokens(input), ...smallerProfile(input), ...shorterPrompt(input), ...largerWindow(input)];
}

function lowerMaxTokens({ largestMaxTokens }: AdviceInput): readonly Advice[] {
  if (largestMaxTokens < 1) return [];
  const small = largestMaxTokens < smallestUsefulOutputTokens ? ' That is too little for most edits.' : '';
  return [
    {
      kind: 'lowerMaxTokens',
      text: `Set max_tokens to ${inFigures(largestMaxTokens)} or less.${small}`,
      command: `max_tokens: ${largestMaxTokens}`,
      value: largestMaxTokens,
    },
  ];
}

function smallerProfile({ agent, promptTokens, contextWindow, serverKind }: AdviceInput): readonly Advice[] {
  if (agent === undefined || agent === 'custom') return [];
  const now = agentProfiles[agent].basePromptTokens;
  const smaller = knownAgentIds
    .filter((id) => id !== 'cline-compact' || serverKind === undefined || serverKind === 'ollama' || serverKind === 'lmstudio')
    .map((id) => agentProfiles[id])
    .filter((profile) => profile.basePromptTokens < now)
    .filter((profile) => promptTokens - now + profile.basePromptTokens < contextWindow)
    .toSorted((a, b) => b.basePromptTokens - a.basePromptTokens);
  return smaller.map((profile) => ({
    kind: 'smallerPromptProfile' as const,
    text: `${profile.label} sends about ${inFigures(profile.basePromptTokens)} tokens where ${agentProfiles[agent].label} sends ${inFigures(now)}.`,
    command: profileSwitch[profile.id] ?? '',
    value: profile.basePromptTokens,
  }));
}

const profileSwitch: Partial<Record<AgentProfileId, string>> = {
  'cline-next': '"cline.rollout.bundleOverride": "next"',
  'cline-cli': 'npm install -g cline@3',
  'cline-compact': 'Cline settings: Use compact prompt',
};

function shorterPrompt({ promptTokens, contextWindow, requestedOutputTokens }: AdviceInput): readonly Advice[] {
  const room = contextWindow - Math.max(requestedOutputTokens, 1);
  if (room < 1 || promptTokens <= room) return [];
  return [
    {
      kind: 'shorterPrompt',
      text: `Shorten the prompt by ${inFigures(promptTokens - room)} tokens: start a new task, compact the conversation, drop MCP servers or rules files.`,
      value: room,
    },
  ];
}

function largerWindow(input: AdviceInput): readonly Advice[] {
  const { promptTokens, requestedOutputTokens, trainedContextWindow, parallelSlots } = input;
  const needed = promptTokens + Math.max(requestedOutputTokens, smallestUsefulOutputTokens);
  if (trainedContextWindow !== undefined && needed > trainedContextWindow) return [otherModel(needed, trainedContextWindow)];
  const rounded = Math.ceil(needed / windowStepTokens) * windowStepTokens;
  const value = trainedContextWindow === undefined ? rounded : Math.min(rounded, trainedContextWindow);
  const kinds: readonly ServerKind[] = input.serverKind === undefined ? ['vllm', 'llamacpp', 'ollama'] : [input.serverKind];
  return kinds.map((kind) => {
    const flag = windowFlag(kind, value, parallelSlots);
    return { kind: 'largerWindow' as const, text: `Serve a larger window: ${flag.text} ${flag.command}`, command: flag.command, value };
  });
}

function otherModel(needed: number, trained: number): Advice {
  return {
    kind: 'otherModel',
    text: `The model was trained for ${inFigures(trained)} tokens, this needs ${inFigures(needed)}: take a model with a longer trained context.`,
    value: needed,
  };
}
