/** The command that starts the server people usually run on a port. */
const commands: Readonly<Record<string, string>> = {
  '11434': 'Start Ollama: ollama serve',
  '8000': 'Start vLLM: vllm serve MODEL --max-model-len 32768 --enable-auto-tool-choice --tool-call-parser hermes',
  '8080': 'Start llama.cpp: llama-server -m MODEL.gguf -c 32768 --jinja',
  '9931': 'Start llama.cpp: llama-server -m MODEL.gguf -c 32768 --jinja --port 9931',
  '1234': 'Start LM Studio’s server: lms server start',
  '5000': 'Start TabbyAPI: python start.py',
};

export function startCommandFor(port: string): string {
  return commands[port] ?? 'Start the server, or check host and port of the address.';
}
