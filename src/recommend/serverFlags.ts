/** Server-side flags that let a model carry an agent, written for each server as it wants them. */
import { windowFlag } from '../budget/windowFlags.ts';
import type { AgentProfile } from '../domain/agent.ts';
import type { ServerFlag } from '../domain/recommendation.ts';
import type { ModelSummary } from '../domain/runSummary.ts';
import type { ServerKind } from '../domain/server.ts';

/** A comfortable window for the agent: its prompt, its working set and an answer, in steps of 8,192, never above what the model was trained for. */
export function wantedWindow(model: ModelSummary, agent: AgentProfile): number {
  const needed = agent.basePromptTokens + agent.workingSetTokens + agent.outputTokens;
  const comfortable = Math.max(32_768, Math.ceil(needed / 8192) * 8192);
  return Math.min(comfortable, model.info?.trainedContextWindow ?? comfortable);
}

function toolFlags(kind: ServerKind): readonly ServerFlag[] {
  if (kind !== 'vllm') return [];
  return [{ flag: '--enable-auto-tool-choice --tool-call-parser hermes', reason: 'Without them vLLM answers the agent’s tool_choice "auto" with 400; the parser depends on the model family.' }];
}

function kvFlags(kind: ServerKind): readonly ServerFlag[] {
  const reason = 'Halves the memory of the KV cache when the window does not fit.';
  if (kind === 'llamacpp') return [{ flag: '-fa on -ctk q8_0 -ctv q8_0', reason }];
  if (kind === 'ollama') return [{ flag: 'OLLAMA_FLASH_ATTENTION=1 OLLAMA_KV_CACHE_TYPE=q8_0', reason }];
  if (kind === 'vllm') return [{ flag: '--kv-cache-dtype fp8', reason }];
  if (kind === 'tabby') return [{ flag: 'cache_mode: Q8', reason }];
  return [];
}

export function serverFlags(kind: ServerKind, model: ModelSummary, agent: AgentProfile): readonly ServerFlag[] {
  const wanted = wantedWindow(model, agent);
  const served = model.contextWindow ?? 0;
  const window: readonly ServerFlag[] =
    served >= wanted ? [] : [{ flag: windowFlag(kind, wanted).command, reason: `${agent.label} works comfortably from ${wanted} tokens; ${served === 0 ? 'the served window is unknown' : `${served} are served`}.` }];
  return [...window, ...toolFlags(kind), ...(window.length > 0 ? kvFlags(kind) : [])];
}

/** One command ready to paste. */
export function serverCommand(kind: ServerKind, model: ModelSummary, agent: AgentProfile): string {
  const wanted = Math.max(wantedWindow(model, agent), model.contextWindow ?? 0);
  switch (kind) {
    case 'vllm':
      return `vllm serve ${model.id} --max-model-len ${wanted} --gpu-memory-utilization 0.92 --enable-auto-tool-choice --tool-call-parser hermes`;
    case 'llamacpp':
      return `llama-server -m ${model.id}.gguf -c ${wanted} -np 1 -ngl 999 --jinja --metrics`;
    case 'ollama':
      return `OLLAMA_CONTEXT_LENGTH=${wanted} ollama serve`;
    case 'lmstudio':
      return `lms load ${model.id} --context-length ${wanted} --gpu max`;
    case 'tabby':
      return `python main.py --model-name ${model.id} --max-seq-len ${wanted}`;
    case 'openai':
      return '';
  }
}
