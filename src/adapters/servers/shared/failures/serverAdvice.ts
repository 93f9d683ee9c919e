/** The flag or command of each product that cures a failure. */
import type { ServerKind } from '../../../../domain/server.ts';

/** How to serve a window of at least `tokens`. */
export function largerWindowAdvice(kind: ServerKind, tokens: number | undefined): string {
  const size = tokens === undefined ? 'TOKENS' : String(tokens);
  switch (kind) {
    case 'llamacpp':
      return `Shorten the prompt, or start llama-server with -c ${size} (times the number of slots, -np).`;
    case 'ollama':
      return `Shorten the prompt, or serve more: OLLAMA_CONTEXT_LENGTH=${size} ollama serve, or PARAMETER num_ctx ${size} in a Modelfile.`;
    case 'vllm':
      return `Lower max_tokens, shorten the prompt, or start vLLM with --max-model-len ${size}.`;
    case 'lmstudio':
      return `Shorten the prompt, or load the model with a larger context: lms load MODEL --context-length ${size}.`;
    case 'tabby':
      return `Shorten the prompt, or load the model with max_seq_len: ${size} (and cache_size at least as large).`;
    case 'openai':
      return 'Shorten the prompt, lower max_tokens, or serve a larger context window.';
  }
}

/** How to make a model present. */
export function missingModelAdvice(kind: ServerKind, model: string | undefined): string {
  const name = model ?? 'MODEL';
  switch (kind) {
    case 'llamacpp':
      return `Use a name from /v1/models, or start llama-server with the model: llama-server -m FILE.gguf --alias ${name}`;
    case 'ollama':
      return `Pull it: ollama pull ${name}`;
    case 'vllm':
      return `vLLM serves one model: use its name from /v1/models, or start vllm serve ${name}`;
    case 'lmstudio':
      return `Download and load it: lms get ${name} && lms load ${name}`;
    case 'tabby':
      return `Put the model into TabbyAPI’s models folder and load it (POST /v1/model/load with {"model_name":"${name}"} and the admin key).`;
    case 'openai':
      return 'Use a name that the server lists at /v1/models.';
  }
}

/** How to switch tool calls on. */
export function toolCallsAdvice(kind: ServerKind): string {
  switch (kind) {
    case 'llamacpp':
      return 'Start llama-server with --jinja (and a chat template that knows tools).';
    case 'ollama':
      return 'Use a model whose /api/show lists the capability "tools", such as qwen3 or llama3.1.';
    case 'vllm':
      return 'Start vLLM with --enable-auto-tool-choice --tool-call-parser PARSER (hermes for Qwen2.5, qwen3_coder for Qwen3-Coder, llama3_json, mistral …).';
    case 'lmstudio':
      return 'Use a model trained for tool use; LM Studio marks it with a hammer.';
    case 'tabby':
      return 'Give the model a prompt template with tool support (tool_start in its metadata).';
    case 'openai':
      return 'Switch tool calls on in the server, or use an agent profile without native tool calls.';
  }
}

/** How to need less memory. */
export function memoryAdvice(kind: ServerKind): string {
  switch (kind) {
    case 'llamacpp':
      return 'Lower -c, quantise the KV cache (-ctk q8_0 -ctv q8_0), offload fewer layers (-ngl) or use a smaller quantisation.';
    case 'ollama':
      return 'Lower num_ctx, set OLLAMA_KV_CACHE_TYPE=q8_0 with OLLAMA_FLASH_ATTENTION=1, stop other models (ollama stop) or use a smaller quantisation.';
    case 'vllm':
      return 'Lower --max-model-len or --max-num-seqs, raise --gpu-memory-utilization, use --kv-cache-dtype fp8 or --tensor-parallel-size 2.';
    case 'lmstudio':
      return 'Load the model with a smaller context or fewer GPU layers, or use a smaller quantisation.';
    case 'tabby':
      return 'Lower max_seq_len and cache_size, set cache_mode Q8 or Q6, or use a smaller quantisation.';
    case 'openai':
      return 'Serve a smaller context or a smaller quantisation, and end other programs that use the GPU.';
  }
}
