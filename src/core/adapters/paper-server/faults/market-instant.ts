import { DAY_MS, HOUR_MS, MINUTE_MS, parseUtc, SECOND_MS } from "../../../lib/time.js";

const DURATION = /^(\d{1,9})(ms|s|m|h|d)$/;
const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS };

/** `90m`, `6h`, `2d`; null where the text is no positive duration. */
export function parseDurationMs(text: string): number | null {
  const [, count = "", unit = ""] = DURATION.exec(text) ?? [];
  const durationMs = Number(count) * (UNITS_MS[unit] ?? 0);
  return durationMs > 0 ? durationMs : null;
}

/** A moment of market time: on the calendar, or counted from the start of the venue. */
export interface MarketInstant {
  readonly base: "calendar" | "start";
  readonly ms: number;
}

/** `2024-05-01T00:00:00Z`, or `+90m` for 90 minutes after the start. */
export function parseInstant(text: string): MarketInstant | null {
  if (text.startsWith("+")) {
    const ms = text === "+0s" ? 0 : parseDurationMs(text.slice(1));
    return ms === null ? null : { base: "start", ms };
  }
  const ms = parseUtc(text);
  return ms === null ? null : { base: "calendar", ms };
}

export function instantMs(instant: MarketInstant, startMs: number): number {
  return instant.base === "start" ? startMs + instant.ms : instant.ms;
}
