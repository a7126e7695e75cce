import { type Dec, decFromNumber } from "../lib/decimal.js";
import type { TelemetrySnapshot } from "./snapshot.js";

/** Mark price as a decimal; null while the market has none. */
export function markOf(snapshot: Pick<TelemetrySnapshot, "marks">, symbol: string): Dec | null {
  const mark = snapshot.marks(symbol);
  return Number.isFinite(mark) ? decFromNumber(mark) : null;
}
