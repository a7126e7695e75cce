/** One figure of a metric, with the labels that tell it from its neighbours. */
export interface MetricSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * Figures of one name, for whoever watches from outside. The name ends in its unit (seconds, bytes, usdt, ratio; `_total` for
 * what only grows). Labels take few values, known beforehand: never an id, an order or a message. A figure that can't be
 * known has no sample.
 */
export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly kind: "gauge" | "counter";
  readonly samples: readonly MetricSample[];
}

type Figures =
  MetricSample["value"] | null | readonly (readonly [labels: MetricSample["labels"], value: number | null])[];

function samplesOf(figures: Figures): readonly MetricSample[] {
  const rows = typeof figures === "number" || figures === null ? [[{}, figures] as const] : figures;
  return rows.flatMap(([labels, value]) => (value !== null && Number.isFinite(value) ? [{ labels, value }] : []));
}

export function gauge(name: string, help: string, figures: Figures): MetricFamily {
  return { name, help, kind: "gauge", samples: samplesOf(figures) };
}

export function counter(name: string, help: string, figures: Figures): MetricFamily {
  return { name, help, kind: "counter", samples: samplesOf(figures) };
}

/** One sample for each name that could hold: 1 for the one that does. */
export function oneOf(label: string, names: readonly string[], holds: string): Figures {
  return names.map((name) => [{ [label]: name }, name === holds ? 1 : 0] as const);
}
