import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { nodeFiles } from "../../../../../src/core/adapters/fs/node-files.js";
import { NO_FAULTS } from "../../../../../src/core/adapters/paper-server/faults/fault-hooks.js";
import type { FaultHooks } from "../../../../../src/core/adapters/paper-server/faults/fault-hooks.js";
import { runMarket } from "../../../../../src/core/adapters/paper-server/market/market-loop.js";
import { MarketPublisher } from "../../../../../src/core/adapters/paper-server/market/market-publisher.js";
import { createPaperMarket } from "../../../../../src/core/adapters/paper-server/market/paper-market.js";
import type { PublicAnswer } from "../../../../../src/core/adapters/paper-server/market/public-route.js";
import { createPublicRoutes } from "../../../../../src/core/adapters/paper-server/market/public-routes.js";
import {
  loadRecordedDepth,
  RECORDED_DEPTH,
} from "../../../../../src/core/adapters/paper-server/market/recorded-depth.js";
import type { RecordedStream } from "../../../../../src/core/adapters/paper-server/market/recorded-depth.js";
import type { ServedMarket } from "../../../../../src/core/adapters/paper-server/market/served-market.js";
import { StreamHub } from "../../../../../src/core/adapters/paper-server/market/stream-hub.js";
import type { UserFrame, UserStreams } from "../../../../../src/core/adapters/paper-server/seam.js";
import { createStreamServer } from "../../../../../src/core/adapters/paper-server/ws/stream-server.js";
import type { StreamServer } from "../../../../../src/core/adapters/paper-server/ws/stream-server.js";
import { openBarStore } from "../../../../../src/core/adapters/parquet/bar-store.js";
import { systemClock } from "../../../../../src/core/adapters/system/clock.js";
import { requireConfig } from "../../../../../src/core/app/load-config.js";
import { composeInstruments } from "../../../../../src/core/config/instruments.js";
import type { Instrument } from "../../../../../src/core/domain/instrument.js";
import type { Clock } from "../../../../../src/core/lib/clock.js";
import { dec } from "../../../../../src/core/lib/decimal.js";
import { present } from "../../../../../src/core/lib/invariant.js";
import { simPolicySchema } from "../../../../../src/core/sim/policy.js";

const ROOT = fileURLToPath(new URL("../../../../../", import.meta.url));
const BUNDLED = `${ROOT}research/data`;

export const ACCOUNT = "main";

const instruments = (): ReadonlyMap<string, Instrument> =>
  composeInstruments(requireConfig({ directory: `${ROOT}config`, env: {}, files: nodeFiles }).venues);

export function instrument(symbol: string): Instrument {
  return present(instruments().get(symbol), symbol);
}

export function recordedStream(): RecordedStream {
  return loadRecordedDepth(`${BUNDLED}/${RECORDED_DEPTH.path}`, RECORDED_DEPTH.symbol);
}

/** Durations pass when the test says so; sleeping takes no time. */
export interface HandClock extends Clock {
  pass(wallMs: number): void;
}

export function handClock(): HandClock {
  let nowMs = 1_000;
  return {
    nowMs: () => nowMs,
    monotonicMs: () => nowMs,
    sleep: async () => undefined,
    pass: (wallMs) => {
      nowMs += wallMs;
    },
  };
}

interface MarketWishes {
  readonly from: string;
  readonly to?: string;
  readonly speed?: number;
  readonly seed?: number;
  readonly symbols?: readonly string[];
  readonly clock: Clock;
  readonly stream?: RecordedStream;
}

export async function openMarket(wishes: MarketWishes): Promise<ServedMarket> {
  const symbols = wishes.symbols ?? ["BTCUSDT", "ETHUSDT", "SOLUSDT"];
  return createPaperMarket({
    store: await openBarStore({ directory: BUNDLED, venue: "binance-usdm", timeframe: "1h" }),
    policy: simPolicySchema.parse({}),
    instruments: symbols.map(instrument),
    wallets: { [ACCOUNT]: dec("100000") },
    clock: wishes.clock,
    fromMs: Date.parse(wishes.from),
    toMs: Date.parse(wishes.to ?? "2024-12-31T23:00:00Z"),
    speed: wishes.speed ?? 1,
    seed: wishes.seed ?? 7,
    stream: wishes.stream ?? null,
  });
}

/** The keys and followers of an account side that exists only here. */
export function fakeUsers(): UserStreams & { tell(key: string, frame: UserFrame): void } {
  const followers = new Map<string, (frame: UserFrame) => void>();
  return {
    isAlive: (key) => key.startsWith("alive"),
    subscribe: (key, send) => {
      followers.set(key, send);
      return () => void followers.delete(key);
    },
    tell: (key, frame) => followers.get(key)?.(frame),
  };
}

export interface OpenVenue {
  readonly market: ServedMarket;
  readonly publisher: MarketPublisher;
  readonly streams: StreamServer;
  readonly hub: StreamHub;
  readonly users: ReturnType<typeof fakeUsers>;
  readonly url: string;
  readonly wsUrl: string;
  ask(path: string): PublicAnswer;
  /** One turn of the market's loop, where no loop runs. */
  turn(): void;
  close(): Promise<void>;
}

interface VenueWishes extends Omit<MarketWishes, "clock"> {
  readonly hooks?: FaultHooks;
  /** Null: the machine's clock and a loop that runs by itself. */
  readonly clock: Clock | null;
}

/** The market with its sockets and public answers on a port of its own. */
export async function openVenue(wishes: VenueWishes): Promise<OpenVenue> {
  const clock = wishes.clock ?? systemClock;
  const market = await openMarket({ ...wishes, clock });
  const routes = createPublicRoutes(market);
  const [hub, users] = [new StreamHub(), fakeUsers()];
  const publisher = new MarketPublisher(market, hub, clock);
  market.listen(publisher);
  const { time } = market;
  const streams = createStreamServer({ time, clock, hub, users, hooks: wishes.hooks ?? NO_FAULTS });
  const ask = (path: string): PublicAnswer => {
    const { pathname, searchParams } = new URL(path, "http://venue");
    const route = routes.get(pathname);
    if (route === undefined) return { status: 400, body: { code: -5_000, msg: `no ${pathname}` } };
    return route.answer(Object.fromEntries(searchParams));
  };
  const server = createServer((request, response) => {
    const { status, body } = ask(request.url ?? "/");
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  server.on("upgrade", (request, socket, head) => streams.upgrade(request, socket, head));
  const port = await listening(server);
  const stop = new AbortController();
  const afterTurn = (): void => streams.heartbeat();
  const running =
    wishes.clock === null ? runMarket({ market, publisher, clock, afterTurn }, stop.signal) : Promise.resolve();
  return {
    ...{ market, publisher, streams, hub, users, ask },
    url: `http://127.0.0.1:${port}`,
    wsUrl: `ws://127.0.0.1:${port}`,
    turn: () => {
      market.catchUp();
      publisher.tick();
      streams.heartbeat();
    },
    close: async () => {
      stop.abort();
      await running;
      streams.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}
