import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { createPaperExchange } from "../../../../../src/core/adapters/paper-server/exchange/paper-exchange.js";
import type { PaperExchange } from "../../../../../src/core/adapters/paper-server/exchange/paper-exchange.js";
import { NO_FAULTS } from "../../../../../src/core/adapters/paper-server/faults/fault-hooks.js";
import type { FaultHooks } from "../../../../../src/core/adapters/paper-server/faults/fault-hooks.js";
import type { PublicRoutes } from "../../../../../src/core/adapters/paper-server/market/public-route.js";
import { createRestApp } from "../../../../../src/core/adapters/paper-server/rest/rest-app.js";
import type { RestLimits } from "../../../../../src/core/adapters/paper-server/rest/rate-limits.js";
import { systemClock } from "../../../../../src/core/adapters/system/clock.js";
import type { UserFrame } from "../../../../../src/core/adapters/paper-server/seam.js";
import type { Clock } from "../../../../../src/core/lib/clock.js";
import { createRng } from "../../../../../src/core/lib/rng.js";
import { KEYS } from "../exchange/desk.js";
import { createHandMarket } from "../exchange/hand-market.js";
import type { HandMarket } from "../exchange/hand-market.js";

export interface Reply {
  readonly status: number;
  readonly text: string;
  readonly json: unknown;
  readonly headers: Headers;
}

export interface LiveServer {
  readonly market: HandMarket;
  readonly exchange: PaperExchange;
  readonly frames: UserFrame[];
  readonly url: string;
  /** Signed as ccxt does: GET and DELETE in the query, POST and PUT in the body. */
  signed(call: string, params?: Record<string, string>, secret?: string): Promise<Reply>;
  /** As it stands, with these headers. */
  plain(call: string, headers?: Record<string, string>, body?: string): Promise<Reply>;
  close(): Promise<void>;
}

interface ServerOptions {
  readonly faults?: Partial<FaultHooks>;
  readonly limits?: RestLimits;
  readonly clock?: Clock;
  readonly speed?: number;
  readonly publicRoutes?: PublicRoutes;
}

/** The REST side on a real socket of this machine, over a hand-driven market in which COINUSDT trades at 100. */
export async function startServer(options: ServerOptions = {}): Promise<LiveServer> {
  const market = createHandMarket(options.speed === undefined ? {} : { speed: options.speed });
  const faults = { ...NO_FAULTS, ...options.faults };
  const exchange = createPaperExchange({ market, account: "main", keys: KEYS, faults, rng: createRng("x") });
  const frames: UserFrame[] = [];
  exchange.subscribe(exchange.listenKeys.open(), (frame) => frames.push(frame));
  market.bar({ symbol: "COINUSDT" }, { symbol: "ALTUSDT" }, { symbol: "BTCUSDT", open: 60_000 });
  const stop = new AbortController();
  const app = createRestApp({
    exchange,
    market,
    faults,
    clock: options.clock ?? systemClock,
    publicRoutes: options.publicRoutes ?? new Map(),
    rng: createRng("rest"),
    stopped: stop.signal,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  const listener = getRequestListener(app.fetch);
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  const url = `http://127.0.0.1:${String(await listen(server))}`;
  return {
    market,
    exchange,
    frames,
    url,
    plain: (call, headers = {}, body) => request(url, { call, headers, body }),
    signed: (call, params = {}, secret = KEYS.apiSecret) => {
      const { timestamp = String(market.nowMs), ...rest } = params;
      const text = new URLSearchParams({ timestamp, ...rest }).toString();
      const signature = createHmac("sha256", secret).update(text).digest("hex");
      const signedText = `${text}&signature=${signature}`;
      const inBody = call.startsWith("POST") || call.startsWith("PUT");
      const headers = { "X-MBX-APIKEY": KEYS.apiKey };
      return request(url, inBody ? { call, headers, body: signedText } : { call: `${call}?${signedText}`, headers });
    },
    close: async () => {
      stop.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Outgoing {
  readonly call: string;
  readonly headers: Record<string, string>;
  readonly body?: string | undefined;
}

async function request(url: string, { call, headers, body }: Outgoing): Promise<Reply> {
  const [method = "GET", path = "/"] = call.split(" ");
  const form = body === undefined ? {} : { "Content-Type": "application/x-www-form-urlencoded" };
  const response = await fetch(`${url}${path}`, { method, headers: { ...form, ...headers }, body: body ?? null });
  const text = await response.text();
  const isJson = text.startsWith("{") || text.startsWith("[");
  return { status: response.status, text, json: isJson ? JSON.parse(text) : null, headers: response.headers };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
