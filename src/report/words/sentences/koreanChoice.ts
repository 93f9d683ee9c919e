/** What a recommendation and a budget say, in Korean. */

export const koreanChoice: Readonly<Record<string, string>> = {
  // settings, each with the measurement it comes from
  'The server does not say how much context it serves, so no window can be recommended.': '서버가 제공하는 컨텍스트 크기를 알려 주지 않아 권장할 수 없습니다.',
  '{0} sends about {1} tokens before the first word; {2} tokens leave no room for an answer.': '{0}은(는) 첫 단어 전에 약 {1} tokens를 보냅니다. {2} tokens로는 응답할 공간이 없습니다.',
  'Context window {0}: the server serves {1}, minus a margin of {2}.': '컨텍스트 창 {0}: 서버 제공 {1}에서 여유 {2}를 뺀 값입니다.',
  'Max output {0}: enough for one edit; −1 is refused by vLLM.': '최대 출력 {0}: 편집 한 번에 충분합니다. −1은 vLLM이 거부합니다.',
  'Max output {0}: half of what the agent’s own prompt leaves; −1 is refused by vLLM.': '최대 출력 {0}: 에이전트 프롬프트를 뺀 나머지의 절반입니다. −1은 vLLM이 거부합니다.',
  'Time limit 10 minutes: speed was not measured.': '제한 시간 10분: 속도를 측정하지 않았습니다.',
  'Time limit {0} min: a full window takes about {1} s of prefill {2} and a full answer {3} s at {4} tokens/s, doubled.':
    '제한 시간 {0}분: 창을 가득 채운 프리필 약 {1} s({2})와 최대 응답 {3} s({4} tokens/s)를 더해 두 배로 잡았습니다.',
  'Time limit {0} min: a full window takes about {1} s of prefill {2} and a full answer {3} s at {4} tokens/s and loading {5} s, doubled.':
    '제한 시간 {0}분: 창을 가득 채운 프리필 약 {1} s({2}), 최대 응답 {3} s({4} tokens/s), 모델 로딩 {5} s를 더해 두 배로 잡았습니다.',
  'by the cost curve of {0} sizes (r² {1})': '크기 {0}개의 비용 곡선 기준(r² {1})',
  'at {0} tokens/s': '{0} tokens/s 기준',
  'Temperature 0: edits and tool calls should not vary. Images, computer use and R1 format stay off until proven.':
    'Temperature 0: 편집과 도구 호출은 흔들리지 않아야 합니다. 이미지, 컴퓨터 사용, R1 형식은 검증 전까지 끕니다.',
  '{0} fits: {1} prompt + {2} working set + {3} answer = {4} of {5}.': '{0} 사용 가능: 프롬프트 {1} + 작업분 {2} + 응답 {3} = {4} / {5}.',
  '{0} will be cramped: {1} prompt + {2} working set + {3} answer = {4}, more than {5}. Serve a larger window.':
    '{0} 공간 부족: 프롬프트 {1} + 작업분 {2} + 응답 {3} = {4}, {5}보다 큽니다. 더 큰 컨텍스트 창을 제공하세요.',
  '{0} works comfortably from {1} tokens; {2} are served.': '{0}은(는) {1} tokens부터 여유롭게 동작합니다. 현재 제공: {2}.',
  '{0} works comfortably from {1} tokens; the served window is unknown.': '{0}은(는) {1} tokens부터 여유롭게 동작합니다. 현재 제공 크기는 알 수 없습니다.',
  'Halves the memory of the KV cache when the window does not fit.': '컨텍스트 창이 메모리에 들어가지 않을 때 KV 캐시 메모리를 절반으로 줄입니다.',
  'Without them vLLM answers the agent’s tool_choice "auto" with 400; the parser depends on the model family.': '없으면 vLLM이 에이전트의 tool_choice "auto"에 400으로 응답합니다. 파서는 모델 계열에 따라 다릅니다.',
  // which model for which use
  'The {0} was not measured.': '{0}: 측정하지 않았습니다.',
  'No comparison possible: only {0} was measured ({1}).': '{0}만 측정하여 비교할 수 없습니다({1}).',
  'None of those measured will do: the best is {0} ({1}).': '측정한 모델 중 적합한 것이 없습니다. 가장 나은 모델은 {0}({1})입니다.',
  'first answer after a cold start': '콜드 스타트 후 첫 응답',
  'median time of a warm request': '연속 요청 시간의 중앙값',
  'median decode rate': '디코딩 속도의 중앙값',
  'mean scenario score': '시나리오 평균 점수',
  'share of an agent’s own steps done right': '에이전트 단계 성공률',
  'First answer after a cold start: {0} ({1} probable from {2} pairs).': '콜드 스타트 후 첫 응답: {0} ({2}쌍 비교, 확률 {1}).',
  'First answer after a cold start: {0} ({1}).': '콜드 스타트 후 첫 응답: {0} ({1}).',
  'No real difference in first answer after a cold start: {0}.': '콜드 스타트 후 첫 응답: 유의미한 차이 없음 — {0}.',
  'first answer after a cold start {0}': '콜드 스타트 후 첫 응답 {0}',
  'Median time of a warm request: {0} ({1} probable from {2} pairs).': '연속 요청 시간의 중앙값: {0} ({2}쌍 비교, 확률 {1}).',
  'Median time of a warm request: {0} ({1}).': '연속 요청 시간의 중앙값: {0} ({1}).',
  'No real difference in median time of a warm request: {0}.': '연속 요청 시간의 중앙값: 유의미한 차이 없음 — {0}.',
  'median time of a warm request {0}': '연속 요청 시간의 중앙값 {0}',
  'Median decode rate: {0} ({1} probable from {2} pairs).': '디코딩 속도의 중앙값: {0} ({2}쌍 비교, 확률 {1}).',
  'Median decode rate: {0} ({1}).': '디코딩 속도의 중앙값: {0} ({1}).',
  'No real difference in median decode rate: {0}.': '디코딩 속도의 중앙값: 유의미한 차이 없음 — {0}.',
  'median decode rate {0}': '디코딩 속도의 중앙값 {0}',
  'Memory: {0} ({1} probable from {2} pairs).': '메모리: {0} ({2}쌍 비교, 확률 {1}).',
  'Memory: {0} ({1}).': '메모리: {0} ({1}).',
  'No real difference in memory: {0}.': '메모리: 유의미한 차이 없음 — {0}.',
  'memory {0}': '메모리 {0}',
  'Mean scenario score: {0} ({1} probable from {2} pairs).': '시나리오 평균 점수: {0} ({2}쌍 비교, 확률 {1}).',
  'Mean scenario score: {0} ({1}).': '시나리오 평균 점수: {0} ({1}).',
  'No real difference in mean scenario score: {0}.': '시나리오 평균 점수: 유의미한 차이 없음 — {0}.',
  'mean scenario score {0}': '시나리오 평균 점수 {0}',
  'Share of an agent’s own steps done right: {0} ({1} probable from {2} pairs).': '에이전트 단계 성공률: {0} ({2}쌍 비교, 확률 {1}).',
  'Share of an agent’s own steps done right: {0} ({1}).': '에이전트 단계 성공률: {0} ({1}).',
  'No real difference in share of an agent’s own steps done right: {0}.': '에이전트 단계 성공률: 유의미한 차이 없음 — {0}.',
  'share of an agent’s own steps done right {0}': '에이전트 단계 성공률 {0}',
  // the budget
  'Fits: {0} prompt tokens + {1} output tokens = {2} of {3}, {4} left.': '수용 가능: 프롬프트 {0} + 출력 {1} = {2} / {3} tokens, {4} 남음.',
  'Needs {0}, has {1}: {2} prompt tokens + {3} output tokens = {4}. A server such as vLLM answers 400 before it generates anything.':
    '필요 {0}, 제공 {1}: 프롬프트 {2} + 출력 {3} = {4} tokens. vLLM 같은 서버는 생성 전에 400으로 응답합니다.',
  'The prompt alone fills the window: {0} prompt tokens + {1} output tokens = {2}, the server has {3}.':
    '프롬프트만으로 창이 가득 찹니다: 프롬프트 {0} + 출력 {1} = {2}, 서버 제공 {3} tokens.',
  'Needs {0} of {1}, but the count may be off by {2}: up to {3} ({4} prompt tokens + {5} output tokens = {6}).':
    '{1} 중 {0} 필요, 단 계산 오차 최대 {2}: 최대 {3} tokens(프롬프트 {4} + 출력 {5} = {6}).',
  'Fits: {0} prompt tokens ({1}) + {2} output tokens = {3} of {4}, {5} left.': '수용 가능: 프롬프트 {0}({1}) + 출력 {2} = {3} / {4} tokens, {5} 남음.',
  'Needs {0}, has {1}: {2} prompt tokens ({3}) + {4} output tokens = {5}. A server such as vLLM answers 400 before it generates anything.':
    '필요 {0}, 제공 {1}: 프롬프트 {2}({3}) + 출력 {4} = {5} tokens. vLLM 같은 서버는 생성 전에 400으로 응답합니다.',
  'The prompt alone fills the window: {0} prompt tokens ({1}) + {2} output tokens = {3}, the server has {4}.':
    '프롬프트만으로 창이 가득 찹니다: 프롬프트 {0}({1}) + 출력 {2} = {3}, 서버 제공 {4} tokens.',
  'Needs {0} of {1}, but the count may be off by {2}: up to {3} ({4} prompt tokens ({5}) + {6} output tokens = {7}).':
    '{1} 중 {0} 필요, 단 계산 오차 최대 {2}: 최대 {3} tokens(프롬프트 {4}({5}) + 출력 {6} = {7}).',
  'counted by the server': '서버가 계산',
  'estimated with tiktoken ± {0}': 'tiktoken 추정 ± {0}',
  'estimated, calibrated on the server ± {0}': '서버 기준으로 보정한 추정 ± {0}',
  '{0} does not say how many tokens it serves, so nothing can be promised to fit.': '{0}: 제공하는 토큰 수를 알려 주지 않아 들어간다고 보장할 수 없습니다.',
  '{0} does not say how many tokens it serves for {1}, so nothing can be promised to fit.': '{0}: {1}에 제공하는 토큰 수를 알려 주지 않아 들어간다고 보장할 수 없습니다.',
  'Set max_tokens to {0} or less.': 'max_tokens를 {0} 이하로 설정하세요.',
  '{0} sends about {1} tokens where {2} sends {3}.': '{2}의 {3} 대신 {0}은(는) 약 {1} tokens를 보냅니다.',
  'Shorten the prompt by {0} tokens: start a new task, compact the conversation, drop MCP servers or rules files.':
    '프롬프트를 {0} tokens 줄이세요: 새 작업을 시작하거나, 대화를 압축하거나, MCP 서버나 규칙 파일을 줄이세요.',
  'Serve a larger window: start vLLM with {0}': '더 큰 창을 제공하세요: vLLM을 다음과 같이 시작하세요: {0}',
  'Serve a larger window: start llama-server with {0}': '더 큰 창을 제공하세요: llama-server를 다음과 같이 시작하세요: {0}',
  'Serve a larger window: start llama-server (it divides -c among its {0} slots) with {1}':
    '더 큰 창을 제공하세요: llama-server(-c를 슬롯 {0}개에 나눔)를 다음과 같이 시작하세요: {1}',
  'Serve a larger window: give the model num_ctx {0} (Cline: Ollama provider, context window), or for every client restart Ollama with {1}':
    '더 큰 창을 제공하세요: 모델의 num_ctx를 {0}(으)로 설정하거나(Cline: Ollama 공급자의 컨텍스트 창), 모든 클라이언트에 적용하려면 Ollama를 다음과 같이 다시 시작하세요: {1}',
  'The model was trained for {0} tokens, this needs {1}: take a model with a longer trained context.':
    '모델의 학습 컨텍스트는 {0} tokens인데 {1}이(가) 필요합니다. 더 긴 컨텍스트로 학습한 모델을 사용하세요.',
};
