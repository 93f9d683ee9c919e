/** What a scenario file may hold at a place, read from the JSON Schema that its checker is made of. */
import { z } from 'zod';
import { scenarioFileSchema } from '../../adapters/scenarios/scenarioSchema.ts';

export interface Property {
  readonly name: string;
  readonly description: string;
  readonly type: string;
  readonly isRequired: boolean;
}

interface Shape {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly additionalProperties?: boolean | Shape;
  readonly propertyNames?: Shape;
  readonly required?: readonly string[];
  readonly items?: Shape;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly oneOf?: readonly Shape[];
  readonly anyOf?: readonly Shape[];
}

let whole: Shape | undefined;

/** Inputs, because that is what people write; made once, on the first scenario file. */
function schema(): Shape {
  const made = whole ?? (z.toJSONSchema(scenarioFileSchema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as Shape);
  whole = made;
  return made;
}

/** Keys allowed in the mapping at `path`. */
export function propertiesAt(path: readonly string[], kind: string | undefined): readonly Property[] {
  const found = new Map<string, Property>();
  for (const shape of shapesAt(path, kind)) {
    for (const [name, property] of Object.entries(shape.properties ?? {})) {
      found.set(name, { name, description: property.description ?? '', type: typeOf(property), isRequired: shape.required?.includes(name) === true });
    }
    // `variants` has the languages as its keys
    for (const name of shape.propertyNames?.enum ?? []) found.set(String(name), { name: String(name), description: '', type: '', isRequired: false });
  }
  return [...found.values()];
}

/** Values allowed for the key at the end of `path`; empty where anything goes. */
export function valuesAt(path: readonly string[], kind: string | undefined): readonly string[] {
  const isKind = path.length === 1 && path[0] === 'kind';
  const values = shapesAt(path, isKind ? undefined : kind).flatMap((shape) => [...(shape.enum ?? []), ...('const' in shape ? [shape.const] : []), ...(shape.type === 'boolean' ? [true, false] : [])]);
  return [...new Set(values.map(String))];
}

function shapesAt(path: readonly string[], kind: string | undefined): readonly Shape[] {
  const kinds = (schema().oneOf ?? schema().anyOf ?? []).filter((shape) => kind === undefined || shape.properties?.['kind']?.const === kind);
  return path.reduce<readonly Shape[]>((shapes, key) => shapes.flatMap((shape) => step(shape, key)).flatMap(alternatives), kinds.length > 0 ? kinds : (schema().oneOf ?? []));
}

function step(shape: Shape, key: string): readonly Shape[] {
  if (key === '[]') return shape.items === undefined ? [] : [shape.items];
  const property = shape.properties?.[key];
  if (property !== undefined) return [property];
  return typeof shape.additionalProperties === 'object' ? [shape.additionalProperties] : [];
}

const alternatives = (shape: Shape): readonly Shape[] => (shape.oneOf ?? shape.anyOf ?? [shape]).flatMap((one) => (one === shape ? [one] : alternatives(one)));

function typeOf(shape: Shape): string {
  if (shape.enum !== undefined) return shape.enum.map(String).join(' | ');
  if (typeof shape.const === 'string') return shape.const;
  return typeof shape.type === 'string' ? shape.type : '';
}
