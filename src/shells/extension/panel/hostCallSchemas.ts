/** What the panel may say, checked before anything is done: a page is never trusted, not even our own. */
import * as z from 'zod/mini';
import type { HostArguments, HostCalls } from '../../../protocol/panel.ts';

const text = z.string().check(z.maxLength(4_096));
const nothing = z.strictObject({});
const target = z.enum(['cline', 'kilo', 'continue', 'roo', 'workspace']);
const runChoice = z.strictObject({ runFolder: text });

type Schemas = { readonly [Call in keyof HostArguments]: z.ZodMiniType<HostArguments[Call]> };

export const hostCallSchemas: Schemas = {
  ready: nothing,
  findServers: nothing,
  startBenchmark: z.strictObject({ url: text, models: z.array(text).check(z.maxLength(50)), suite: z.enum(['quick', 'full']) }),
  cancel: nothing,
  pause: nothing,
  resume: runChoice,
  openRun: runChoice,
  openReport: runChoice,
  compare: z.strictObject({ runFolders: z.array(text).check(z.maxLength(20)) }),
  checkBudget: z.strictObject({ url: text, model: text }),
  setApiKey: z.strictObject({ url: text }),
  addServer: nothing,
  planConfiguration: z.strictObject({ target, runFolder: text, model: text }),
  applyConfiguration: z.strictObject({ target }),
  undoConfiguration: z.strictObject({ target }),
};

const envelope = z.strictObject({ call: z.string(), with: z.unknown() });

/** Hands a message to its handler; false when it is not one of ours. */
export function dispatchHostCall(message: unknown, handlers: HostCalls): boolean {
  const opened = envelope.safeParse(message);
  return opened.success && isHostCall(opened.data.call) && deliver(opened.data.call, opened.data.with, handlers);
}

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the parameter ties schema and handler of one call together
function deliver<Call extends keyof HostArguments>(call: Call, argument: unknown, handlers: HostCalls): boolean {
  const parsed = hostCallSchemas[call].safeParse(argument);
  if (parsed.success) handlers[call](parsed.data);
  return parsed.success;
}

function isHostCall(call: string): call is keyof HostArguments {
  return Object.hasOwn(hostCallSchemas, call);
}
