import type { VenueError } from "../exchange/venue-error.js";
import { wireJson } from "../exchange/wire-json.js";

/** What goes back over the wire. */
export interface RestAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

const UNAUTHORIZED: ReadonlySet<number> = new Set([-2014, -2015]);

export function answerWith(body: unknown, headers: RestAnswer["headers"]): RestAnswer {
  return { status: 200, body: wireJson(body), headers };
}

/** 401 where the key is the trouble, 400 otherwise, unless a status is given (BINANCE_USDM 13). */
export function answerError(error: VenueError, headers: RestAnswer["headers"], status?: number): RestAnswer {
  const byCode = UNAUTHORIZED.has(error.code) ? 401 : 400;
  return { status: status ?? byCode, body: wireJson({ code: error.code, msg: error.msg }), headers };
}
