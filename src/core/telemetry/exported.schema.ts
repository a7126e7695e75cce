import { z } from "zod";
import { gatingRow, navFreshnessRow, routerOffsetRow } from "./change-log.schema.js";
import { healthFile } from "./health.schema.js";
import { navLogFile, navRow } from "./nav.schema.js";
import { orderRow } from "./orders.schema.js";
import { positionsFile } from "./positions.schema.js";
import { riskStateFile } from "./risk-state.schema.js";
import { routerHealthFile } from "./router-health.schema.js";
import { vetoRow } from "./vetoes.schema.js";

/** Schema of each telemetry file; for a .jsonl file that of one line. */
export const TELEMETRY_SCHEMAS = {
  "positions.json": positionsFile,
  "orders.jsonl": orderRow,
  "risk_vetoes.jsonl": vetoRow,
  "router_health.json": routerHealthFile,
  "nav_log.json": navLogFile,
  "nav.jsonl": navRow,
  "gating.jsonl": gatingRow,
  "nav_freshness.jsonl": navFreshnessRow,
  "router_offsets.jsonl": routerOffsetRow,
  "risk_state.json": riskStateFile,
  "health.json": healthFile,
} as const;
export type TelemetryFileName = keyof typeof TELEMETRY_SCHEMAS;

/** The schema of a telemetry file as it is written, a JSON Schema document, ending in a line break. */
export function renderTelemetrySchema(file: TelemetryFileName): string {
  const schema = z.toJSONSchema(TELEMETRY_SCHEMAS[file], { io: "output" });
  return `${JSON.stringify({ ...schema, title: file }, null, 2)}\n`;
}
