/** `plimsoll configure`: shows, writes or takes back the settings a run recommends. */
import { Argument, type Command } from 'commander';
import { throughGuard } from '../../../configure/throughGuard.ts';
import type { ConfigPlan } from '../../../domain/configPlan.ts';
import { fail, ok, type Result } from '../../../domain/failure.ts';
import { agentConnection, type AgentConnection, configurableAgents, type ConfigurableAgent } from '../../configure/agentConnection.ts';
import { readRunSettings, type RunSettings } from '../../configure/readRunSettings.ts';
import { verifyAgent, type Verified } from '../../configure/verifyAgent.ts';
import { type CliCommand, type CliContext, type CommandOutcome, failureOutcome } from '../command.ts';

export interface ConfigureOptions {
  readonly run?: string;
  readonly model?: string;
  readonly apply?: boolean;
  readonly undo?: boolean;
  readonly force?: boolean;
  readonly throughGuard?: string;
  readonly workspace?: string;
  readonly verify?: boolean;
  readonly json?: boolean;
}

export async function runConfigure(agent: ConfigurableAgent, options: ConfigureOptions, { env, signal }: Pick<CliContext, 'env' | 'signal'>): Promise<CommandOutcome> {
  const connection = agentConnection(agent, {
    env,
    workspaceFolder: options.workspace ?? process.cwd(),
    scope: options.workspace === undefined ? 'user' : 'workspace',
    mayOverwriteLaterChanges: options.force === true,
  });
  if (options.apply === true && options.undo === true) {
    return failureOutcome({ kind: 'invalidInput', detail: '--apply and --undo were both given.', advice: 'Give one of them.' });
  }
  if (options.undo === true) return undoLast(agent, connection);
  const chosen = await chooseSettings(options);
  if (!chosen.ok) return failureOutcome(chosen.failure);
  const snapshots = await connection.store.read();
  if (!snapshots.ok) return failureOutcome(snapshots.failure);
  const plan = connection.plan(snapshots.value, chosen.value.settings);
  if (!plan.ok) return failureOutcome(plan.failure);
  const notes = [...(chosen.value.note === undefined ? [] : [chosen.value.note]), ...plan.value.notes];
  if (options.apply !== true) return showPlan(plan.value, chosen.value, notes);
  const applied = await applyPlanned(connection, plan.value, chosen.value, notes);
  return options.verify === true && applied.exitCode === 0 ? withVerification(applied, await verifyAgent(agent, connection.store, signal)) : applied;
}

/** The settings stay applied when the request fails: the server may only be off right now. */
function withVerification(applied: CommandOutcome, verified: Result<Verified>): CommandOutcome {
  const json = { ...(applied.json as object), verification: verified.ok ? { ok: true, ...verified.value } : { ok: false, failure: verified.failure } };
  const words = verified.ok ? `Verified: ${verified.value.model} answered in ${Math.round(verified.value.totalMs)} ms.` : `Written, but not verified: ${verified.failure.detail} ${verified.failure.advice}`;
  return { exitCode: verified.ok ? 0 : 1, json, text: `${applied.text}\n${words}` };
}

async function chooseSettings(options: ConfigureOptions): Promise<Result<RunSettings>> {
  if (options.run === undefined) return fail('invalidInput', 'No run was given.', 'Give --run DIR, the folder of a finished run, or --undo.');
  const chosen = await readRunSettings(options.run, options.model);
  if (!chosen.ok || options.throughGuard === undefined) return chosen;
  const settings = throughGuard(chosen.value.settings, options.throughGuard);
  return settings.ok ? ok({ ...chosen.value, settings: settings.value }) : settings;
}

async function applyPlanned(connection: AgentConnection, plan: ConfigPlan, { settings }: RunSettings, notes: readonly string[]): Promise<CommandOutcome> {
  if (plan.edits.length === 0) return outcome(plan, 'unchanged', { settings, notes }, [`${plan.target} already has these settings.`]);
  const applied = await connection.store.apply(plan);
  if (!applied.ok) return failureOutcome(applied.failure);
  const { id, backupFolder } = applied.value;
  const words = [`Written and read back. Backups: ${backupFolder}`, `Take it back with: plimsoll configure ${plan.target} --undo`];
  return outcome(plan, 'applied', { settings, notes, applied: { id, backupFolder } }, words);
}

const showPlan = (plan: ConfigPlan, { settings }: RunSettings, notes: readonly string[]): CommandOutcome =>
  outcome(plan, 'planned', { settings, notes }, plan.edits.length === 0 ? ['Nothing to change.'] : ['Nothing was written; add --apply to write this.']);

/** Only masked diffs and key names leave the plan: its texts hold keys. */
function outcome(plan: ConfigPlan, action: string, more: { readonly notes: readonly string[]; readonly [field: string]: unknown }, words: readonly string[]): CommandOutcome {
  const files = plan.edits.map(({ path, before, touchedKeys, diff }) => ({ path, existed: before.sha256 !== undefined, touchedKeys, diff }));
  return {
    exitCode: 0,
    json: { schema: 'plimsoll.configure/v1', target: plan.target, action, files, needsWindowReload: plan.needsWindowReload, ...more },
    text: [...files.map((file) => file.diff), ...words, ...more.notes.map((note) => `Note: ${note}`)].join('\n'),
  };
}

async function undoLast(agent: ConfigurableAgent, { store }: AgentConnection): Promise<CommandOutcome> {
  const last = await store.lastApplied();
  if (!last.ok) return failureOutcome(last.failure);
  if (last.value === undefined) {
    return failureOutcome({ kind: 'invalidInput', detail: `Plimsoll has written nothing for ${agent} that was not undone.`, advice: 'There is nothing to undo.' });
  }
  const undone = await store.undo(last.value);
  if (!undone.ok) return failureOutcome(undone.failure);
  const now = await store.read();
  if (!now.ok) return failureOutcome(now.failure);
  const files = last.value.files.map(({ path, beforeSha256 }) => {
    const sha256 = now.value.find((one) => one.path === path)?.sha256;
    return { path, restored: sha256 !== beforeSha256 ? 'values' : sha256 === undefined ? 'removed' : 'bytes' } as const;
  });
  const json = { schema: 'plimsoll.configure/v1', target: agent, action: 'undone', id: last.value.id, files };
  return { exitCode: 0, json, text: files.map((file) => `${restoredWords[file.restored]} ${file.path}`).join('\n') };
}

const restoredWords = {
  bytes: 'restored byte for byte:',
  removed: 'removed, as it did not exist before:',
  values: 'own values taken back, later changes of others kept:',
} as const;

export const configureCommand: CliCommand = {
  id: 'configure',
  register: (program: Command, context: CliContext) => {
    program
      .command('configure')
      .description('write the settings a run recommends into an agent, and take them back')
      .addArgument(new Argument('<agent>', 'the agent').choices([...configurableAgents]))
      .option('--run <folder>', 'folder of a finished run')
      .option('--model <id>', 'which model of the run')
      .option('--apply', 'write; without it the plan is only shown')
      .option('--undo', 'restore what the last --apply changed, byte for byte')
      .option('--force', 'with --undo: also overwrite what was changed since')
      .option('--through-guard <url>', 'use the address a running `plimsoll guard` printed')
      .option('--workspace <folder>', 'write into this workspace instead of the user’s settings (workspace, kilo, continue)')
      .option('--verify', 'after --apply: one small request with the address, key and model the agent’s files now hold')
      .option('--json', 'print one JSON document')
      .action(async (agent: ConfigurableAgent, options: ConfigureOptions) => context.finish(options, () => runConfigure(agent, options, context)));
  },
};
