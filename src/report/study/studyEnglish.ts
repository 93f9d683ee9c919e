/** The selection study in English: what it says beyond the report of one run. */
import type { ComparedQuantity, Constraints, DifferenceVerdict } from '../../domain/candidates.ts';
import type { StudyCellState } from '../../domain/study.ts';

export const studyEnglish = {
  title: (name: string): string => `Selection study: ${name}`,
  headings: {
    environment: 'Environment', candidates: 'Candidates', method: 'Method', overall: 'Overall comparison', differences: 'Differences, pair by pair', byServer: 'Effect of the server', byQuantization: 'Effect of the quantisation', memory: 'Memory', feasibility: 'Would it fit?', conclusions: 'Conclusions', constraints: 'What must be met', pareto: 'Who is worth looking at', uses: 'Recommendation by situation', cells: 'Cells of the study', attachments: 'Attachments',
  },
  status: {
    paused: (done: number, total: number): string => `This study is not finished: ${done} of ${total} cells are done. It can be resumed; what follows covers what was measured so far.`,
    failed: (count: number): string => `${count} ${count === 1 ? 'cell' : 'cells'} could not be measured and ${count === 1 ? 'is' : 'are'} missing from every table; the reasons stand below.`,
    nothing: 'No cell of this study has been measured yet.',
  },
  columns: { candidate: 'candidate', server: 'server', version: 'version', address: 'address', first: 'first', second: 'second', median: 'median of first / second', change: 'second against first', probability: 'probability', verdict: 'verdict', pairs: 'pairs', quantity: 'quantity', source: 'where it comes from', cell: 'cell', state: 'state', duration: 'duration (s)', context: 'largest context that fits', need: 'needs (GiB)', missing: 'what is missing', dominatedBy: 'beaten in everything by' },
  quantities: { coldTotalSeconds: 'initial load, total (s)', ttftSeconds: 'time to first token (s)', totalSeconds: 'total time (s)', decodeTokensPerSecond: 'decode (tokens/s)', prefillTokensPerSecond: 'prefill (tokens/s)', score: 'scenario score (0–10)', agentSteps: 'agent’s steps right (0 or 1)' } satisfies Record<ComparedQuantity, string>,
  verdicts: { better: (winner: string): string => `${winner} is better`, probably: (winner: string): string => `${winner} is probably better`, tie: 'tie', tooFew: 'too few pairs to tell', notComparable: 'not comparable' } satisfies Record<DifferenceVerdict, unknown>,
  cellStates: { pending: 'not started', done: 'done', paused: 'stopped, can be resumed', failed: 'failed' } satisfies Record<StudyCellState['state'], string>,
  constraintNames: { vramBytes: 'memory (GiB)', minTokensPerSecond: 'decode rate (tokens/s)', minScore: 'mean score (0–10)', minContextTokens: 'served window (tokens)' } satisfies Record<keyof Constraints, string>,
  methodLines: (warm: string, contexts: string, scenarios: string, prompt: string): readonly string[] => [
    `Every candidate ran the same plan: one cold start where the server can unload, ${warm} warm requests of ${prompt} prompt tokens, context sizes ${contexts}, scenarios ${scenarios}.`,
    'Differences are taken on pairs: the same step, size, repeat and seed on both sides. The probability is the posterior of the sign test; 95 % is called better, 90 % probably better, less is a tie, fewer than four pairs are too few to tell, and a difference below 1 % is a tie however certain.',
    'Cheap cells ran first; models were unloaded between cells where the server can.',
  ],
  until: (percent: string, seconds: string | undefined): string => `Warm requests went on until they varied by at most ${percent} % (coefficient of variation)${seconds === undefined ? '' : `, for at most ${seconds} s`}.`,
  noConstraints: 'The plan names no constraint.',
  met: 'met',
  misses: (constraint: string, has: string, needed: string): string => `${constraint}: ${has}, needed ${needed}`,
  nobody: (label: string, misses: string): string => `No candidate meets everything. The nearest is ${label}: ${misses}.`,
  nobodyNear: 'No candidate meets everything, and what is missing was not measured, so nobody can be called the nearest.',
  onFront: 'nobody is better in everything',
  noPairs: 'No two candidates have samples that pair up.',
  noneOfKind: 'No two candidates differ in this alone.',
  answersElsewhere: 'The answers stand beside their test results in the report.html of each run.',
  fits: 'fits',
  doesNotFit: 'does not fit',
  feasibilityIntro: (vram: string): string => `Predicted from each model’s own metadata for a card of ${vram} GiB (f16 cache; plimsoll fit shows the parts and assumptions).`,
  memorySources: { cards: 'seen on the cards', server: 'said by the server', weights: 'size of the weights only' },
  memoryIntro: 'Highest memory of all cards together where a GPU was seen; else what the server says; else the size of the weights.',
  attachments: { log: 'study.jsonl: the batch log', plan: 'plan.yaml: the plan as it was given', runs: 'runs/: one folder a cell, each with its own report', results: 'results/: one JSON a model and context, [model]_ctx[size]_[time].json', summary: 'study.json: every figure of this report (schema plimsoll.study/v1)' },
};

export type StudyWords = typeof studyEnglish;
