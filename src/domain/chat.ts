/** A chat request and what came back, in the OpenAI shape that every server here understands. */

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** As the model wrote it: possibly invalid JSON. */
  readonly argumentsText: string;
}

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: string;
  readonly toolCalls?: readonly ToolCall[];
  readonly toolCallId?: string;
}

export interface ToolSchema {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly maxOutputTokens: number;
  readonly temperature: number;
  readonly seed?: number;
  readonly tools?: readonly ToolSchema[];
  readonly toolChoice?: 'auto' | 'none' | 'required';
  readonly stop?: readonly string[];
  /** false asks the server not to re-use its prompt cache, where it can be told (llama.cpp `cache_prompt`). */
  readonly mayUsePromptCache?: boolean;
  /** Asks the server to say while it reads the prompt how far it is, where it can (llama.cpp `return_progress`). */
  readonly reportsPromptProgress?: boolean;
  /** Served window to ask for per request, where the server takes one (Ollama `num_ctx`). */
  readonly contextWindow?: number;
}

/** `length` is a cut-off answer, apart from a wrong one. */
export type FinishReason = 'stop' | 'length' | 'toolCalls' | 'contentFilter' | 'other';
