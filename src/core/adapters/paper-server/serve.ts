import type { IncomingMessage, Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { createAdaptorServer } from "@hono/node-server";
import type { Clock } from "../../lib/clock.js";
import { Failure } from "../../lib/failure.js";
import { createRng } from "../../lib/rng.js";
import type { Rng } from "../../lib/rng.js";
import { createPaperExchange } from "./exchange/paper-exchange.js";
import type { PaperExchange } from "./exchange/paper-exchange.js";
import type { FaultHooks, WorldFault } from "./faults/fault-hooks.js";
import { changedInstrument } from "./market/market-faults.js";
import { runMarket } from "./market/market-loop.js";
import { MarketPublisher } from "./market/market-publisher.js";
import { createPublicRoutes } from "./market/public-routes.js";
import type { ServedMarket } from "./market/served-market.js";
import { StreamHub } from "./market/stream-hub.js";
import { limitsAt, type RestLimits } from "./rest/rate-limits.js";
import { createRestApp } from "./rest/rest-app.js";
import { createStreamServer } from "./ws/stream-server.js";
import type { StreamServer } from "./ws/stream-server.js";

interface PaperServerOptions {
  readonly market: ServedMarket;
  /** The account that the keys belong to, by its name in the simulated venue. */
  readonly account: string;
  readonly faults: FaultHooks;
  readonly clock: Clock;
  /** 0: any free one. */
  readonly port: number;
  /** What it takes of an address and an account; left out: the real venue's, times the market's speed. */
  readonly limits?: RestLimits;
}

/** A venue that listens on this machine. */
export interface PaperServer {
  /** Addresses without a slash at their end. */
  readonly url: string;
  readonly wsUrl: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** A second key of the same account: rotations can be tried with it. */
  readonly spareApiKey: string;
  readonly spareApiSecret: string;
  /** Serves until the signal; then nothing of it is left. Errors: bugs of the venue itself. */
  serve(signal: AbortSignal): Promise<void>;
}

/** Only this machine may trade here. */
const HOST = "127.0.0.1";
const KEY_LENGTH = 64;
const KEY_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Opens the venue on a port. Errors: Failure 2 where the port can't be had. */
export async function openPaperServer(options: PaperServerOptions): Promise<PaperServer> {
  const { market, account, faults, clock, limits = limitsAt(options.market.time.speed) } = options;
  const rng = createRng(`paper-serve/${market.seed}`);
  const keys = { apiKey: letters(rng.fork("key")), apiSecret: letters(rng.fork("secret")) };
  const spareKeys = { apiKey: letters(rng.fork("spare key")), apiSecret: letters(rng.fork("spare secret")) };
  const exchange = createPaperExchange({ market, account, keys, spareKeys, faults, rng: rng.fork("exchange") });
  const hub = new StreamHub();
  const publisher = new MarketPublisher(market, hub, clock);
  market.listen(publisher);
  exchange.onForcedOrder(({ kind, order }) => {
    const { symbol, side, executedQty: qty, price, updatedMs: atMs } = order;
    if (kind === "LIQUIDATION") publisher.forced({ symbol, side, qty, price, atMs });
  });
  const streams = createStreamServer({ time: market.time, clock, hub, users: exchange, hooks: faults });
  const stopping = new AbortController();
  const app = createRestApp({
    ...{ exchange, market, faults, clock, limits },
    publicRoutes: createPublicRoutes(market, limits),
    rng: rng.fork("rest"),
    stopped: stopping.signal,
  });
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    streams.upgrade(request, socket, head);
  });
  const port = await listen(server, options.port);
  const afterTurn = (): void => {
    exchange.tick();
    for (const fault of faults.due(market.time.nowMs())) applyFault({ market, exchange, publisher, streams }, fault);
    streams.heartbeat();
  };
  return {
    url: `http://${HOST}:${port}`,
    wsUrl: `ws://${HOST}:${port}`,
    ...keys,
    spareApiKey: spareKeys.apiKey,
    spareApiSecret: spareKeys.apiSecret,
    serve: async (signal) => {
      try {
        await runMarket({ market, publisher, clock, afterTurn }, signal);
      } finally {
        stopping.abort();
        streams.close();
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

interface FaultPlaces {
  readonly market: ServedMarket;
  readonly exchange: PaperExchange;
  readonly publisher: MarketPublisher;
  readonly streams: StreamServer;
}

function applyFault({ market, exchange, publisher, streams }: FaultPlaces, fault: WorldFault): void {
  if (exchange.applyAccountFault(fault)) return;
  if (fault.kind === "close_sockets") streams.closeRoute(fault.route);
  else if (fault.kind === "silence") streams.silence(fault.route, fault.wallMs);
  else if (fault.kind === "depth_gap") publisher.depth.loseNext(fault.symbol);
  const changed = changedInstrument(market, fault);
  if (changed !== null) market.setInstrument(changed);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      const fix = "Take another port, or --port 0 for any free one.";
      reject(
        new Failure("port_unavailable", 2, `port ${port} can't be had: ${error.message}`, { path: "--port", fix }),
      );
    });
    server.listen(port, HOST, () => resolve((server.address() as AddressInfo).port));
  });
}

function letters(rng: Rng): string {
  const pick = (): string => KEY_LETTERS[Math.floor(rng.next() * KEY_LETTERS.length)] ?? "";
  return Array.from({ length: KEY_LENGTH }, pick).join("");
}
