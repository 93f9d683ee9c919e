/** `plimsoll fit`: will this model with this context fit the card, what is the largest context, and how far off was that? */
import { type Command, Option } from 'commander';
import { stateFolder } from '../../../adapters/agents/shared/stateFolder.ts';
import { processMemoryBytes } from '../../../adapters/hardware/processMemory.ts';
import { thisMachine } from '../../../adapters/hardware/thisMachine.ts';
import { keepFitObservation, readFitObservations } from '../../../adapters/storage/fitObservations.ts';
import { gibText } from '../../../budget/fit/byteSize.ts';
import { decideFit } from '../../../budget/fit/decideFit.ts';
import { kvTypes } from '../../../budget/fit/kvTypes.ts';
import { learnResidual, residualOf } from '../../../budget/fit/residual.ts';
import { ok, type Result } from '../../../domain/failure.ts';
import type { FitPlace, FitQuestion, FitResidual, FitVerdict, KvType } from '../../../domain/fit.ts';
import { findShape, type FoundShape } from '../../fit/findShape.ts';
import { accessFor, type AccessOptions, selfSignedOption } from '../access.ts';
import { byteSize, byteSizes } from '../byteSizeOption.ts';
import { type CliCommand, type CliContext, type CommandOutcome, failureOutcome } from '../command.ts';
import { wholeNumber } from '../wholeNumber.ts';

export interface FitOptions extends AccessOptions {
  readonly gguf?: string;
  readonly hf?: string;
  readonly url?: string;
  readonly model?: string;
  readonly context?: number;
  readonly vram?: readonly number[];
  readonly reserve?: number;
  readonly kvType: KvType;
  readonly microBatch: number;
  readonly cpu?: boolean;
  readonly measured?: number;
  readonly pid?: number;
  readonly json?: boolean;
}

type Surroundings = Pick<CliContext, 'env' | 'signal'>;

const usualContext = 32_768;

/** The cards given, else this machine's; with --cpu the machine's memory. */
async function roomOf(options: FitOptions): Promise<readonly number[] | undefined> {
  if (options.vram !== undefined) return options.vram;
  const machine = await thisMachine().describe();
  if (options.cpu === true) return [machine.memoryBytes];
  const cards = machine.gpus.map((gpu) => gpu.vramTotalBytes).filter((bytes) => bytes !== undefined);
  return cards.length === 0 ? undefined : cards;
}

async function measuredBytes(options: FitOptions, found: FoundShape): Promise<Result<number | undefined>> {
  if (options.measured !== undefined) return ok(options.measured);
  if (options.pid !== undefined) return processMemoryBytes(options.pid);
  // what Ollama says it takes leaves its process out: in main memory that is no measurement of the whole
  return ok(options.cpu === true ? undefined : found.loadedBytes);
}

async function ask(options: FitOptions, found: FoundShape, { env }: Surroundings): Promise<Result<FitQuestion>> {
  const place: FitPlace = options.cpu === true ? 'cpu' : 'gpu';
  const kept = await readFitObservations(stateFolder(env));
  if (!kept.ok) return kept;
  const learned = learnResidual(found.shape.architecture, kept.value.filter((one) => one.place === place));
  const room = await roomOf(options);
  return ok({
    shape: found.shape,
    contextWindow: options.context ?? found.loadedContextWindow ?? Math.min(usualContext, found.shape.trainedContextWindow ?? usualContext),
    kvType: options.kvType,
    place,
    microBatch: options.microBatch,
    ...(room === undefined ? {} : { cardsBytes: room }),
    ...(options.reserve === undefined ? {} : { reservedBytes: options.reserve }),
    ...(learned === undefined ? {} : { learned }),
  });
}

/** Keeps what was learned from the uncorrected prediction. */
async function compare(question: FitQuestion, verdict: FitVerdict, measured: number, { env }: Surroundings): Promise<Result<FitResidual>> {
  const predictedBytes = Math.round(verdict.totalBytes / (question.learned?.ratio ?? 1));
  const kept = await keepFitObservation(stateFolder(env), { architecture: question.shape.architecture, predictedBytes, measuredBytes: measured, place: question.place });
  return kept.ok ? ok(residualOf(verdict.totalBytes, measured)) : kept;
}

