import { errorText } from "./error-texts.js";
import type { RequestFacts } from "./fault-hooks.js";

/** What a named answer looks like on the wire. */
interface WireAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

const JSON_TYPE = "application/json;charset=UTF-8";

/**
 * Answers after which nobody knows whether the request was carried out, so a script has to say it.
 * General information page of Binance USD-M, read 2026-11-22: these are not to be treated as failures.
 */
export const UNKNOWABLE_ANSWERS = [
  "unknown_503",
  "timeout_1007",
  "unexpected_1006",
  "unknown_1000",
  "gateway_502",
] as const;

/** Answers that mean: certainly not carried out. */
export const REFUSING_ANSWERS = [
  "busy_503",
  "internal_503",
  "throttled_1008",
  "too_many_429",
  "too_many_orders_429",
  "banned_418",
  "waf_403",
  "clock_1021",
  "clock_ahead_1021",
  "clock_5028",
] as const;

export type NamedAnswer = (typeof UNKNOWABLE_ANSWERS)[number] | (typeof REFUSING_ANSWERS)[number];

/** Answers that carry an error number of the table as they are. */
const BY_CODE: ReadonlyMap<NamedAnswer, number> = new Map([
  ["timeout_1007", -1007],
  ["unexpected_1006", -1006],
  ["unknown_1000", -1000],
  ["internal_503", -1001],
  ["throttled_1008", -1008],
  ["too_many_429", -1003],
  ["too_many_orders_429", -1015],
  ["clock_1021", -1021],
  ["clock_5028", -5028],
]);

/** `banUntilMs`: venue time at which a ban ends. */
export function namedAnswer(name: NamedAnswer, facts: RequestFacts, banUntilMs: number): WireAnswer {
  const code = BY_CODE.get(name);
  if (code !== undefined) return codedAnswer(code, null, null);
  switch (name) {
    case "unknown_503":
      return withoutCode(facts, "Unknown error, please check your request or try again later.");
    case "busy_503":
      return withoutCode(facts, "Service Unavailable.");
    case "banned_418":
      return codedAnswer(
        -1003,
        418,
        `Way too many requests; IP banned until ${banUntilMs}. Please use the websocket for live updates to avoid bans.`,
      );
    case "clock_ahead_1021":
      return codedAnswer(-1021, null, "Timestamp for this request was 1000ms ahead of the server's time.");
    case "waf_403":
      return page(403, "403 Forbidden");
    default:
      return page(502, "502 Bad Gateway");
  }
}

/** An error body with this number; words and status of the table where they aren't given. */
export function codedAnswer(code: number, status: number | null, text: string | null): WireAnswer {
  const known = errorText(code);
  const body = JSON.stringify({ code, msg: text ?? known?.text ?? "" });
  return { status: status ?? known?.status ?? 400, contentType: JSON_TYPE, body };
}

export function rawAnswer(status: number, body: string, contentType: string | null): WireAnswer {
  return { status, contentType: contentType ?? JSON_TYPE, body };
}

/**
 * The gateway's own 503 has a text and no number. The number is not documented; a body of this shape was recorded at
 * fapi.binance.com on 2020-12-30 (github.com/daisy613/LHPControl, issue 16).
 */
function withoutCode(facts: RequestFacts, text: string): WireAnswer {
  const body = JSON.stringify({ timestamp: facts.atMs, path: facts.path, msg: text });
  return { status: 503, contentType: JSON_TYPE, body };
}

function page(status: number, title: string): WireAnswer {
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
  return { status, contentType: "text/html", body };
}
