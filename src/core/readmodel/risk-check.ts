import { riskStateFile } from "../telemetry/risk-state.schema.js";
import { checkShape, type ReadFailure } from "./read-state.js";

/** Where a risk state breaks its schema; null if it doesn't. */
export function explainRiskState(file: string, value: unknown): ReadFailure | null {
  const checked = checkShape(file, value, riskStateFile);
  return checked.ok ? null : checked.error;
}
