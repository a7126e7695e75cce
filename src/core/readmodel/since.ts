import { DAY_MS, HOUR_MS, MINUTE_MS, parseUtc } from "../lib/time.js";
import { err, ok, type Result } from "../lib/result.js";
import type { ReadFailure } from "./read-state.js";

const SPAN_MS: Readonly<Record<string, number>> = { m: MINUTE_MS, h: HOUR_MS, d: DAY_MS, w: 7 * DAY_MS };
const ALLOWED =
  "a date (2024-05-01), an instant (2024-05-01T13:00Z) or a span back from the session's last instant (24h, 7d)";

/**
 * Where a list starts: a date, an instant, or a span back from the session's last instant (market time).
 *
 * Units: epoch milliseconds out; null without a text.
 */
export function parseSince(text: string | undefined, lastInstant: string): Result<number | null, ReadFailure> {
  if (text === undefined) return ok(null);
  const span = /^(\d{1,6})([mhdw])$/.exec(text);
  if (span !== null) return ok(Date.parse(lastInstant) - Number(span[1]) * (SPAN_MS[span[2] ?? ""] ?? 0));
  const instantMs = parseUtc(text);
  if (instantMs !== null) return ok(instantMs);
  return err({
    code: "invalid_value",
    message: `--since ${text} is no time`,
    path: "--since",
    value: text,
    fix: ALLOWED,
  });
}

export function isSince(instant: string, sinceMs: number | null): boolean {
  return sinceMs === null || Date.parse(instant) >= sinceMs;
}