function words(verdict: FitVerdict, residual: FitResidual | undefined): string {
  const size = verdict.contextWindow.toLocaleString('en-US');
  const head =
    verdict.fits === undefined
      ? `${verdict.architecture} with ${size} tokens needs ${gibText(verdict.totalBytes)}; no GPU was seen here, give --vram to compare (or --cpu).`
      : `${verdict.fits ? 'Fits' : 'Does not fit'}: ${verdict.architecture} with ${size} tokens needs ${gibText(verdict.totalBytes)}; the largest context that fits is ${(verdict.largestContext ?? 0).toLocaleString('en-US')} tokens.`;
  const sliding = verdict.slidingWindowBytes === 0 ? '' : `, of which ${gibText(verdict.slidingWindowBytes)} for sliding windows`;
  return [
    head,
    `  weights   ${gibText(verdict.weightsBytes)}`,
    `  KV cache  ${gibText(verdict.kvBytes)} (${verdict.kvBytesPerToken.toLocaleString('en-US')} bytes a token in ${verdict.kvType}${sliding})`,
    `  buffers   ${gibText(verdict.bufferBytes)}`,
    ...(residual === undefined ? [] : [`  measured  ${gibText(residual.measuredBytes)}: ${Math.abs(residual.percent).toFixed(1)} % ${residual.percent >= 0 ? 'more' : 'less'} than predicted; kept for the next prediction`]),
    'Assumed:',
    ...verdict.assumptions.map((text) => `  - ${text}`),
  ].join('\n');
}

export async function runFit(options: FitOptions, surroundings: Surroundings): Promise<CommandOutcome> {
  const { url, gguf, hf, model } = options;
  const source = { ...(gguf === undefined ? {} : { gguf }), ...(hf === undefined ? {} : { hf }), ...(model === undefined ? {} : { model }), ...(url === undefined ? {} : { access: accessFor(url, surroundings.env, options) }) };
  const found = await findShape(source, surroundings.signal);
  if (!found.ok) return failureOutcome(found.failure);
  const question = await ask(options, found.value, surroundings);
  if (!question.ok) return failureOutcome(question.failure);
  const verdict = decideFit(question.value);
  const measured = await measuredBytes(options, found.value);
  if (!measured.ok) return failureOutcome(measured.failure);
  const residual = measured.value === undefined ? ok(undefined) : await compare(question.value, verdict, measured.value, surroundings);
  if (!residual.ok) return failureOutcome(residual.failure);
  const json = { schema: 'plimsoll.fit/v1', ...verdict, ...(residual.value === undefined ? {} : { residual: residual.value }) };
  return { exitCode: verdict.fits === false ? 3 : 0, json, text: words(verdict, residual.value) };
}

export const fitCommand: CliCommand = {
  id: 'fit',
  register: (program: Command, context: CliContext) => {
    program
      .command('fit')
      .description('predict weights, KV cache and buffers of a model, and the largest context that fits a card')
      .option('--gguf <file>', 'a GGUF file (the first part of a split one)')
      .option('--hf <folder>', 'a Hugging Face folder with config.json and safetensors, as vLLM is given')
      .option('--url <url>', 'a running Ollama or llama.cpp server (key, if any, in PLIMSOLL_API_KEY)')
      .option(...selfSignedOption)
      .option('--model <id>', 'a model of that server')
      .option('--context <tokens>', 'context window; default: as loaded, else 32768', wholeNumber(256))
      .option('--vram <sizes>', 'memory of the card, several with commas: 24GiB or 24GiB,24GiB; default: this machine’s cards', byteSizes)
      .option('--reserve <size>', 'memory a card must keep free for others', byteSize)
      .addOption(new Option('--kv-type <type>', 'type of the KV cache').choices(kvTypes).default('f16'))
      .option('--micro-batch <tokens>', 'tokens processed at once in prefill (llama.cpp -ub)', wholeNumber(1), 512)
      .option('--cpu', 'in main memory, without a GPU')
      .option('--measured <size>', 'what the load really took, to be compared and learned from', byteSize)
      .option('--pid <id>', 'process of the running server, whose memory is measured', wholeNumber(1))
      .option('--json', 'print one JSON document')
      .action(async (options: FitOptions) => context.finish(options, () => runFit(options, context)));
  },
};
