/** The selection study in Korean. */
import type { StudyWords } from './studyEnglish.ts';

export const studyKorean: StudyWords = {
  title: (name) => `모델 선정 평가: ${name}`,
  headings: {
    environment: '테스트 환경', candidates: '후보', method: '평가 방법', overall: '종합 비교', differences: '후보 간 차이', byServer: '서버에 따른 차이', byQuantization: '양자화에 따른 차이', memory: '메모리', feasibility: '메모리 적합성 검토', conclusions: '결론', constraints: '필수 조건', pareto: '검토할 만한 후보', uses: '상황별 권장', cells: '평가 항목 실행 결과', attachments: '첨부',
  },
  status: {
    paused: (done, total) => `평가가 아직 끝나지 않았습니다. 전체 ${total}개 항목 중 ${done}개가 완료되었으며 이어서 실행할 수 있습니다. 아래 내용은 지금까지 측정한 결과입니다.`,
    failed: (count) => `측정하지 못한 항목이 ${count}개 있습니다. 이유는 아래에 정리했으며, 모든 표에서 제외했습니다.`,
    nothing: '아직 측정한 항목이 없습니다.',
  },
  columns: { candidate: '후보', server: '서버', version: '버전', address: '주소', first: '첫째', second: '둘째', median: '중앙값 (첫째 / 둘째)', change: '첫째 대비 둘째', probability: '확률', verdict: '판정', pairs: '비교 쌍', quantity: '지표', source: '값의 근거', cell: '항목', state: '상태', duration: '소요 시간 (s)', context: '수용 가능한 최대 컨텍스트', need: '필요량 (GiB)', missing: '미달 항목', dominatedBy: '모든 면에서 앞선 후보' },
  quantities: { coldTotalSeconds: '초기 로딩 총 시간 (s)', ttftSeconds: '첫 토큰까지 시간 (s)', totalSeconds: '총 시간 (s)', decodeTokensPerSecond: '디코딩 (tokens/s)', prefillTokensPerSecond: '프리필 (tokens/s)', score: '시나리오 점수 (0–10)', agentSteps: '에이전트 단계 성공 (0 또는 1)' },
  verdicts: { better: (winner) => `${winner} 우세`, probably: (winner) => `${winner} 우세 가능성 높음`, tie: '무승부', tooFew: '비교 쌍이 부족해 판정 불가', notComparable: '비교 불가' },
  cellStates: { pending: '시작 전', done: '완료', paused: '중단됨, 재개 가능', failed: '실패' },
  constraintNames: { vramBytes: '메모리 (GiB)', minTokensPerSecond: '디코딩 속도 (tokens/s)', minScore: '평균 점수 (0–10)', minContextTokens: '제공 컨텍스트 (tokens)' },
  methodLines: (warm, contexts, scenarios, prompt) => [
    `모든 후보에 같은 계획을 적용했습니다. 서버가 모델을 내릴 수 있으면 초기 로딩 1회, 프롬프트 ${prompt} tokens의 연속 요청 ${warm}회, 컨텍스트 크기 ${contexts}, 시나리오 ${scenarios}.`,
    '차이는 같은 단계, 크기, 반복, 시드끼리 짝지어 계산했습니다. 확률은 부호 검정의 사후 확률이며 95 % 이상이면 우세, 90 % 이상이면 우세 가능성 높음, 그 미만이면 무승부, 비교 쌍이 4개 미만이면 판정하지 않습니다. 차이가 1 % 미만이면 확실하더라도 무승부로 봅니다.',
    '부담이 적은 항목부터 실행했고, 서버가 지원하면 항목 사이에 모델을 내렸습니다.',
  ],
  until: (percent, seconds) => `연속 요청은 변동계수가 ${percent} % 이하가 될 때까지${seconds === undefined ? '' : ` 최대 ${seconds} s 동안`} 반복했습니다.`,
  noConstraints: '계획에 지정한 필수 조건이 없습니다.',
  met: '충족',
  misses: (constraint, has, needed) => `${constraint}: ${has}, 필요 ${needed}`,
  nobody: (label, misses) => `모든 조건을 충족하는 후보가 없습니다. 가장 가까운 후보는 ${label}입니다(${misses}).`,
  nobodyNear: '모든 조건을 충족하는 후보가 없으며, 미달 항목이 측정되지 않아 가장 가까운 후보도 정할 수 없습니다.',
  onFront: '모든 면에서 앞서는 후보 없음',
  noPairs: '짝지어 비교할 수 있는 측정값이 없습니다.',
  noneOfKind: '이 조건만 다른 후보 쌍이 없습니다.',
  answersElsewhere: '응답 원문과 테스트 결과는 각 실행 폴더의 report.html에 있습니다.',
  fits: '적합',
  doesNotFit: '부적합',
  feasibilityIntro: (vram) => `각 모델의 메타데이터로 ${vram} GiB 카드를 기준으로 예측한 값입니다(f16 캐시, 세부 항목과 가정은 plimsoll fit으로 확인).`,
  memorySources: { cards: 'GPU에서 측정', server: '서버가 알려 준 값', weights: '가중치 크기만' },
  memoryIntro: 'GPU가 감지되면 모든 카드의 최대 사용량 합계, 아니면 서버가 알려 준 값, 그것도 없으면 가중치 크기입니다.',
  attachments: { log: 'study.jsonl: 실행 기록', plan: 'plan.yaml: 입력한 계획', runs: 'runs/: 항목별 실행 폴더와 개별 보고서', results: 'results/: 모델과 컨텍스트별 JSON, [model]_ctx[size]_[time].json', summary: 'study.json: 이 보고서의 모든 수치(스키마 plimsoll.study/v1)' },
};
