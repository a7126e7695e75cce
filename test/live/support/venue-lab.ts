import { createHmac } from "node:crypto";
import type { ServedMarket } from "../../../src/core/adapters/paper-server/market/served-market.js";
import { createPaperMarket } from "../../../src/core/adapters/paper-server/market/paper-market.js";
import { openPaperServer, type PaperServer } from "../../../src/core/adapters/paper-server/serve.js";
import { addDec, type Dec, dec, negDec, ZERO } from "../../../src/core/lib/decimal.js";
import type { Instrument } from "../../../src/core/domain/instrument.js";
import type { BarStore } from "../../../src/core/ports/bar-store.js";
import { simPolicySchema } from "../../../src/core/sim/policy.js";
import { ACCOUNT, instrument } from "../../core/adapters/paper-server/market/open-venue.js";
import { FaultDesk, WITNESS } from "./fault-desk.js";
import { STORY_END_MS, STORY_START_MS } from "./story-market.js";
import type { RestLimits } from "../../../src/core/adapters/paper-server/rest/rate-limits.js";
import { givenClock } from "./given-clock.js";

export { ACCOUNT };

export interface OrderRow {
  readonly clientOrderId: string;
  readonly status: string;
  readonly type: string;
  readonly executedQty: string;
}

export interface AlgoRow {
  readonly clientAlgoId: string;
  readonly algoStatus: string;
  readonly closePosition: boolean;
  readonly symbol: string;
  readonly side: string;
}

export interface TradeRow {
  readonly id: number;
  readonly side: "BUY" | "SELL";
  readonly qty: string;
}

/** The venue's own word, asked over its REST interface beside the account under test. */
export interface Witnessed {
  readonly wallet: Dec;
  readonly positions: ReadonlyMap<string, Dec>;
  readonly orders: readonly OrderRow[];
  readonly algos: readonly AlgoRow[];
  readonly trades: ReadonlyMap<string, readonly TradeRow[]>;
}

export interface VenueWishes {
  readonly store: Pick<BarStore, "bars" | "marks" | "funding">;
  readonly symbols: readonly string[];
  readonly speed: number;
  readonly wallet?: string;
  /** Market time at which it opens. */
  readonly fromMs?: number;
  /** What it takes of the account; left out: what the real one does, times the speed. */
  readonly limits?: RestLimits | undefined;
}

/** A market that no file of ours names. */
export const UNNAMED = "NEWUSDT";

function unnamed(): Instrument {
  return { ...instrument("ETHUSDT"), symbol: UNNAMED, baseAsset: "NEW" };
}

/** The paper venue in this process, listening on a port of its own, with faults that come when the test says so. */
export class VenueLab {
  readonly faults: FaultDesk;
  readonly market: ServedMarket;
  readonly server: PaperServer;
  readonly symbols: readonly string[];
  readonly #stop = new AbortController();
  readonly #serving: Promise<void>;

  private constructor(parts: Pick<VenueLab, "faults" | "market" | "server" | "symbols">) {
    this.faults = parts.faults;
    this.market = parts.market;
    this.server = parts.server;
    this.symbols = parts.symbols;
    this.#serving = this.server.serve(this.#stop.signal);
  }

  static async open({
    store,
    symbols,
    speed,
    wallet = "100000",
    fromMs = STORY_START_MS,
    limits,
  }: VenueWishes): Promise<VenueLab> {
    const market = await createPaperMarket({
      store,
      policy: simPolicySchema.parse({}),
      instruments: symbols.map((symbol) => (symbol === UNNAMED ? unnamed() : instrument(symbol))),
      wallets: { [ACCOUNT]: dec(wallet) },
      clock: givenClock,
      fromMs,
      toMs: STORY_END_MS,
      speed,
      seed: 7,
      stream: null,
    });
    const faults = new FaultDesk();
    const limited = limits === undefined ? {} : { limits };
    const server = await openPaperServer({ market, account: ACCOUNT, faults, clock: givenClock, port: 0, ...limited });
    return new VenueLab({ faults, market, server, symbols });
  }

  /** What the venue answers somebody else who has the account's key; no fault touches it. */
  async send(method: string, path: string, params: Readonly<Record<string, string>>): Promise<Response> {
    const { url, apiKey, apiSecret } = this.server;
    const timestamp = String(this.market.time.nowMs());
    const query = new URLSearchParams({ ...params, [WITNESS]: "1", timestamp }).toString();
    const signature = createHmac("sha256", apiSecret).update(query).digest("hex");
    const headers = { "X-MBX-APIKEY": apiKey };
    return fetch(`${url}${path}?${query}&signature=${signature}`, { method, headers });
  }

  async ask(path: string, params: Readonly<Record<string, string>> = {}): Promise<unknown> {
    const answer = await this.send("GET", path, params);
    if (!answer.ok) throw new Error(`${path}: ${String(answer.status)} ${await answer.text()}`);
    return answer.json();
  }

  async witness(): Promise<Witnessed> {
    type Account = { totalWalletBalance: string; positions: { symbol: string; positionAmt: string }[] };
    const account = (await this.ask("/fapi/v3/account")) as Account;
    const orders: OrderRow[] = [];
    const algos: AlgoRow[] = [];
    const trades = new Map<string, readonly TradeRow[]>();
    for (const symbol of this.symbols) {
      orders.push(...((await this.ask("/fapi/v1/allOrders", { symbol, limit: "1000" })) as OrderRow[]));
      algos.push(...((await this.ask("/fapi/v1/allAlgoOrders", { symbol, limit: "1000" })) as AlgoRow[]));
      trades.set(symbol, (await this.ask("/fapi/v1/userTrades", { symbol, limit: "1000" })) as TradeRow[]);
    }
    const held = account.positions.filter(({ positionAmt }) => Number(positionAmt) !== 0);
    const positions = new Map(held.map(({ symbol, positionAmt }) => [symbol, dec(positionAmt)]));
    return { wallet: dec(account.totalWalletBalance), positions, orders, algos, trades };
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#serving;
  }
}

/** Σ of the venue's trades in a symbol, signed. */
export function sumOf(trades: readonly TradeRow[]): Dec {
  return trades.reduce((sum, { side, qty }) => addDec(sum, side === "BUY" ? dec(qty) : negDec(dec(qty))), ZERO);
}

/** Waits until it holds; fails with the words after `mostMs` of given time. */
export async function until(holds: () => boolean, what: string | (() => string), mostMs = 15_000): Promise<void> {
  const startedAtMs = givenClock.monotonicMs();
  while (!holds()) {
    if (givenClock.monotonicMs() - startedAtMs > mostMs)
      throw new Error(`this never came: ${typeof what === "string" ? what : what()}`);
    await givenClock.sleep(5);
  }
}
