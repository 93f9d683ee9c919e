/** What the rates of a readiness check mean: can this model carry this agent, or can nobody tell yet. */
import type { AgentProfile } from '../../domain/agent.ts';
import type { Rate } from '../../domain/figure.ts';
import { type AgentReadiness, type ReadinessAspect, readinessAspects, type ReadinessTrial } from '../../domain/readiness.ts';
import { wilsonRate } from '../../measure/statistics/wilson.ts';

/** An agent takes dozens of steps for a task: below this share per step it does not get through. */
const neededShare = 0.8;
/** No single ability may be missing. */
const neededPerAspect = 0.5;

const inWords: Readonly<Record<ReadinessAspect, string>> = {
  validCall: 'well-formed tool calls',
  rightTool: 'choosing the right tool',
  hardArguments: 'arguments with quotes and line breaks',
  stopsWhenDone: 'stopping when done',
  cleanEdit: 'SEARCH/REPLACE edits that apply',
};

export interface ReadinessRates {
  readonly aspects: readonly { readonly aspect: ReadinessAspect; readonly rate: Rate }[];
  readonly overall: Rate;
}

export function ratesOf(trials: readonly ReadinessTrial[]): ReadinessRates {
  const rate = (chosen: readonly ReadinessTrial[]): Rate => wilsonRate(chosen.filter(({ passed }) => passed).length, chosen.length);
  const tried = readinessAspects.filter((aspect) => trials.some((trial) => trial.aspect === aspect));
  return { aspects: tried.map((aspect) => ({ aspect, rate: rate(trials.filter((trial) => trial.aspect === aspect)) })), overall: rate(trials) };
}

/** "No" and "yes" only when the interval allows it. */
export function agentVerdict(profile: Pick<AgentProfile, 'label'>, { aspects: rates, overall }: ReadinessRates): Pick<AgentReadiness, 'verdict' | 'reason'> {
  const share = `${overall.successes} of ${overall.n} steps right (${percent(overall.share)}, interval ${percent(overall.interval.low)}–${percent(overall.interval.high)})`;
  const missing = rates.find(({ rate }) => rate.interval.high < neededPerAspect || rate.share === 0);
  if (missing) return { verdict: 'no', reason: `${profile.label}: ${share}; ${inWords[missing.aspect]}: ${missing.rate.successes} of ${missing.rate.n}.` };
  if (overall.interval.high < neededShare) return { verdict: 'no', reason: `${profile.label}: ${share}; ${percent(neededShare)} are needed.` };
  const weak = rates.find(({ rate }) => rate.share < neededPerAspect);
  if (overall.share >= neededShare && overall.interval.low >= neededShare - 0.15 && !weak) return { verdict: 'yes', reason: `${profile.label}: ${share}.` };
  return { verdict: 'unclear', reason: `${profile.label}: ${share}; more repeats are needed to tell.` };
}

/** One sentence over all agents. */
export function overallVerdict(agents: readonly AgentReadiness[]): string {
  const able = agents.filter(({ verdict }) => verdict === 'yes').map(({ agent }) => agentName(agent));
  const unclear = agents.filter(({ verdict }) => verdict === 'unclear').map(({ agent }) => agentName(agent));
  const maybe = unclear.length > 0 ? ` Unclear: ${unclear.join(', ')}.` : '';
  if (able.length > 0) return `Can carry ${able.join(' and ')}.${maybe}`;
  return unclear.length > 0 ? `Not proven to carry any agent.${maybe}` : `Can carry neither: ${agents.map(({ reason }) => reason).join(' ')}`;
}

const agentName = (id: AgentReadiness['agent']): string => id.replace('cline-', 'Cline ').replace('custom', 'the own profile');

const percent = (share: number): string => `${Math.round(share * 100)} %`;
