/** Reports of a single measurement in Korean. */
import type { MeasurementWords } from './measurementEnglish.ts';

export const measurementKorean: MeasurementWords = {
  comparison: {
    title: '로컬과 원격 서버 비교',
    headings: { requests: (name) => `${name} 요청별 결과`, sideBySide: '나란히 비교', verdict: '판정', network: '네트워크와 안정성', reading: '수치를 읽는 방법' },
    endpoint: (name, model, url) => `${name}: ${model}, ${url}`,
    columns: { number: '번호', total: '총 시간 (s)', ttft: '첫 토큰 (s)', decode: '디코딩 (tokens/s)', tokens: '토큰', length: '응답 길이 (자)', problem: '제외한 이유', quantity: '지표', difference: 'remote − local' },
    rows: {
      success: '성공률 (%)', mean: '평균 (s)', median: '중앙값 (s)', min: '최소 (s)', max: '최대 (s)', p95: 'p95 (s)', deviation: '표준편차 (s)', total: '전체 합계 (s)', rate: 'requests/s', ttft: '첫 토큰 중앙값 (s)', decode: '디코딩 중앙값 (tokens/s)', connect: 'TCP 연결 (ms)', trip: 'HTTP 왕복 (ms)',
    },
    successOf: (done, all, low, high) => `${all}건 중 ${done}건 응답. 이 요청 수로 본 실제 성공률은 ${low}–${high} % 사이입니다.`,
    points: (value) => `${value} 포인트`,
    overhead: (ms) => `요청당 차이 가운데 ${ms} ms는 네트워크 비용입니다(모델과 무관하게 따로 측정한 HTTP 왕복 시간).`,
    steadier: (name, times) => `${name} 쪽이 ${times}배 더 안정적입니다(표준편차 기준).`,
    notes: [
      '번호가 같은 요청은 같은 프롬프트를 보낸 것이며 짝지어 비교합니다. 두 서버를 A B B A 순서로 번갈아 측정해 시간에 따른 변화가 결과에 영향을 주지 않게 했습니다.',
      '비율은 소요 시간의 비율입니다. 1.45배 빠르다는 것은 다른 쪽이 1.45배 오래 걸린다는 뜻입니다. 비교 쌍이 5개 이상이고 구간이 1을 포함하지 않으며 확률이 95 % 이상일 때만 실제 차이로 봅니다.',
    ],
  },
  prefill: {
    title: (model) => `프리필 분석: ${model}`,
    headings: { totals: '전체', chunks: '청크별 결과', curve: '토큰 수에 따른 비용', cached: '캐시 적용 전후', turns: '에이전트 턴별 첫 토큰까지 시간', target: '목표', goals: '단계별 목표', settings: '적용된 설정', history: '이전 실행과 비교', advice: '다음 조치(기대 효과 순)' },
    columns: { item: '항목', value: '값', range: '토큰 구간', time: '시간 (ms)', msPerToken: 'ms/token', rate: 'tokens/s', turn: '턴', prompt: '프롬프트 (tokens)', cached: '프리픽스 캐시 사용 (s)', cold: '처음부터 읽기 (s)', goal: '목표 (ms/token)', state: '상태', name: '설정', source: '확인 경로', label: '실행', date: '날짜', before: '이전 (ms/token)', after: '현재 (ms/token)', saved: '시간', speed: '속도', changed: '바뀐 설정', what: '조치', why: '이유', command: '명령', expected: '기대 효과' },
    rows: { server: '서버', time: '시각', tokens: '프롬프트 토큰', total: '전체 시간 (ms)', msPerToken: 'ms/token', rate: 'tokens/s', clock: '시간 측정 기준', method: '측정 방법', highest: '가장 느린 청크 (ms/token)' },
    clocks: { server: '서버 측정값', client: '측정 장비 기준(왕복 시간 제외)' },
    methods: { promptProgress: '서버가 읽는 동안 알려 준 진행 상황', sizes: '크기를 늘려 가며 보낸 프롬프트' },
    sources: { server: '서버 응답', seen: '동작에서 확인', user: '사용자 입력' },
    curve: (text, r2, points) => `n tokens일 때 ms = ${text} (r² ${r2}, 측정점 ${points}개)`,
    cached: (cold, again, times, tokens) => `처음 ${cold} ms, 같은 프롬프트를 다시 보내면 ${again} ms${tokens === undefined ? '' : `(캐시에서 ${tokens} tokens)`}: ${times}배.`,
    turnsNote: (largest) => `비용 곡선으로 계산한 값이며 턴마다 2,000 tokens가 새로 추가된다고 가정했습니다. 실측 범위는 ${largest} tokens까지이고, ~ 표시는 그 두 배를 넘는 추정입니다.`,
    met: (low, high, times) => `${low}–${high} ms/token: 달성. 목표의 빠른 쪽보다 ${times}배 빠릅니다.`,
    within: (low, high) => `${low}–${high} ms/token: 달성.`,
    missed: (low, high, toHigh, toLow) => `${low}–${high} ms/token: 미달. ${toHigh}배(${high} 기준)에서 ${toLow}배(${low} 기준) 느립니다.`,
    attainment: (ofLow, ofHigh) => `달성률: 빠른 쪽 기준 ${ofLow} %, 느린 쪽 기준 ${ofHigh} %.`,
    reached: '달성',
    missing: (times) => `현재 속도의 ${times}배 필요`,
    faster: (percent) => percent,
    times: (value) => `${value}배`,
    withCare: (caveats) => `주의: ${caveats}.`,
    nothingEarlier: '비교할 이전 실행을 지정하지 않았습니다(--baseline).',
    historyNote: '시간 절감과 속도 향상은 같은 변화를 다르게 표현한 것이므로 섞어 쓰지 않습니다. 168.82 → 93.02 ms/token은 시간 −44.9 %, 속도 1.81배입니다.',
    adviceNote: '기대 효과는 일반적으로 알려진 값이며 여기서 측정한 것이 아닙니다.',
  },
};
