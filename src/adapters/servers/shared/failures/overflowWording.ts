/** Recognises "your prompt does not fit" in the wordings of all servers, and reads window and size where they are said. */

export interface Overflow {
  /** What the server calls its window, in tokens. */
  readonly windowTokens?: number;
  /** Prompt size as the server says it; `isLowerBound` when it only says "at least" (vLLM stops counting at the limit). */
  readonly promptTokens?: number;
  readonly requestedOutputTokens?: number;
  readonly isLowerBound: boolean;
}

interface Wording {
  readonly pattern: RegExp;
  readonly isLowerBound?: boolean;
}

// Named groups: window, prompt, output. The first match wins, so the more telling wordings stand first.
const wordings: readonly Wording[] = [
  { pattern: /request \((?<prompt>\d+) tokens\) exceeds the available context size \((?<window>\d+) tokens\)/ }, // llama.cpp
  { pattern: /the request exceeds the available context size/i }, // llama.cpp 2025
  { pattern: /is too large: (?<output>\d+)\. This model's maximum context length is (?<window>\d+) tokens and your request has (?<prompt>\d+) input tokens/ }, // vLLM 0.15
  // Says 32752 or even 0 for a window of 32768: it has taken the answer's room off, so the figure is not the window.
  { pattern: /maximum context length is \d+ tokens\. However, your request has (?<prompt>\d+) input tokens/ },
  { pattern: /max_tokens=(?<output>\d+) ?cannot be greater than max_model_len=(?:max_total_tokens=)?(?<window>\d+)/ },
  { pattern: /maximum context length is (?<window>\d+) tokens\. However, you requested (?<output>\d+) output tokens and your prompt contains at least (?<prompt>\d+) input tokens/, isLowerBound: true },
  { pattern: /maximum context length is (?<window>\d+) tokens\. However, your prompt contains at least (?<prompt>\d+) input tokens/, isLowerBound: true }, // vLLM 0.32
  { pattern: /maximum context length is (?<window>\d+) tokens\. However, you requested (?<output>\d+) output tokens and your prompt contains \d+ characters/ }, // vLLM 0.20
  { pattern: /maximum context length is (?<window>\d+) tokens\. However, you requested \d+ tokens \((?<prompt>\d+) in the messages, (?<output>\d+) in the completion\)/ }, // vLLM <= 2025
  { pattern: /You passed (?<prompt>\d+) input tokens and requested (?<output>\d+) output tokens\. However, the model's context length is only (?<window>\d+) tokens/, isLowerBound: true }, // vLLM 0.16
  { pattern: /You passed \d+ input characters and requested (?<output>\d+) output tokens\. However, the model's context length is only (?<window>\d+) tokens/ },
  { pattern: /maximum context length is (?<window>\d+) tokens/ },
  { pattern: /number of tokens to keep from the initial prompt is greater than the context length \(n_keep: (?<prompt>\d+)\s*>= n_ctx: (?<window>\d+)\)/ }, // LM Studio
  { pattern: /Cannot truncate prompt with n_keep \((?<prompt>\d+)\) >= n_ctx \((?<window>\d+)\)/ },
  { pattern: /Trying to keep the first (?<prompt>\d+) tokens when context the overflows\. However, the model is loaded with context length of only (?<window>\d+) tokens/ },
  { pattern: /Context size has been exceeded/i }, // LM Studio with MLX
  { pattern: /Prompt length (?<prompt>\d+) exceeds the available context size of (?<window>\d+) tokens/ }, // TabbyAPI
  { pattern: /requires (?<prompt>\d+) cache tokens, which exceeds the available context size of (?<window>\d+) tokens/ },
  { pattern: /Prompt length (?<prompt>\d+) is greater than max_seq_len (?<window>\d+)/ },
  { pattern: /prompt is longer than the context length currently available/ }, // Ollama with shift: false
  { pattern: /input length exceeds (the )?(maximum )?context length/i },
];

export function recogniseOverflow(message: string, type: string, code: string): Overflow | undefined {
  for (const { pattern, isLowerBound } of wordings) {
    const groups = pattern.exec(message);
    if (groups !== null) return overflowOf(groups.groups ?? {}, isLowerBound === true);
  }
  const isNamed = type === 'exceed_context_size_error' || code === 'context_length_exceeded';
  return isNamed ? { isLowerBound: true } : undefined;
}

function overflowOf(groups: Readonly<Record<string, string | undefined>>, isLowerBound: boolean): Overflow {
  const { window, prompt, output } = groups;
  return {
    isLowerBound,
    ...(window === undefined ? {} : { windowTokens: Number(window) }),
    ...(prompt === undefined ? {} : { promptTokens: Number(prompt) }),
    ...(output === undefined ? {} : { requestedOutputTokens: Number(output) }),
  };
}
