/** Reads the tool calls of a reply, native or XML, and checks them against the tools' schemas. */
import { Ajv } from 'ajv';
import type { ToolSchema } from '../../domain/chat.ts';
import type { ToolStyle } from '../../domain/readiness.ts';
import type { Completion } from '../../domain/sample.ts';

export interface CheckedCall {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** undefined when the call is valid. */
  readonly problem?: string;
}

type Answer = Pick<Completion, 'text' | 'toolCalls'>;

export function callsOf(answer: Answer, style: ToolStyle, tools: readonly ToolSchema[]): readonly CheckedCall[] {
  return style === 'native' ? answer.toolCalls.map((call) => checkedNative(call.name, call.argumentsText, tools)) : xmlCalls(answer.text, tools);
}

function checkedNative(name: string, argumentsText: string, tools: readonly ToolSchema[]): CheckedCall {
  let parsed: unknown;
  try {
    parsed = JSON.parse(argumentsText === '' ? '{}' : argumentsText);
  } catch {
    return { name, args: {}, problem: 'the arguments are not JSON' };
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return { name, args: {}, problem: 'the arguments are not an object' };
  return checked(name, parsed as Record<string, unknown>, tools);
}

const ajv = new Ajv({ allErrors: false, strict: false });

function checked(name: string, args: Readonly<Record<string, unknown>>, tools: readonly ToolSchema[]): CheckedCall {
  const tool = tools.find((candidate) => candidate.name === name);
  if (!tool) return { name, args, problem: `there is no tool "${name}"` };
  if (ajv.validate(tool.parameters, args)) return { name, args };
  const [error] = ajv.errors ?? [];
  return { name, args, problem: `${error?.instancePath ?? ''} ${error?.message ?? 'is invalid'}`.trim() };
}

/** Outer tags that are tools; code blocks around them are a common mistake that agents forgive. */
function xmlCalls(text: string, tools: readonly ToolSchema[]): readonly CheckedCall[] {
  const names = tools.map(({ name }) => name).join('|');
  const calls: CheckedCall[] = [];
  for (const match of text.matchAll(new RegExp(`<(${names})>([\\s\\S]*?)(</\\1>|$)`, 'g'))) {
    const [, name = '', body = '', closing] = match;
    const args = xmlArguments(body, tools.find((tool) => tool.name === name));
    calls.push(closing === '' ? { name, args, problem: `<${name}> is not closed` } : checked(name, args, tools));
  }
  const [unknown] = calls.length === 0 ? (/^<([a-z_]+)>\s*<[a-z_]+>/m.exec(text)?.slice(1) ?? []) : [];
  return unknown === undefined ? calls : [{ name: unknown, args: {}, problem: `there is no tool "${unknown}"` }];
}

/** XML carries text only: numbers, booleans and lists are read as the schema wants them. */
function xmlArguments(body: string, tool: ToolSchema | undefined): Readonly<Record<string, unknown>> {
  const properties = (tool?.parameters['properties'] ?? {}) as Readonly<Record<string, { readonly type?: string }>>;
  const args: Record<string, unknown> = {};
  for (const [, key = '', value = ''] of body.matchAll(/<([a-z_]+)>([\s\S]*?)<\/\1>/g)) args[key] = typed(value.replace(/^\n|\n$/g, ''), properties[key]?.type);
  return args;
}

function typed(value: string, type: string | undefined): unknown {
  if (type === 'integer') return /^\d+$/.test(value.trim()) ? Number(value) : value;
  if (type === 'boolean') return value.trim() === 'true' ? true : value.trim() === 'false' ? false : value;
  if (type !== 'array') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
