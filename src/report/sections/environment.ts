/** Section 1: when, what, with which settings, on which machine, with which software. */
import { serverNames } from '../../domain/server.ts';
import type { Machine } from '../../domain/machine.ts';
import type { ModelSummary, RunSummary } from '../../domain/runSummary.ts';
import { type Block, heading, table } from '../document/block.ts';
import { gib, moment, number, parameters, percent, whole } from '../words/numbers.ts';
import type { ReportWords } from '../words/english.ts';

type Row = readonly [string, string];

function gpuText(machine: Machine, words: ReportWords): string {
  if (machine.gpus.length === 0) return machine.gpuNote === undefined ? words.noGpu : words.sentence(machine.gpuNote);
  return machine.gpus
    .map((gpu) => [`GPU ${gpu.index}: ${gpu.name}`, gpu.vramTotalBytes === undefined ? undefined : `${gib(gpu.vramTotalBytes)} GiB`, gpu.driver === undefined ? undefined : words.driver(gpu.driver)].filter((part) => part !== undefined).join(', '))
    .join('; ');
}

function clientText(summary: RunSummary, words: ReportWords): string {
  const { client } = summary;
  if (client === undefined) return words.notMeasured;
  const difference = client.serverDifferencePercent === undefined ? undefined : percent(client.serverDifferencePercent);
  return `${words.verdicts[client.verdict]}: ${words.clientLine(number(client.eventLoopLagMsP99), number(client.roundTripMs), percent(client.mergedChunkPercent), difference)}`;
}

function serverText(summary: RunSummary, words: ReportWords): string {
  const { server, plan } = summary;
  if (server === undefined) return `${serverNames[plan.serverKind]}, ${plan.serverUrl}`;
  return `${serverNames[server.kind]} ${server.version ?? `(${words.unknown})`}, ${server.url} (${words.locations[server.location]})`;
}

export function environmentRows(summary: RunSummary, words: ReportWords): readonly Row[] {
  const { plan, machine } = summary;
  const { rows } = words;
  return [
    [rows.run, summary.runId],
    [rows.time, `${moment(summary.startedAt)} – ${summary.endedAt === undefined ? '…' : moment(summary.endedAt)}`],
    ...(summary.resumes > 0 ? [[rows.resumes, String(summary.resumes)] as const] : []),
    [rows.models, plan.models.join(', ')],
    [rows.suite, words.suites[plan.suite]],
    [rows.contexts, plan.contexts.length === 0 ? words.none : words.tokens(plan.contexts.map(whole).join(' / '))],
    [rows.repeats, String(plan.repeats)],
    [rows.prompt, words.tokens(whole(plan.promptTokens))],
    [rows.output, words.tokens(whole(plan.maxOutputTokens))],
    ...(plan.maxScenarioTokens === undefined ? [] : [[rows.scenarioOutput, words.tokens(whole(plan.maxScenarioTokens))] as const]),
    [rows.temperature, `${plan.temperature} / ${plan.seed}`],
    [rows.agent, plan.agent],
    [rows.server, serverText(summary, words)],
    [rows.os, machine.os],
    [rows.cpu, `${machine.cpu}, ${words.cores(machine.cpuCores)}`],
    [rows.memory, `${gib(machine.memoryBytes)} GiB`],
    [rows.gpu, gpuText(machine, words)],
    [rows.software, `Plimsoll ${summary.clientVersion}, Node.js ${summary.nodeVersion.replace(/^v/u, '')}`],
    [rows.client, clientText(summary, words)],
    [rows.plan, `sha256 ${summary.planHash.slice(0, 16)}`],
  ];
}

/** What each model is, as its server lists it. */
export function modelTable(models: readonly ModelSummary[], words: ReportWords): Block {
  const { columns } = words;
  const rows = models.map((model) => {
    const { info } = model;
    const text = (value: string | undefined): string => value ?? words.unknown;
    const tokens = (value: number | undefined): string => (value === undefined ? words.unknown : whole(value));
    return [
      model.id,
      text(info?.family),
      text(info?.parameterCount === undefined ? undefined : parameters(info.parameterCount)),
      text(info?.quantization),
      text(info?.sizeBytes === undefined ? undefined : gib(info.sizeBytes)),
      tokens(info?.trainedContextWindow),
      tokens(model.contextWindow),
    ];
  });
  return table([columns.model, columns.family, columns.parameters, columns.quantization, columns.size, columns.trained, columns.served], rows, { leftColumns: 4 });
}

export function environmentSection(summary: RunSummary, words: ReportWords): readonly Block[] {
  const { columns } = words;
  return [
    heading(2, words.headings.environment),
    table([columns.item, columns.value], environmentRows(summary, words), { leftColumns: 2 }),
    modelTable(summary.models, words),
  ];
}
