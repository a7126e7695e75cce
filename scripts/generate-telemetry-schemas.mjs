const FILES = [
  "positions.json",
  "orders.jsonl",
  "risk_vetoes.jsonl",
  "router_health.json",
  "nav_log.json",
  "nav.jsonl",
  "gating.jsonl",
  "nav_freshness.jsonl",
  "router_offsets.jsonl",
  "risk_state.json",
  "health.json",
];

/**
 * JSON Schemas of the files in a state directory. dist/ must be up to date.
 *
 * @type {readonly { path: string, render: () => Promise<string> }[]}
 */
export const telemetryGenerators = FILES.map((file) => ({
  path: `docs/generated/schemas/${file}.schema.json`,
  render: async () => {
    const { renderTelemetrySchema } = await import("../dist/core/telemetry/exported.schema.js");
    return renderTelemetrySchema(file);
  },
}));
