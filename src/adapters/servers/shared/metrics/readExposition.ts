/** Reads Prometheus' text format as far as servers use it: names and values; labels are skipped, because Plimsoll asks of a server as a whole. */

export interface MetricSample {
  readonly name: string;
  readonly value: number;
}

// name, labels in braces (their values may hold escaped quotes and braces), value, an optional time
const sampleLine = /^([a-zA-Z_:][\w:]*)(?:\{(?:[^"{}]|"(?:[^"\\]|\\.)*")*\})?[ \t]+(\S+)(?:[ \t]+-?\d+)?$/;

/** undefined when a line is of another language: half a page of figures is none. */
export function readExposition(text: string): readonly MetricSample[] | undefined {
  const samples: MetricSample[] = [];
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (line === '' || line.startsWith('#')) continue;
    const [, name, written] = sampleLine.exec(line) ?? [];
    const value = valueOf(written ?? '');
    if (name === undefined || value === undefined) return undefined;
    samples.push({ name, value });
  }
  return samples;
}

function valueOf(written: string): number | undefined {
  const infinite = { '+Inf': Infinity, Inf: Infinity, '-Inf': -Infinity, NaN: NaN }[written];
  if (infinite !== undefined) return infinite;
  const value = Number(written);
  return written === '' || Number.isNaN(value) ? undefined : value;
}
