/** The commands that measure one thing each, beside `bench`, which measures everything. */
import type { CliCommand } from '../../command.ts';
import { compareCommand } from './compare.ts';
import { effectiveCommand } from './effective.ts';
import { loadCommand } from './load.ts';
import { prefillCommand } from './prefill.ts';

export const measuringCommands: readonly CliCommand[] = [effectiveCommand, prefillCommand, compareCommand, loadCommand];
