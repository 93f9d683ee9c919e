/** `plimsoll grade`: grades a saved reply without any server. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { codeOf, fail, messageOf, ok, type Result } from '../../../domain/failure.ts';
import type { Scenario } from '../../../domain/scenario.ts';
import type { ReplyGrade } from '../../../domain/score.ts';
import { gradeReply } from '../../../evaluate/gradeReply.ts';
import { openGrading } from '../../openGrading.ts';
import { type CliCommand, type CommandOutcome, failureOutcome } from '../command.ts';
import { findScenario } from '../../findScenario.ts';

export interface GradeOptions {
  readonly scenario: string;
  readonly answer: string;
  readonly language?: string;
  /** The server's finish reason was `length`. */
  readonly cutOff?: boolean;
  readonly json?: boolean;
}

/** 0 when the reply was graded, whatever its grade; 1 when it could not be; 2 for a wrong scenario, language or file. */
export async function runGrade(options: GradeOptions, signal: AbortSignal): Promise<CommandOutcome> {
  const scenario = await findScenario(options.scenario);
  if (!scenario.ok) return failureOutcome(scenario.failure);
  const answer = await readAnswer(options.answer);
  if (!answer.ok) return failureOutcome(answer.failure);
  const language = options.language ?? scenario.value.defaultLanguage;
  const grading = openGrading();
  try {
    const grade = await gradeReply(scenario.value, language, { text: answer.value, finishReason: options.cutOff === true ? 'length' : 'stop' }, grading.tools, signal);
    if (grade.notGraded?.kind === 'invalidInput') return failureOutcome(grade.notGraded);
    return gradeOutcome(scenario.value, grade);
  } finally {
    await grading.dispose();
  }
}

async function readAnswer(path: string): Promise<Result<string>> {
  try {
    return ok(await readFile(path, 'utf8'));
  } catch (thrown) {
    const advice = codeOf(thrown) === 'ENOENT' ? 'Save the reply to a file and give its path with --answer.' : 'Check the file and its permissions.';
    return fail('invalidInput', `The answer file ${path} cannot be read.`, advice, { cause: messageOf(thrown) });
  }
}

function gradeOutcome(scenario: Scenario, grade: ReplyGrade): CommandOutcome {
  const { tests, notGraded, ...rest } = grade;
  const failure = notGraded === undefined ? {} : { failure: notGraded };
  return { exitCode: grade.graded ? 0 : 1, json: { schema: 'plimsoll.grade/v1', ...rest, tests, ...failure }, text: gradeText(scenario, grade) };
}

function gradeText(scenario: Scenario, grade: ReplyGrade): string {
  if (!grade.graded) return `${scenario.id}: not graded. ${grade.notGraded?.detail ?? ''}\n  ${grade.notGraded?.advice ?? ''}`;
  const passed = grade.tests.filter((test) => test.passed).length;
  const failed = grade.tests.filter((test) => !test.passed).map((test) => `  ✗ ${test.name}${test.detail === undefined ? '' : `: ${test.detail}`}`);
  const reasons = [...grade.quality.reasons, ...grade.clarity.reasons].map(({ text, line, effect }) => `  ${effect.toFixed(2)} ${text}${line === undefined ? '' : ` (line ${line})`}`);
  return [
    `${scenario.id} (${grade.language}): ${stateInWords[grade.state]}`,
    `accuracy ${percent(grade.accuracy)} (${passed} of ${grade.tests.length} tests), quality ${percent(grade.quality.value)}, clarity ${percent(grade.clarity.value)}`,
    ...failed,
    ...reasons,
  ].join('\n');
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

const stateInWords: Readonly<Record<ReplyGrade['state'], string>> = {
  answered: 'answered',
  cutOff: 'cut off by the output limit',
  empty: 'an empty reply',
  echo: 'the reply repeats the prompt',
  noCode: 'the reply holds nothing to run',
  limit: 'the answer ran into a limit of the sandbox',
};

export const gradeCommand: CliCommand = {
  id: 'grade',
  register: (program: Command, context) => {
    program
      .command('grade')
      .description('grade a saved reply to a scenario, without any server')
      .requiredOption('--scenario <id|file>', 'a built-in scenario, one of .plimsoll/scenarios, or a file')
      .requiredOption('--answer <file>', 'the reply, as the model wrote it')
      .option('--language <name>', "python, javascript, typescript …; the scenario's default when absent")
      .option('--cut-off', 'the reply was ended by the output limit (finish_reason length)')
      .option('--json', 'one JSON document on stdout')
      .action((options: GradeOptions) => context.finish(options, () => runGrade(options, context.signal)));
  },
};
