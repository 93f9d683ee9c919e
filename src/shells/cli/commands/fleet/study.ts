/** `plimsoll study submit|status|watch|cancel|collect`: a study over several machines. The code that speaks to the queue is loaded only by these. */
import type { Command } from 'commander';
import type { Result } from '../../../../domain/failure.ts';
import type { FleetStatus } from '../../../../domain/fleet.ts';
import { type CliCommand, type CliContext, type CommandOutcome, failureOutcome } from '../../command.ts';
import { wholeNumber } from '../../wholeNumber.ts';
import { studyOutcome } from '../study.ts';
import { queueAddress, queueOption } from './queueOption.ts';
import { statusText, watchLine } from './statusText.ts';

interface QueueOptions {
  readonly queue?: string;
  readonly json?: boolean;
}

const schema = 'plimsoll.fleetStatus/v1';

/** An outcome from what the queue answers. */
async function answered<T>(options: QueueOptions, context: CliContext, ask: (url: string) => Promise<Result<T>>, say: (value: T) => CommandOutcome): Promise<CommandOutcome> {
  const url = queueAddress(options.queue, context);
  if (!url.ok) return failureOutcome(url.failure);
  const answer = await ask(url.value);
  return answer.ok ? say(answer.value) : failureOutcome(answer.failure);
}

const statusOutcome = (status: FleetStatus): CommandOutcome => ({ exitCode: status.state === 'ended' && status.cells.dead > 0 ? 1 : 0, json: { schema, ...status }, text: statusText(status) });

interface SubmitOptions extends QueueOptions {
  readonly priority: number;
  readonly retries: number;
}

async function submit(file: string, options: SubmitOptions, context: CliContext): Promise<CommandOutcome> {
  const { submitPlan } = await import('../../../fleet/submitPlan.ts');
  return answered(options, context, (url) => submitPlan(url, file, options, context.note), ({ study, submitted, absent }) => {
    const { added, again, total } = submitted;
    const waiting = absent.length === 0 ? '' : `\nNo worker runs now at ${absent.join(', ')}: its cells wait for it.`;
    const text = `Study ${study.id} ("${study.plan.name}"): ${total} cells, ${added} new, ${again} tried again.${waiting}\nSee how far it is: plimsoll study watch ${study.id}`;
    return { exitCode: 0, json: { schema: 'plimsoll.fleetSubmitted/v1', id: study.id, name: study.plan.name, ...submitted, absent }, text };
  });
}

async function status(wanted: string | undefined, options: QueueOptions, context: CliContext): Promise<CommandOutcome> {
  const { fleetStatus } = await import('../../../fleet/fleetStudies.ts');
  return answered(options, context, (url) => fleetStatus(url, wanted, context.note), statusOutcome);
}

async function watch(wanted: string | undefined, options: QueueOptions, context: CliContext): Promise<CommandOutcome> {
  const { watchFleet } = await import('../../../fleet/fleetStudies.ts');
  let last = '';
  const tell = (seen: FleetStatus): void => {
    const line = watchLine(seen);
    if (line !== last) context.note(line);
    last = line;
  };
  return answered(options, context, (url) => watchFleet(url, wanted, context.signal, context.note, tell), statusOutcome);
}

async function cancel(wanted: string, options: QueueOptions, context: CliContext): Promise<CommandOutcome> {
  const { cancelFleet } = await import('../../../fleet/fleetStudies.ts');
  return answered(options, context, (url) => cancelFleet(url, wanted, context.note), ({ cells, status: after }) => ({
    exitCode: 0,
    json: { schema, cancelled: cells, ...after },
    text: `${cells} cells of "${after.name}" were cancelled; ${after.cells.done} are done and can be collected. Submitting the plan again goes on with the others.`,
  }));
}

interface CollectOptions extends QueueOptions {
  readonly out: string;
}

async function collect(wanted: string | undefined, options: CollectOptions, context: CliContext): Promise<CommandOutcome> {
  const { collectStudy } = await import('../../../fleet/collectStudy.ts');
  return answered(options, context, (url) => collectStudy(url, wanted, options.out, context.note, AbortSignal.timeout(60_000)), ({ study, folder, status: now }) => {
    const outcome = studyOutcome(study, folder);
    // what is missing is worked on by the fleet, not by a local resume
    const missing = now.state === 'running' ? `\nNot finished: ${now.cells.done} of ${now.cells.total} cells are done; collect again later.` : '';
    return { ...outcome, exitCode: outcome.exitCode === 130 ? 0 : outcome.exitCode, text: `${outcome.text}${missing}` };
  });
}

const wantedArgument = ['[study]', 'its id or name; without it the one submitted last'] as const;
const json = ['--json', 'print one JSON document'] as const;

export const fleetStudyCommand: CliCommand = {
  id: 'study',
  register: (program: Command, context: CliContext) => {
    const study = program.command('study').description('a study over several machines, through a queue in PostgreSQL (see docs/fleet.md; for one machine: bench --plan)');
    study
      .command('submit')
      .description('put the cells of a plan into the queue; a plan submitted twice is submitted once, and what was given up is tried again')
      .argument('<plan>', 'the plan (YAML, see docs/study.md)')
      .option(...queueOption)
      .option('--priority <n>', 'higher goes first, among all studies', wholeNumber(0), 0)
      .option('--retries <n>', 'tries after the first one', wholeNumber(0), 4)
      .option(...json)
      .action(async (file: string, options: SubmitOptions) => context.finish(options, () => submit(file, options, context)));
    study
      .command('status')
      .description('how far a study is, what runs where, and what was given up and why')
      .argument(...wantedArgument)
      .option(...queueOption)
      .option(...json)
      .action(async (wanted: string | undefined, options: QueueOptions) => context.finish(options, () => status(wanted, options, context)));
    study
      .command('watch')
      .description('say how far a study is until it has ended')
      .argument(...wantedArgument)
      .option(...queueOption)
      .option(...json)
      .action(async (wanted: string | undefined, options: QueueOptions) => context.finish(options, () => watch(wanted, options, context)));
    study
      .command('cancel')
      .description('take the open cells of a study out of the queue')
      .argument('<study>', 'its id or name')
      .option(...queueOption)
      .option(...json)
      .action(async (wanted: string, options: QueueOptions) => context.finish(options, () => cancel(wanted, options, context)));
    study
      .command('collect')
      .description('write the folder and reports a local study would have left')
      .argument(...wantedArgument)
      .option(...queueOption)
      .option('--out <folder>', 'where the folder is made', 'plimsoll-runs')
      .option(...json)
      .action(async (wanted: string | undefined, options: CollectOptions) => context.finish(options, () => collect(wanted, options, context)));
  },
};
