/** A study's progress over machines in words. */
import type { CellCounts, FleetStatus, RunningCell } from '../../../../domain/fleet.ts';

function counted({ total, done, running, waiting, dead, cancelled }: CellCounts): string {
  const rest = [running > 0 && `${running} running`, waiting > 0 && `${waiting} waiting`, dead > 0 && `${dead} given up`, cancelled > 0 && `${cancelled} cancelled`].filter((part) => part !== false);
  return [`${done} of ${total} done`, ...rest].join(', ');
}

const words = { running: 'running', cancelled: 'cancelled', ended: 'ended' } as const;

function runningLine({ place, part, run, step, attempt, isPlaceAlive }: RunningCell): string {
  const again = attempt > 1 ? `, try ${attempt}` : '';
  const silent = isPlaceAlive ? '' : ' (its worker is gone; it will be given out again)';
  return `  ${place}: ${step ?? `${part} of ${run}`}${again}${silent}`;
}

/** How many given-up cells are listed one by one. */
const listed = 50;

export function statusText(status: FleetStatus): string {
  const places = status.places.map((place) => `  ${place.name}: ${counted(place.cells)}${place.isAlive || place.cells.waiting + place.cells.running === 0 ? '' : ' (no worker now)'}`);
  const dead = status.dead.slice(0, listed).map(({ part, run, place, failure, stranded }) => `  ${part} of ${run} at ${place}: ${failure.detail} ${failure.advice}${stranded > 0 ? ` ${stranded} cells that need it could not begin.` : ''}`.trimEnd());
  return [
    `Study ${status.id} ("${status.name}"), submitted ${status.submittedAt}: ${words[status.state]}; ${counted(status.cells)}.`,
    ...places,
    ...(status.running.length === 0 ? [] : ['Running:', ...status.running.map(runningLine)]),
    ...(dead.length === 0 ? [] : ['Given up (submit the plan again to try once more):', ...dead]),
    ...(status.dead.length > listed ? [`  … and ${status.dead.length - listed} more`] : []),
  ].join('\n');
}

export const watchLine = (status: FleetStatus): string => `${counted(status.cells)}${status.running.length === 0 ? '' : ` | ${status.running.map((cell) => `${cell.place}: ${cell.step ?? cell.part}`).join(' | ')}`}`;
