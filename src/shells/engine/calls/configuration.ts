/** Plans, writes, proves and takes back an agent's settings; a plan's texts may hold keys and never leave this process. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { AgentTarget, AppliedConfig, ConfigPlan } from '../../../domain/configPlan.ts';
import { fail, ok, type Result } from '../../../domain/failure.ts';
import type { RecommendedSettings } from '../../../domain/recommendation.ts';
import type { ConfigurationReport } from '../../../protocol/engine.ts';
import { agentConnection, type AgentConnection, configurableAgents } from '../../configure/agentConnection.ts';
import { type CallOf, type Say, sayFailed } from '../say.ts';

interface Asked {
  readonly target: AgentTarget;
  readonly workspaceFolder?: string;
}

/** The plan shown last for a target: what "apply" means. */
const shown = new Map<AgentTarget, ConfigPlan>();

function connectionOf({ target, workspaceFolder }: Asked): Result<AgentConnection> {
  const agent = configurableAgents.find((known) => known === target);
  if (agent === undefined) return fail('unsupported', `Plimsoll cannot configure ${target} here.`, 'Copy the values from the report.');
  return ok(agentConnection(agent, { env: process.env, workspaceFolder: workspaceFolder ?? process.cwd() }));
}

const reportOf = (target: AgentTarget, state: ConfigurationReport['state'], plan: ConfigPlan | undefined, canUndo: boolean, notes: readonly string[] = []): ConfigurationReport => ({
  target,
  state,
  files: plan?.edits.map(({ path, diff }) => ({ path, diff })) ?? [],
  notes: [...(plan?.notes ?? []), ...notes],
  needsWindowReload: plan?.needsWindowReload ?? false,
  canUndo,
});

async function planned(connection: AgentConnection, settings: RecommendedSettings): Promise<Result<ConfigPlan>> {
  const snapshots = await connection.store.read();
  return snapshots.ok ? connection.plan(snapshots.value, settings) : snapshots;
}

async function answer(say: Say, work: () => Promise<Result<ConfigurationReport>>): Promise<void> {
  const report = await work();
  if (report.ok) say({ say: 'configuration', configuration: report.value });
  else sayFailed(say, report.failure);
}

export const planConfiguration = (call: CallOf<'planConfiguration'>, say: Say): Promise<void> =>
  answer(say, async () => {
    const connection = connectionOf(call);
    if (!connection.ok) return connection;
    const plan = await planned(connection.value, call.settings);
    if (!plan.ok) return plan;
    shown.set(call.target, plan.value);
    const last = await connection.value.store.lastApplied();
    return ok(reportOf(call.target, 'planned', plan.value, last.ok && last.value !== undefined));
  });

export const applyConfiguration = (call: CallOf<'applyConfiguration'>, say: Say): Promise<void> =>
  answer(say, async () => {
    const connection = connectionOf(call);
    if (!connection.ok) return connection;
    const plan = shown.get(call.target);
    if (plan === undefined) return fail('invalidInput', 'No plan was shown yet.', 'Look at the changes first, then apply them.');
    if (plan.edits.length === 0) return ok(reportOf(call.target, 'verified', plan, false, ['Nothing to change: the agent has these settings already.']));
    const applied = await connection.value.store.apply(plan);
    if (!applied.ok) return applied;
    shown.delete(call.target);
    return ok(reportOf(call.target, 'applied', plan, true, [`Backups: ${applied.value.backupFolder}`]));
  });

async function lastOf(connection: AgentConnection, target: AgentTarget): Promise<Result<AppliedConfig>> {
  const last = await connection.store.lastApplied();
  if (!last.ok) return last;
  return last.value === undefined ? fail('invalidInput', `Plimsoll has written nothing for ${target} that was not undone.`, 'There is nothing to undo.') : ok(last.value);
}

export const undoConfiguration = (call: CallOf<'undoConfiguration'>, say: Say): Promise<void> =>
  answer(say, async () => {
    const connection = connectionOf(call);
    if (!connection.ok) return connection;
    const last = await lastOf(connection.value, call.target);
    if (!last.ok) return last;
    const undone = await connection.value.store.undo(last.value);
    if (!undone.ok) return undone;
    const words = last.value.files.map((file) => `${file.backupPath === undefined ? 'Removed' : 'Restored'} ${file.path}`);
    return ok({ ...reportOf(call.target, 'undone', undefined, false, words), needsWindowReload: call.target === 'cline' });
  });

async function unchangedSince(applied: AppliedConfig): Promise<readonly string[]> {
  const changed: string[] = [];
  for (const file of applied.files) {
    const bytes = await readFile(file.path).catch(() => undefined);
    const hash = bytes === undefined ? undefined : createHash('sha256').update(bytes).digest('hex');
    if (hash !== file.afterSha256) changed.push(file.path);
  }
  return changed;
}

/** An agent that was running may have written its own memory over ours; with `settings` only our keys count, else the whole file. */
export const verifyConfiguration = (call: CallOf<'verifyConfiguration'>, say: Say): Promise<void> =>
  answer(say, async () => {
    const connection = connectionOf(call);
    if (!connection.ok) return connection;
    const last = await connection.value.store.lastApplied();
    if (!last.ok) return last;
    if (last.value === undefined) return ok(reportOf(call.target, 'none', undefined, false));
    const changed = await unchangedSince(last.value);
    if (changed.length === 0) return ok(reportOf(call.target, 'verified', undefined, true));
    if (call.settings === undefined) return ok(reportOf(call.target, 'overwritten', undefined, true, changed.map((path) => `${path} was changed since Plimsoll wrote it.`)));
    const again = await planned(connection.value, call.settings);
    if (!again.ok) return again;
    return ok(reportOf(call.target, again.value.edits.length === 0 ? 'verified' : 'overwritten', again.value, true));
  });
