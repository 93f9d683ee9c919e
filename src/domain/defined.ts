/** Builds objects whose absent values are absent keys, as exactOptionalPropertyTypes wants it. */

/** Drops keys whose value is undefined or null (foreign JSON says null where it means "not known"). */
export function defined<T extends Readonly<Record<string, unknown>>>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null)) as { [K in keyof T]?: NonNullable<T[K]> };
}
