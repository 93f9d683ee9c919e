/** The ports that need no choice: this machine's clocks, hardware and tokeniser. */
import { startEventLoopWatch } from '../adapters/clock/eventLoopWatch.ts';
import { systemClock } from '../adapters/clock/systemClock.ts';
import { thisMachine } from '../adapters/hardware/thisMachine.ts';
import { tiktokenTokenizer } from '../adapters/tokenizers/tiktoken.ts';
import type { RunPorts } from '../run/runPorts.ts';
import { version } from './version.ts';

export function systemPorts(): Pick<RunPorts, 'clock' | 'hardware' | 'tokenizer' | 'startSelfWatch' | 'clientVersion'> {
  return { clock: systemClock, hardware: thisMachine(), tokenizer: tiktokenTokenizer, startSelfWatch: startEventLoopWatch, clientVersion: version };
}
