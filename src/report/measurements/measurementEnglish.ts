/** Reports of a single measurement in English: local against remote, and what reading a prompt costs. */

export const measurementEnglish = {
  comparison: {
    title: 'Local and remote compared',
    headings: { requests: (name: string): string => `Requests to ${name}`, sideBySide: 'Side by side', verdict: 'Verdict', network: 'Network and steadiness', reading: 'How to read it' },
    endpoint: (name: string, model: string, url: string): string => `${name}: ${model} on ${url}`,
    columns: { number: 'no.', total: 'total (s)', ttft: 'first token (s)', decode: 'decode (tokens/s)', tokens: 'tokens', length: 'reply (characters)', problem: 'why it does not count', quantity: 'quantity', difference: 'remote − local' },
    rows: {
      success: 'success rate (%)', mean: 'mean (s)', median: 'median (s)', min: 'min (s)', max: 'max (s)', p95: 'p95 (s)', deviation: 'standard deviation (s)', total: 'total of all (s)', rate: 'requests/s', ttft: 'first token, median (s)', decode: 'decode, median (tokens/s)', connect: 'TCP connect (ms)', trip: 'HTTP round trip (ms)',
    },
    successOf: (done: string, all: string, low: string, high: string): string => `${done} of ${all} answered; with so many requests the true rate lies between ${low} and ${high} %.`,
    points: (value: string): string => `${value} points`,
    overhead: (ms: string): string => `Of a request’s difference, ${ms} ms are the network: the HTTP round trip, measured apart from any model work.`,
    steadier: (name: string, times: string): string => `${name} is ${times} times steadier (by the standard deviation).`,
    notes: [
      'Requests with the same number sent the same prompt and are compared as a pair; the two endpoints took turns (A B B A), so that drift decides nothing.',
      'The ratio is that of the times: 1.45x faster means that the other one takes 1.45 times as long. A difference is called real from five pairs on, when its interval excludes 1 and its probability is at least 95 %.',
    ],
  },
  prefill: {
    title: (model: string): string => `Prefill analysis: ${model}`,
    headings: { totals: 'In total', chunks: 'By chunk', curve: 'Cost of n tokens', cached: 'Cached and cold', turns: 'Before the first token of an agent’s turn', target: 'Target', goals: 'Staged goals', settings: 'Settings in force', history: 'Against earlier runs', advice: 'What to try, most promising first' },
    columns: { item: 'item', value: 'value', range: 'tokens', time: 'time (ms)', msPerToken: 'ms/token', rate: 'tokens/s', turn: 'turn', prompt: 'prompt (tokens)', cached: 'with prefix cache (s)', cold: 'read anew (s)', goal: 'goal (ms/token)', state: 'state', name: 'setting', source: 'told by', label: 'run', date: 'date', before: 'before (ms/token)', after: 'now (ms/token)', saved: 'time', speed: 'speed', changed: 'what was changed', what: 'step', why: 'why', command: 'command', expected: 'expected' },
    rows: { server: 'server', time: 'time', tokens: 'prompt tokens', total: 'total (ms)', msPerToken: 'ms/token', rate: 'tokens/s', clock: 'whose clock', method: 'how', highest: 'costliest chunk (ms/token)' },
    clocks: { server: 'the server’s', client: 'this machine’s, round trip taken off' },
    methods: { promptProgress: 'told by the server while it read', sizes: 'prompts of growing size' },
    sources: { server: 'the server', seen: 'seen in its behaviour', user: 'you' },
    curve: (text: string, r2: string, points: number): string => `ms = ${text}, for n tokens (r² ${r2}, ${points} points)`,
    cached: (cold: string, again: string, times: string, tokens: string | undefined): string => `Cold ${cold} ms; the same prompt again ${again} ms${tokens === undefined ? '' : `, ${tokens} tokens from the cache`}: ${times}x.`,
    turnsNote: (largest: string): string => `By the cost curve, 2,000 new tokens a turn. The curve has seen up to ${largest} tokens; rows marked ~ are more than twice as long.`,
    met: (low: string, high: string, times: string): string => `${low}–${high} ms/token: met, ${times}x faster than the fast end.`,
    within: (low: string, high: string): string => `${low}–${high} ms/token: met.`,
    missed: (low: string, high: string, toHigh: string, toLow: string): string => `${low}–${high} ms/token: ${toHigh}x (to ${high}) to ${toLow}x (to ${low}) too slow.`,
    attainment: (ofLow: string, ofHigh: string): string => `Attainment: ${ofLow} % of the fast end, ${ofHigh} % of the slow end.`,
    reached: 'reached',
    missing: (times: string): string => `${times}x the present speed`,
    faster: (percent: string): string => `${percent} time`,
    times: (value: string): string => `${value}x`,
    withCare: (caveats: string): string => `With care: ${caveats}.`,
    nothingEarlier: 'No earlier run was given (--baseline).',
    historyNote: 'Time saved and speed are two views of one change and must not be mixed: 168.82 → 93.02 ms/token is −44.9 % time and 1.81x the speed.',
    adviceNote: 'What is expected is what others gain; it was not measured here.',
  },
};

export type MeasurementWords = typeof measurementEnglish;
