import { isoUtc } from "../lib/time.js";

export function instantOrNull(epochMs: number | null): string | null {
  return epochMs === null ? null : isoUtc(epochMs);
}
