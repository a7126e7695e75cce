import type { Clock } from "../../../lib/clock.js";
import type { PaperExchange } from "../exchange/paper-exchange.js";
import type { PublicRoutes } from "../market/public-route.js";
import type { PaperMarket } from "../seam.js";
import { checkKey, checkSigned } from "./check-signed.js";
import { ParamReader } from "./param-reader.js";
import type { RateLimits } from "./rate-limits.js";
import { answerError, answerWith } from "./rest-answer.js";
import type { RestAnswer } from "./rest-answer.js";
import type { RestRequest } from "./rest-request.js";
import type { Route } from "./route.js";

/** What requests are carried out on. */
export interface RestDesk {
  readonly exchange: PaperExchange;
  readonly market: PaperMarket;
  readonly clock: Clock;
  readonly publicRoutes: PublicRoutes;
  readonly routes: ReadonlyMap<string, Route>;
  readonly limits: RateLimits;
}

type Headers = Record<string, string>;

/** Limits, key, timing, signature, then the deed: the order in which the venue refuses. */
export function carryOut(desk: RestDesk, request: RestRequest): RestAnswer {
  const { method, path, params } = request;
  const route = desk.routes.get(`${method} ${path}`);
  const open = method === "GET" ? desk.publicRoutes.get(path) : undefined;
  const headers: Headers = {};
  const cost = open === undefined ? (route?.weight ?? 1) : open.weight(params.byName);
  const weight = typeof cost === "number" ? cost : cost(params.byName);
  const limited = checkWeight(desk, { request, weight, headers });
  if (limited !== null) return limited;
  if (open !== undefined) {
    desk.market.catchUp();
    const { status, body } = open.answer(params.byName);
    return { ...answerWith(body, headers), status };
  }
  if (route === undefined) {
    return answerError({ code: -5000, msg: `Path ${path}, Method ${method} is invalid` }, headers, 404);
  }
  return carryOutRoute(desk, request, { route, headers });
}

interface Routed {
  readonly route: Route;
  readonly headers: Headers;
}

function carryOutRoute(desk: RestDesk, request: RestRequest, { route, headers }: Routed): RestAnswer {
  const { exchange, market } = desk;
  const key = checkKey(request, exchange.apiKeys);
  if (!key.ok) return answerError(key.error, headers);
  if (route.security === "signed") {
    const signed = checkSigned(request, key.value, market.time.speed);
    if (!signed.ok) return answerError(signed.error, headers);
  }
  if (route.orders !== null) {
    const counts = desk.limits.order(route.orders);
    headers["X-MBX-ORDER-COUNT-10S"] = String(counts.tenSeconds);
    headers["X-MBX-ORDER-COUNT-1M"] = String(counts.minute);
    if (counts.exceeded !== null) {
      const { limit, untilWallMs } = counts.exceeded;
      headers["Retry-After"] = secondsUntil(desk, untilWallMs);
      return answerError({ code: -1015, msg: `Too many new orders; current limit is ${limit}.` }, headers, 429);
    }
  }
  market.catchUp();
  exchange.tick();
  const answer = route.handle({ exchange, context: exchange.context, params: new ParamReader(request.params.byName) });
  return answer.ok ? answerWith(answer.value, headers) : answerError(answer.error, headers);
}

/** Whole seconds, at least one: who comes back after them finds a new interval. */
function secondsUntil({ clock }: RestDesk, untilWallMs: number): string {
  return String(Math.max(1, Math.ceil((untilWallMs - clock.nowMs()) / 1_000)));
}

interface Weighed {
  readonly request: RestRequest;
  readonly weight: number;
  readonly headers: Headers;
}

/** 429 where the minute's weight is used up, 418 for who goes on; the ban's end is told in the venue's own time. */
function checkWeight(desk: RestDesk, { request, weight, headers }: Weighed): RestAnswer | null {
  const { clock, limits, market } = desk;
  const verdict = limits.spend(request.address, weight);
  if (request.path !== "/fapi/v1/fundingRate") headers["X-MBX-USED-WEIGHT-1M"] = String(verdict.usedWeight);
  if (verdict.kind === "free") return null;
  const leftMs = Math.max(0, verdict.untilWallMs - clock.nowMs());
  headers["Retry-After"] = String(Math.ceil(leftMs / 1_000));
  const untilMs = Math.ceil(market.time.nowMs() + leftMs * market.time.speed);
  const who = `IP(${request.address})`;
  if (verdict.kind === "banned") {
    const msg = `Way too many requests; ${who} banned until ${untilMs}. Please use the websocket for live updates to avoid bans.`;
    return answerError({ code: -1003, msg }, headers, 418);
  }
  const msg = `Too many requests; current limit of ${who} is ${limits.weightPerMinute} requests per minute. Please use the websocket for live updates to avoid polling the API.`;
  return answerError({ code: -1003, msg }, headers, 429);
}
