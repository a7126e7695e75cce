import { type Dec, parseDec, signDec } from "../../lib/decimal.js";
import { Failure } from "../../lib/failure.js";
import { HOUR_MS, MINUTE_MS } from "../../lib/time.js";
import { MAX_LEASE_MS } from "./plan-deed.js";

const UNITS_MS: Readonly<Record<string, number>> = { h: HOUR_MS, m: MINUTE_MS };

/** `4h`, `30m`, `1h30m` in milliseconds. Errors: Failure 2 for anything else, and for more than a day. */
export function parseTerm(text: string): number {
  const parts = /^(?:(\d{1,4})(h))?(?:(\d{1,4})(m))?$/.exec(text);
  let termMs = 0;
  for (const [count, unit] of parts === null ? [] : [parts.slice(1, 3), parts.slice(3, 5)]) {
    termMs += Number(count ?? 0) * (UNITS_MS[unit ?? "m"] ?? Number.NaN);
  }
  const isTerm = termMs > 0 && termMs <= MAX_LEASE_MS;
  if (!isTerm) throw wrong("--for", text, "a time up to 24h such as 4h, 30m or 1h30m");
  return termMs;
}

/** Errors: Failure 2 for what is no decimal above 0. */
export function parseMaxNotional(text: string): Dec {
  const parsed = parseDec(text);
  if (parsed === null || signDec(parsed) <= 0) throw wrong("--max-notional", text, "an amount of USDT above 0");
  return parsed;
}

/** Errors: Failure 2 for what is no decimal other than 0. */
export function parseDifference(text: string): Dec {
  const parsed = parseDec(text);
  if (parsed === null || signDec(parsed) === 0) throw wrong("--accept-wallet", text, "venue minus books, in USDT");
  return parsed;
}

const MAX_REASON_LETTERS = 500;

/** Errors: Failure 2 for an empty text where one is needed, a long one, and one that would garble a log. */
export function parseReason(text: string, isNeeded: boolean): string {
  const reason = text.trim();
  if (isNeeded && reason === "") {
    const message = "--reason is empty: say in a sentence why, for whoever reads the journal";
    throw new Failure("invalid_value", 2, message, { path: "--reason", value: text });
  }
  const isFine = reason.length <= MAX_REASON_LETTERS && !/\p{Cc}/u.test(reason);
  if (!isFine) throw wrong("--reason", text, `a sentence of 1 to ${String(MAX_REASON_LETTERS)} letters on one line`);
  return reason;
}

function wrong(path: string, value: string, wanted: string): Failure {
  const shown = value.length > 60 ? `${value.slice(0, 60)}…` : value;
  return new Failure("invalid_value", 2, `${path} ${shown}: ${wanted}`, { path, value: shown });
}
