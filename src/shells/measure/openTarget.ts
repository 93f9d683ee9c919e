/** One model on one server, opened for a measuring command: who it is, how its prompts are counted. */
import { connectServer } from '../../adapters/servers/connectServer.ts';
import { tiktokenTokenizer } from '../../adapters/tokenizers/tiktoken.ts';
import { fail, ok, type Result } from '../../domain/failure.ts';
import type { ModelInfo } from '../../domain/model.ts';
import type { ServerAccess, ServerReport } from '../../domain/server.ts';
import type { CountMessages } from '../../measure/calibratedCounter.ts';
import type { InferenceServer } from '../../ports/inferenceServer.ts';

export interface Target {
  readonly server: InferenceServer;
  readonly report: ServerReport;
  readonly model: ModelInfo;
  /** By the server's own tokeniser, else by tiktoken with its error bar. */
  readonly countTokens: CountMessages;
}

function chooseModel(report: ServerReport, wanted: string | undefined): Result<ModelInfo> {
  const { models, url } = report;
  const model = wanted === undefined ? (models.find((one) => one.loaded !== false) ?? models[0]) : models.find((one) => one.id === wanted);
  if (model !== undefined) return ok(model);
  const list = models.map((one) => one.id).join(', ');
  const pull = report.kind === 'ollama' && wanted !== undefined ? ` Or get it: ollama pull ${wanted}` : '';
  return fail('modelMissing', `${url} does not serve ${wanted ?? 'any model'}.`, `${list === '' ? 'Load a model first.' : `It serves: ${list}.`}${pull}`);
}

function counterOf(server: InferenceServer, model: string, signal: AbortSignal): CountMessages {
  let canCount = true;
  return async (messages) => {
    if (canCount) {
      const exact = await server.countPrompt(model, { messages }, signal);
      if (exact.ok) return exact.value;
      canCount = exact.failure.kind !== 'unsupported';
    }
    return tiktokenTokenizer.count(messages.map((message) => message.content).join('\n'));
  };
}

/** A model that is not loaded shows its window only once it is: it is loaded, or one token is asked for, and then the server again. */
async function loaded(server: InferenceServer, model: ModelInfo, signal: AbortSignal): Promise<Result<ModelInfo>> {
  if (model.loaded !== false || model.contextWindow !== undefined) return ok(model);
  const warmed = await warm(server, model, signal);
  if (!warmed.ok) return warmed;
  const again = await server.report(signal);
  return again.ok ? ok(again.value.models.find((one) => one.id === model.id) ?? model) : again;
}

async function warm(server: InferenceServer, model: ModelInfo, signal: AbortSignal): Promise<Result<unknown>> {
  const asked = await server.load(model.id, signal);
  if (asked.ok || asked.failure.kind !== 'unsupported') return asked;
  return server.complete({ model: model.id, messages: [{ role: 'user', content: 'Hi' }], maxOutputTokens: 1, temperature: 0 }, { signal, idleTimeoutMs: 600_000 });
}

export async function openTarget(access: ServerAccess, wanted: string | undefined, signal: AbortSignal): Promise<Result<Target>> {
  const server = await connectServer(access, signal);
  if (!server.ok) return server;
  const report = await server.value.report(signal);
  if (!report.ok) return report;
  const chosen = chooseModel(report.value, wanted);
  if (!chosen.ok) return chosen;
  const model = await loaded(server.value, chosen.value, signal);
  if (!model.ok) return model;
  return ok({ server: server.value, report: report.value, model: model.value, countTokens: counterOf(server.value, model.value.id, signal) });
}
