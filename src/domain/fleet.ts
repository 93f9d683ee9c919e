/** A study over several machines: places that work, cells they work on, and how far the study is. */
import type { Failure } from './failure.ts';
import type { Machine } from './machine.ts';
import type { RunEvent } from './runEvent.ts';
import type { RunPart } from './runPart.ts';
import type { RunPlan } from './runPlan.ts';
import type { ServerReport } from './server.ts';
import type { StudyCell, StudyPlan } from './study.ts';

/** Where one cell is worked on at a time: a host, or one GPU of it. Announced by its worker when that starts. */
export interface Place {
  /** Letters, digits, dots, hyphens and underscores. */
  readonly name: string;
  readonly machine: Machine;
  /** Hash of what figures depend on: machine, servers and their versions. */
  readonly fingerprint: string;
  readonly clientVersion: string;
  /** `url` of each as plans spell it; what the worker itself calls it is its own affair. */
  readonly servers: readonly ServerReport[];
}

export interface KnownPlace extends Place {
  /** Its worker runs now. */
  readonly isAlive: boolean;
}

/** One model on one server at one place: a run, cut into cells. */
export interface FleetRun extends StudyCell {
  readonly place: string;
  readonly plan: RunPlan;
  /** Of the journal; the same however often a cell is tried. */
  readonly runId: string;
  readonly cells: readonly FleetCell[];
}

export interface FleetCell {
  /** Hash of study, run and part: the same cell is stored once however often it is submitted or delivered. */
  readonly key: string;
  readonly part: RunPart;
}

export interface FleetStudy {
  /** Hash of the plan: submitting it twice is submitting it once. */
  readonly id: string;
  readonly plan: StudyPlan;
  /** As the file stands. */
  readonly planText: string;
  readonly runs: readonly FleetRun[];
}

/** A cell given up, and why. */
export interface DeadCell {
  readonly key: string;
  readonly run: string;
  readonly part: RunPart;
  readonly place: string;
  readonly failure: Failure;
  /** Cells that could not begin because of it. */
  readonly stranded: number;
}

export interface RunningCell {
  readonly run: string;
  readonly part: RunPart;
  readonly place: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** How often it was begun. */
  readonly attempt: number;
  readonly isPlaceAlive: boolean;
  /** Its last step, in words. */
  readonly step?: string;
}

export interface CellCounts {
  readonly total: number;
  readonly done: number;
  readonly running: number;
  readonly waiting: number;
  /** Given up, or never begun because what they need was given up. */
  readonly dead: number;
  readonly cancelled: number;
}

export interface FleetStatus {
  readonly id: string;
  readonly name: string;
  /** ISO 8601. */
  readonly submittedAt: string;
  /** `ended`: no cell will change any more. */
  readonly state: 'running' | 'cancelled' | 'ended';
  readonly cells: CellCounts;
  readonly places: readonly { readonly name: string; readonly isAlive: boolean; readonly cells: CellCounts }[];
  readonly running: readonly RunningCell[];
  readonly dead: readonly DeadCell[];
}

/** A cell's result as stored. */
export interface StoredCell {
  readonly key: string;
  readonly run: string;
  readonly part: RunPart;
  readonly place: string;
  readonly seconds: number;
  readonly events: readonly RunEvent[];
}
