import { Counter, Gauge, Registry } from "prom-client";
import type { MetricFamily } from "../../domain/metric.js";

export const METRICS_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/** The figures in Prometheus' text format. A family without a sample is left out: absence is what its alert looks for. */
export async function renderMetrics(families: readonly MetricFamily[]): Promise<string> {
  const registry = new Registry();
  for (const { name, help, kind, samples } of families) {
    const [first] = samples;
    if (first === undefined) continue;
    const options = { name, help, labelNames: Object.keys(first.labels), registers: [registry] };
    if (kind === "gauge") {
      const metric = new Gauge(options);
      for (const { labels, value } of samples) metric.set({ ...labels }, value);
    } else {
      const metric = new Counter(options);
      for (const { labels, value } of samples) metric.inc({ ...labels }, value);
    }
  }
  return registry.metrics();
}
