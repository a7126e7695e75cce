import { err, ok } from "../../../lib/result.js";
import type { Result } from "../../../lib/result.js";

/** Query parameters as they came, decoded. */
export type PublicParams = Readonly<Record<string, string>>;

/** An answer of the venue: a document, or its error body. */
export interface PublicAnswer {
  readonly status: 200 | 400;
  readonly body: unknown;
}

/** An unsigned GET. */
export interface PublicRoute {
  /** Request weight as the venue counts it (BINANCE_USDM.md 3, 2026-10). */
  weight(params: PublicParams): number;
  answer(params: PublicParams): PublicAnswer;
}

/** By path, `/fapi/v1/time`. */
export type PublicRoutes = ReadonlyMap<string, PublicRoute>;

/** The venue's error body. */
export interface Refusal {
  readonly code: number;
  readonly msg: string;
}

export type Read<T> = Result<T, Refusal>;

export function routeOf(weight: number | ((params: PublicParams) => number), read: Reader): PublicRoute {
  return {
    weight: typeof weight === "number" ? () => weight : weight,
    answer: (params) => {
      const found = read(params);
      return found.ok ? { status: 200, body: found.value } : { status: 400, body: found.error };
    },
  };
}

type Reader = (params: PublicParams) => Read<unknown>;

/** Texts and codes as the venue's error page has them (2026-10). */
export function refuse(code: number, msg: string): Result<never, Refusal> {
  return err({ code, msg });
}

export function missingParam(name: string): Result<never, Refusal> {
  return refuse(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`);
}

export const INVALID_SYMBOL = refuse(-1121, "Invalid symbol.");

/** A whole number ≥ 0, or the default where it was not sent. */
export function wholeParam(params: PublicParams, name: string): Read<number | null> {
  const text = params[name];
  if (text === undefined || text === "") return ok(null);
  if (!/^\d{1,16}$/.test(text)) {
    return refuse(-1100, `Illegal characters found in parameter '${name}'; legal range is '^[0-9]{1,20}$'.`);
  }
  return ok(Number(text));
}

interface LimitRule {
  readonly standard: number;
  readonly most: number;
}

export function limitParam(params: PublicParams, { standard, most }: LimitRule): Read<number> {
  const limit = wholeParam(params, "limit");
  if (!limit.ok) return limit;
  const value = limit.value ?? standard;
  if (value < 1 || value > most) return refuse(-1130, "Data sent for parameter 'limit' is not valid.");
  return ok(value);
}

export interface TimeWindow {
  readonly startMs: number | null;
  readonly endMs: number | null;
}

export function windowParams(params: PublicParams): Read<TimeWindow> {
  const start = wholeParam(params, "startTime");
  if (!start.ok) return start;
  const end = wholeParam(params, "endTime");
  if (!end.ok) return end;
  const [startMs, endMs] = [start.value, end.value];
  if (startMs !== null && endMs !== null && startMs > endMs)
    return refuse(-1023, "Start time is greater than end time.");
  return ok({ startMs, endMs });
}
