import { Hono } from "hono";
import type { Context } from "hono";
import type { Clock } from "../../../lib/clock.js";
import { ok } from "../../../lib/result.js";
import type { Rng } from "../../../lib/rng.js";
import type { PaperExchange } from "../exchange/paper-exchange.js";
import type { FaultHooks, RequestFault } from "../faults/fault-hooks.js";
import type { PublicRoutes } from "../market/public-route.js";
import type { PaperMarket } from "../seam.js";
import { ACCOUNT_ROUTES } from "./account-routes.js";
import { ALGO_ROUTES } from "./algo-routes.js";
import { carryOut } from "./carry-out.js";
import type { RestDesk } from "./carry-out.js";
import { HISTORY_ROUTES } from "./history-routes.js";
import { ORDER_ROUTES } from "./order-routes.js";
import { createRateLimits, limitsAt } from "./rate-limits.js";
import type { RestLimits } from "./rate-limits.js";
import type { RestAnswer } from "./rest-answer.js";
import { readRequest } from "./rest-request.js";
import type { RestEnv, RestRequest } from "./rest-request.js";
import { signed } from "./route.js";
import type { Route } from "./route.js";
import { SETTING_ROUTES } from "./setting-routes.js";

/** How often the frames of a request come after its answer: neither order is guaranteed (BINANCE_USDM 12.1). */
const FRAMES_LAST_SHARE = 0.5;

interface RestAppOptions {
  readonly exchange: PaperExchange;
  readonly market: PaperMarket;
  readonly faults: FaultHooks;
  /** The wall's clock. */
  readonly clock: Clock;
  readonly publicRoutes: PublicRoutes;
  readonly rng: Rng;
  readonly limits?: RestLimits;
  /** Ends what waits: delays, and deeds that were to happen after their answer. */
  readonly stopped: AbortSignal;
}

interface Venue extends RestDesk {
  readonly faults: FaultHooks;
  readonly rng: Rng;
  readonly stopped: AbortSignal;
}

/** The venue's REST side as a hono app; it must be served by `@hono/node-server`, whose sockets it may destroy. */
export function createRestApp(options: RestAppOptions): Hono<RestEnv> {
  const limits = options.limits ?? limitsAt(options.market.time.speed);
  const venue: Venue = { ...options, limits: createRateLimits(options.clock, limits), routes: allRoutes(limits) };
  const app = new Hono<RestEnv>();
  app.all("*", async (c) => {
    const request = await readRequest(c, options.market.time.nowMs());
    if (request === null) return c.body(null, 405);
    return answer(venue, c, request);
  });
  return app;
}

/** Every path of the account. */
export function allRoutes(limits: RestLimits): ReadonlyMap<string, Route> {
  const rows = [
    { rateLimitType: "ORDERS", interval: "SECOND", intervalNum: 10, limit: limits.ordersPerTenSeconds },
    { rateLimitType: "ORDERS", interval: "MINUTE", intervalNum: 1, limit: limits.ordersPerMinute },
  ];
  return new Map([
    ...ORDER_ROUTES,
    ...ALGO_ROUTES,
    ...ACCOUNT_ROUTES,
    ...HISTORY_ROUTES,
    ...SETTING_ROUTES,
    ["GET /fapi/v1/rateLimit/order", signed(1, () => ok(rows))] as const,
  ]);
}

async function answer(venue: Venue, c: Context<RestEnv>, request: RestRequest): Promise<Response> {
  const { method, path, params, receivedMs } = request;
  const facts = { method, path, params: params.byName, atMs: receivedMs };
  for (const fault of venue.faults.onRequest(facts)) {
    if (fault.kind === "delay") await venue.clock.sleep(fault.wallMs, venue.stopped);
    else return suffer(venue, c, { request: arrivingNow(venue, request), fault });
  }
  holdFrames(venue, c, request);
  return send(carryOut(venue, arrivingNow(venue, request)));
}

interface Suffering {
  readonly request: RestRequest;
  readonly fault: Exclude<RequestFault, { kind: "delay" }>;
}

/** The caller gets no answer, or a false one, whatever becomes of the request. */
function suffer(venue: Venue, c: Context<RestEnv>, { request, fault }: Suffering): Response {
  if (fault.execute === "now") carryOut(venue, request);
  if (fault.execute === "later") void carryOutLater(venue, request, fault.laterMs);
  if (fault.kind === "answer") return send(fault);
  // The socket is gone; what is returned reaches nobody.
  c.env.outgoing.destroy();
  return c.body(null);
}

async function carryOutLater(venue: Venue, request: RestRequest, laterMs: number): Promise<void> {
  await venue.clock.sleep(laterMs, venue.stopped);
  if (!venue.stopped.aborted) carryOut(venue, arrivingNow(venue, request));
}

/** However long it was on its way: past its recvWindow no engine accepts it (-1021, -5028), which clients rely on. */
function arrivingNow({ market }: Venue, request: RestRequest): RestRequest {
  return { ...request, receivedMs: market.time.nowMs() };
}

function holdFrames({ rng, exchange }: Venue, c: Context<RestEnv>, { method }: RestRequest): void {
  const comesLast = method !== "GET" && rng.next() < FRAMES_LAST_SHARE;
  if (comesLast && !c.env.outgoing.destroyed) c.env.outgoing.once("close", exchange.listenKeys.hold());
}

function send({ status, body, headers }: RestAnswer): Response {
  const isJson = body.startsWith("{") || body.startsWith("[");
  const all = new Headers({ "Content-Type": isJson ? "application/json" : "text/html" });
  for (const [name, value] of Object.entries(headers)) all.set(name, value);
  return new Response(body, { status, headers: all });
}
