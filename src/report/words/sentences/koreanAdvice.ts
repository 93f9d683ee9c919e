/** What to do about a server's answer, in Korean, server by server; commands and flags stay as they are. */

export const koreanAdvice: Readonly<Record<string, string>> = {
  'Shorten the prompt, or start llama-server with -c {0} (times the number of slots, -np).': '프롬프트를 줄이거나 llama-server를 -c {0}(슬롯 수 -np를 곱한 값)으로 시작하세요.',
  'Shorten the prompt, or serve more: OLLAMA_CONTEXT_LENGTH={0} ollama serve, or PARAMETER num_ctx {1} in a Modelfile.':
    '프롬프트를 줄이거나 컨텍스트를 늘리세요: OLLAMA_CONTEXT_LENGTH={0} ollama serve 또는 Modelfile의 PARAMETER num_ctx {1}.',
  'Lower max_tokens, shorten the prompt, or start vLLM with --max-model-len {0}.': 'max_tokens를 낮추거나 프롬프트를 줄이거나 vLLM을 --max-model-len {0}(으)로 시작하세요.',
  'Shorten the prompt, or load the model with a larger context: lms load MODEL --context-length {0}.': '프롬프트를 줄이거나 더 큰 컨텍스트로 모델을 불러오세요: lms load MODEL --context-length {0}.',
  'Shorten the prompt, or load the model with max_seq_len: {0} (and cache_size at least as large).': '프롬프트를 줄이거나 max_seq_len: {0}(으)로 모델을 불러오세요(cache_size도 그 이상).',
  'Shorten the prompt, lower max_tokens, or serve a larger context window.': '프롬프트를 줄이거나 max_tokens를 낮추거나 더 큰 컨텍스트 창을 제공하세요.',
  'Use a name from /v1/models, or start llama-server with the model: llama-server -m FILE.gguf --alias {0}': '/v1/models에 있는 이름을 쓰거나 해당 모델로 시작하세요: llama-server -m FILE.gguf --alias {0}',
  'Pull it: ollama pull {0}': '모델을 내려받으세요: ollama pull {0}',
  'vLLM serves one model: use its name from /v1/models, or start vllm serve {0}': 'vLLM은 모델 하나만 제공합니다. /v1/models의 이름을 쓰거나 다음으로 시작하세요: vllm serve {0}',
  'Download and load it: lms get {0} && lms load {1}': '모델을 내려받아 불러오세요: lms get {0} && lms load {1}',
  'Put the model into TabbyAPI’s models folder and load it (POST /v1/model/load with {"model_name":"{0}"} and the admin key).':
    'TabbyAPI의 models 폴더에 모델을 넣고 불러오세요(관리자 키로 POST /v1/model/load, {"model_name":"{0}"}).',
  'Use a name that the server lists at /v1/models.': '서버의 /v1/models 목록에 있는 이름을 쓰세요.',
  'Start llama-server with --jinja (and a chat template that knows tools).': 'llama-server를 --jinja로(도구를 지원하는 채팅 템플릿과 함께) 시작하세요.',
  'Use a model whose /api/show lists the capability "tools", such as qwen3 or llama3.1.': '/api/show에 "tools" 기능이 표시되는 모델(qwen3, llama3.1 등)을 쓰세요.',
  'Start vLLM with --enable-auto-tool-choice --tool-call-parser PARSER (hermes for Qwen2.5, qwen3_coder for Qwen3-Coder, llama3_json, mistral …).':
    'vLLM을 --enable-auto-tool-choice --tool-call-parser PARSER로 시작하세요(Qwen2.5는 hermes, Qwen3-Coder는 qwen3_coder, 그 밖에 llama3_json, mistral …).',
  'Use a model trained for tool use; LM Studio marks it with a hammer.': '도구 사용을 학습한 모델을 쓰세요. LM Studio에서는 망치 아이콘으로 표시됩니다.',
  'Give the model a prompt template with tool support (tool_start in its metadata).': '도구를 지원하는 프롬프트 템플릿(메타데이터의 tool_start)을 지정하세요.',
  'Switch tool calls on in the server, or use an agent profile without native tool calls.': '서버에서 도구 호출을 켜거나 네이티브 도구 호출을 쓰지 않는 에이전트 프로필을 사용하세요.',
  'Lower -c, quantise the KV cache (-ctk q8_0 -ctv q8_0), offload fewer layers (-ngl) or use a smaller quantisation.':
    '-c를 낮추거나 KV 캐시를 양자화하거나(-ctk q8_0 -ctv q8_0) 오프로드 레이어 수(-ngl)를 줄이거나 더 작은 양자화를 쓰세요.',
  'Lower num_ctx, set OLLAMA_KV_CACHE_TYPE=q8_0 with OLLAMA_FLASH_ATTENTION=1, stop other models (ollama stop) or use a smaller quantisation.':
    'num_ctx를 낮추거나 OLLAMA_FLASH_ATTENTION=1과 함께 OLLAMA_KV_CACHE_TYPE=q8_0을 설정하거나 다른 모델을 내리거나(ollama stop) 더 작은 양자화를 쓰세요.',
  'Lower --max-model-len or --max-num-seqs, raise --gpu-memory-utilization, use --kv-cache-dtype fp8 or --tensor-parallel-size 2.':
    '--max-model-len 또는 --max-num-seqs를 낮추거나 --gpu-memory-utilization을 높이거나 --kv-cache-dtype fp8 또는 --tensor-parallel-size 2를 쓰세요.',
  'Load the model with a smaller context or fewer GPU layers, or use a smaller quantisation.': '컨텍스트나 GPU 레이어 수를 줄여 모델을 불러오거나 더 작은 양자화를 쓰세요.',
  'Lower max_seq_len and cache_size, set cache_mode Q8 or Q6, or use a smaller quantisation.': 'max_seq_len과 cache_size를 낮추거나 cache_mode를 Q8 또는 Q6으로 설정하거나 더 작은 양자화를 쓰세요.',
  'Serve a smaller context or a smaller quantisation, and end other programs that use the GPU.': '컨텍스트나 양자화를 더 작게 하고 GPU를 쓰는 다른 프로그램을 종료하세요.',
  // start commands
  'Start Ollama: ollama serve': 'Ollama를 시작하세요: ollama serve',
  'Start vLLM: vllm serve MODEL --max-model-len 32768 --enable-auto-tool-choice --tool-call-parser hermes': 'vLLM을 시작하세요: vllm serve MODEL --max-model-len 32768 --enable-auto-tool-choice --tool-call-parser hermes',
  'Start llama.cpp: llama-server -m MODEL.gguf -c 32768 --jinja': 'llama.cpp를 시작하세요: llama-server -m MODEL.gguf -c 32768 --jinja',
  'Start llama.cpp: llama-server -m MODEL.gguf -c 32768 --jinja --port 9931': 'llama.cpp를 시작하세요: llama-server -m MODEL.gguf -c 32768 --jinja --port 9931',
  'Start LM Studio’s server: lms server start': 'LM Studio 서버를 시작하세요: lms server start',
  'Start TabbyAPI: python start.py': 'TabbyAPI를 시작하세요: python start.py',
  'Start the server, or check host and port of the address.': '서버를 시작하거나 주소의 호스트와 포트를 확인하세요.',
  'Plimsoll counts with tiktoken, corrected by the usage this server reports.': '이 서버가 알려 주는 usage로 보정한 tiktoken으로 셉니다.',
  'Plimsoll counts with tiktoken, corrected by the prompt_eval_count of real answers.': '실제 응답의 prompt_eval_count로 보정한 tiktoken으로 셉니다.',
  'Plimsoll counts the tool schemas with tiktoken instead.': '도구 스키마는 대신 tiktoken으로 셉니다.',
  // files
  'The disk is full: {0} could not be written.': '디스크에 공간이 없어 {0}을(를) 쓰지 못했습니다.',
  'Free some space and resume the run; everything measured so far is kept.': '공간을 확보한 뒤 실행을 재개하세요. 지금까지 측정한 내용은 모두 남아 있습니다.',
  '{0} does not exist.': '{0}이(가) 없습니다.',
  '{0} may not be read by this user.': '현재 사용자에게 {0}의 읽기 권한이 없습니다.',
  '{0} may not be written by this user.': '현재 사용자에게 {0}의 쓰기 권한이 없습니다.',
  'Choose another folder with --out or check its permissions.': '--out으로 다른 폴더를 지정하거나 권한을 확인하세요.',
  '{0} could not be {1}.': '{0} 파일을 처리하지 못했습니다({1}).',
  'Check the path.': '경로를 확인하세요.',
  'Check its permissions.': '권한을 확인하세요.',
  'Check the path and its permissions.': '경로와 권한을 확인하세요.',
  'Line {0} of {1} is damaged.': '{1}의 {0}번째 줄이 손상되었습니다.',
  'The journal was changed by something else; keep the folder and start a new run.': '다른 프로그램이 기록을 바꾸었습니다. 폴더를 보존하고 새로 실행하세요.',
  'The log was changed by something else; keep the folder and start a new study.': '다른 프로그램이 기록을 바꾸었습니다. 폴더를 보존하고 평가를 새로 시작하세요.',
  '{0} is a journal of version {1}; this Plimsoll reads {2}.': '{0}은(는) 버전 {1} 기록이며, 이 Plimsoll은 {2}을(를) 읽습니다.',
  'Update Plimsoll, or start a new run.': 'Plimsoll을 업데이트하거나 새로 실행하세요.',
  'Another Plimsoll (process {0}) is writing to {1}.': '다른 Plimsoll(프로세스 {0})이 {1}에 기록하고 있습니다.',
  'Wait until it ends, or stop it, and try again.': '끝날 때까지 기다리거나 중지한 뒤 다시 시도하세요.',
};
