/** The `plimsoll` command line: a list of commands and nothing else. */
import { Command, CommanderError } from 'commander';
import { messageOf } from '../../domain/failure.ts';
import { type CliCommand, type CliContext, type CommandOutcome, failureOutcome } from './command.ts';
import { benchCommand, resumeCommand } from './commands/bench.ts';
import { budgetCommand } from './commands/budget.ts';
import { compareRunsCommand } from './commands/compareRuns.ts';
import { configureCommand } from './commands/configure.ts';
import { fitCommand } from './commands/fit.ts';
import { checkCommand, historyCommand } from './commands/history.ts';
import { guardCommand } from './commands/guard.ts';
import { fleetStudyCommand } from './commands/fleet/study.ts';
import { workerCommand } from './commands/fleet/worker.ts';
import { demoCommand } from './commands/demo.ts';
import { gradeCommand } from './commands/grade.ts';
import { measuringCommands } from './commands/measure/measuringCommands.ts';
import { probeCommand } from './commands/probe.ts';
import { readinessCommand } from './commands/readiness.ts';
import { recommendCommand } from './commands/recommend.ts';
import { reportCommand } from './commands/report.ts';
import { scenariosCommand } from './commands/scenarios.ts';
import { readOriginSettings } from './originSettings.ts';
import { version } from '../version.ts';

const commands: readonly CliCommand[] = [probeCommand, benchCommand, resumeCommand, demoCommand, recommendCommand, budgetCommand, configureCommand, guardCommand, reportCommand, gradeCommand, scenariosCommand, readinessCommand, ...measuringCommands, fitCommand, compareRunsCommand, historyCommand, checkCommand, workerCommand, fleetStudyCommand];

function write(outcome: CommandOutcome, json: boolean): void {
  process.exitCode = outcome.exitCode;
  if (json) process.stdout.write(`${JSON.stringify(outcome.json, undefined, 2)}\n`);
  else if (outcome.text !== '') (outcome.exitCode === 0 || outcome.exitCode === 3 ? process.stdout : process.stderr).write(`${outcome.text}\n`);
}

function makeContext(): CliContext {
  const abort = new AbortController();
  // first Ctrl-C: stop in order, so that the server's request ends too; second: at once
  const stop = (): void => (abort.signal.aborted ? process.exit(130) : abort.abort());
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    env: process.env,
    isTerminal: process.stderr.isTTY,
    signal: abort.signal,
    note: (line) => process.stderr.write(`${line}\n`),
    finish: async (options, outcome) => {
      try {
        const settings = readOriginSettings(process.env);
        write(settings.ok ? await outcome() : failureOutcome(settings.failure), options.json === true);
      } catch (thrown) {
        // a bug, not an expected failure: still no stack trace unless asked for
        if (process.env['PLIMSOLL_DEBUG']) throw thrown;
        const advice = 'This is a bug in Plimsoll; run again with PLIMSOLL_DEBUG=1 for the details.';
        write(failureOutcome({ kind: 'internal', detail: `Unexpected: ${messageOf(thrown)}`, advice }), options.json === true);
      }
    },
  };
}

const program = new Command('plimsoll')
  .description('Which local model, on which server, with which settings, can carry your coding agent.')
  .version(version)
  .showHelpAfterError('(plimsoll --help shows every command)')
  .exitOverride();

const context = makeContext();
for (const command of commands) command.register(program, context);

try {
  await program.parseAsync();
} catch (thrown) {
  if (!(thrown instanceof CommanderError)) throw thrown;
  // commander has printed its message; help and version are not errors
  process.exitCode = thrown.exitCode === 0 ? 0 : 2;
}
