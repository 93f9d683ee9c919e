/** Everything the panel knows, as one plain value; every change draws the page anew. */
import type { ConfigurationReport, RunHeadline } from '../../src/protocol/engine.ts';
import type { LiveTick, PanelView, RunState, ServersState } from '../../src/protocol/panel.ts';
import type { Failure } from '../../src/domain/failure.ts';
import type { FleetStatus } from '../../src/domain/fleet.ts';
import type { RunSummary } from '../../src/domain/runSummary.ts';

export interface PanelState {
  readonly language: string;
  readonly view: PanelView;
  readonly servers: ServersState;
  readonly run: RunState;
  readonly live: LiveTick | undefined;
  /** Where the run stood when this page began to watch it: the remaining time is reckoned from here. */
  readonly watch: { readonly sinceMs: number; readonly doneThen: number } | undefined;
  readonly history: readonly RunHeadline[];
  /** Run folders ticked for comparison. */
  readonly ticked: readonly string[];
  readonly compared: readonly RunSummary[];
  readonly configuration: ConfigurationReport | undefined;
  readonly fleet: FleetStatus | undefined;
  readonly problem: Failure | undefined;
  /** Models chosen on the servers page, `url model`. */
  readonly chosenModels: readonly string[];
}

export type Update = (change: Partial<PanelState>) => void;

export interface Store {
  readonly state: PanelState;
  readonly update: Update;
}

const emptyState: PanelState = {
  language: 'en',
  view: 'servers',
  servers: { state: 'unknown', agent: 'cline-next', verdicts: [] },
  run: { state: 'idle' },
  live: undefined,
  watch: undefined,
  configuration: undefined,
  fleet: undefined,
  problem: undefined,
  history: [],
  ticked: [],
  compared: [],
  chosenModels: [],
};

/** Several changes in a row (a greeting is five) draw once. */
export function createStore(draw: (state: PanelState) => void): Store {
  let state = emptyState;
  let isDrawingDue = false;
  return {
    get state() {
      return state;
    },
    update: (change) => {
      state = { ...state, ...change };
      if (isDrawingDue) return;
      isDrawingDue = true;
      queueMicrotask(() => {
        isDrawingDue = false;
        draw(state);
      });
    },
  };
}
