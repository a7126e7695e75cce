import type { OrderChange, OrderRequest } from "../../../../src/core/domain/order.js";
import { addDec, type Dec, dec, mulDec, negDec, roundDec, subDec, ZERO } from "../../../../src/core/lib/decimal.js";
import type { Rng } from "../../../../src/core/lib/rng.js";
import { ok } from "../../../../src/core/lib/result.js";
import type { VenueOrder } from "../../../../src/core/domain/venue-order.js";
import type {
  CancelOutcome,
  ModifyOutcome,
  OrderRef,
  PlaceOutcome,
  QueryOutcome,
  UserStreamListener,
  VenueGateway,
  VenuePosition,
  VenueTrade,
} from "../../../../src/core/ports/venue-gateway.js";
import type { ManualClock } from "../resilience/manual-clock.js";
import { AtVenue } from "./at-venue.js";

export interface Moods {
  /** Chances, 0 to 1. */
  readonly lostAnswer: number;
  readonly lostRequest: number;
  readonly lateRequest: number;
  readonly lostFrame: number;
  readonly doubledFrame: number;
  /** The list of trades lacks those of the last 2 s. */
  readonly laggingList: number;
  /** A query or a list of open orders says how things were 2 s ago. */
  readonly laggingRead: number;
}

/** Nothing is lost, doubled or late. */
export const FINE: Moods = {
  lostAnswer: 0,
  lostRequest: 0,
  lateRequest: 0,
  lostFrame: 0,
  doubledFrame: 0,
  laggingList: 0,
  laggingRead: 0,
};

const PRICE = dec("100");
const SETTLED_MS = 5_000;
const LAG_MS = 2_000;

/**
 * One account at a venue in memory, with every way in which word of an order gets lost: answers, requests, frames.
 * Requests that are late arrive within the settling time, as a real venue promises.
 */
export class MoodyVenue implements VenueGateway {
  readonly capabilities = {
    venue: "moody",
    conditionalOrders: true,
    closePositionStops: true,
    goodTillDate: true,
    orderChanges: true,
    reduceOnlyMinNotionalExempt: true,
    streams: "own-events",
  } as const;
  readonly outcomeSettledMs = SETTLED_MS;
  readonly orders = new Map<string, AtVenue>();
  readonly tradesMade: VenueTrade[] = [];
  /** Requests that reached the venue, by client id. */
  readonly arrivals = new Map<string, number>();
  wallet: Dec = dec("10000");
  otherWallets: Readonly<Record<string, Dec>> = {};
  position: Dec = ZERO;
  cost: Dec = ZERO;
  #listener: UserStreamListener | null = null;
  #next = 9_007_199_254_740_993n;

  constructor(
    readonly clock: ManualClock,
    readonly rng: Rng,
    public moods: Moods,
  ) {}

  async place(request: OrderRequest): Promise<PlaceOutcome> {
    await this.clock.sleep(this.#delayMs());
    if (this.#happens(this.moods.lostRequest)) return { kind: "unknown", reason: "connection reset" };
    if (this.#happens(this.moods.lateRequest)) {
      void this.clock.sleep(this.rng.next() * (SETTLED_MS - 1_000)).then(() => this.#accept(request));
      return { kind: "unknown", reason: "-1007" };
    }
    const accepted = this.#accept(request);
    await this.clock.sleep(this.#delayMs());
    return this.#happens(this.moods.lostAnswer) ? { kind: "unknown", reason: "time-out" } : accepted;
  }

  async cancel(ref: OrderRef): Promise<CancelOutcome> {
    await this.clock.sleep(this.#delayMs());
    const known = this.orders.get(ref.clientOrderId);
    if (known?.order.status !== "open")
      return { kind: "refused", code: -2011, reason: "Unknown order sent.", reaction: "reconcile", retryAfterMs: null };
    const atMs = this.clock.nowMs();
    known.order = { ...known.order, status: "canceled", atMs };
    const { clientOrderId } = ref;
    const { filledQty } = known.order;
    this.#frame((listener) => {
      listener.onEvent({ type: "order.canceled", atMs, clientOrderId, reason: "requested" }, filledQty);
    });
    await this.clock.sleep(this.#delayMs());
    if (this.#happens(this.moods.lostAnswer)) return { kind: "unknown", reason: "time-out" };
    return { kind: "accepted", atMs, filledQty };
  }

  async modify(change: OrderChange): Promise<ModifyOutcome> {
    await this.clock.sleep(this.#delayMs());
    if (this.#happens(this.moods.lostRequest)) return { kind: "unknown", reason: "connection reset" };
    if (this.#happens(this.moods.lateRequest)) {
      void this.clock.sleep(this.rng.next() * (SETTLED_MS - 1_000)).then(() => this.#change(change));
      return { kind: "unknown", reason: "-1007" };
    }
    const changed = this.#change(change);
    await this.clock.sleep(this.#delayMs());
    return this.#happens(this.moods.lostAnswer) ? { kind: "unknown", reason: "time-out" } : changed;
  }

  async query(ref: OrderRef): Promise<QueryOutcome> {
    await this.clock.sleep(this.#delayMs());
    if (this.#happens(this.moods.lostAnswer)) return { kind: "unknown", reason: "time-out" };
    const order = this.orders.get(ref.clientOrderId)?.asOf(this.#readAsOfMs());
    return order === undefined ? { kind: "absent" } : { kind: "found", order };
  }

  async positions(): ReturnType<VenueGateway["positions"]> {
    await this.clock.sleep(this.#delayMs());
    return ok(this.#positions());
  }

  async snapshot(): ReturnType<VenueGateway["snapshot"]> {
    await this.clock.sleep(this.#delayMs());
    const asOfMs = this.#readAsOfMs();
    const listed = [...this.orders.values()].flatMap((known) => known.asOf(asOfMs) ?? []);
    return ok({
      atMs: this.clock.nowMs(),
      wallets: { ...this.otherWallets, USDT: this.wallet },
      positions: this.#positions(),
      openOrders: listed.filter(({ status }) => status === "open"),
    });
  }

  async trades(symbol: string, since: { afterTradeId: string | null }): ReturnType<VenueGateway["trades"]> {
    await this.clock.sleep(this.#delayMs());
    const after = since.afterTradeId === null ? -1n : BigInt(since.afterTradeId);
    const untilMs = this.clock.nowMs() - (this.#happens(this.moods.laggingList) ? LAG_MS : 0);
    const isListed = (trade: VenueTrade): boolean =>
      trade.symbol === symbol && BigInt(trade.tradeId) > after && trade.atMs <= untilMs;
    return ok(this.tradesMade.filter(isListed));
  }

  income: VenueGateway["income"] = async () => ok([]);
  modes = async (): ReturnType<VenueGateway["modes"]> => ok({ canTrade: true, hedgeMode: false, multiAssets: false });
  symbolSettings = async (): ReturnType<VenueGateway["symbolSettings"]> => ok([]);
  keyRights = async (): ReturnType<VenueGateway["keyRights"]> => ok(null);
  prepareSymbol = async (): ReturnType<VenueGateway["prepareSymbol"]> => ok({ leverage: 5 });
  deadManSwitch = async (): ReturnType<VenueGateway["deadManSwitch"]> => ok(null);
  instruments = async (): ReturnType<VenueGateway["instruments"]> => ok([]);

  follow(listener: UserStreamListener): void {
    this.#listener = listener;
    listener.onUp();
  }

  /** The stream falls silent and comes back; what was said between is lost. */
  blink(): void {
    this.#listener?.onDown("silent", this.clock.nowMs());
    this.#listener?.onUp();
  }

  /** The market takes a resting order, or a part of it. */
  fill(clientOrderId: string, share: number): void {
    const known = this.orders.get(clientOrderId);
    if (known?.order.status !== "open" || known.order.qty === null) return;
    const left = subDec(known.order.qty, known.order.filledQty);
    const part = roundDec(mulDec(left, dec(String(share))), 3, "down");
    this.#trade(known, Number(part) === 0 ? left : part);
  }

  async close(): Promise<void> {
    this.#listener = null;
  }

  #positions(): readonly VenuePosition[] {
    return Number(this.position) === 0 ? [] : [{ symbol: "BTCUSDT", qty: this.position, entryPrice: PRICE }];
  }

  #accept(request: OrderRequest): PlaceOutcome {
    const { clientOrderId, symbol, side, qty, reduceOnly, closePosition } = request;
    this.arrivals.set(clientOrderId, (this.arrivals.get(clientOrderId) ?? 0) + 1);
    const atMs = this.clock.nowMs();
    const venueOrderId = this.#id();
    const order: VenueOrder = {
      clientOrderId,
      venueOrderId,
      symbol,
      conditional: false,
      side,
      qty,
      filledQty: ZERO,
      price: request.price,
      reduceOnly,
      closePosition,
      status: "open",
      triggeredOrderId: null,
      atMs,
    };
    const known = new AtVenue(this.clock, order);
    this.orders.set(clientOrderId, known);
    this.#frame((listener) => {
      listener.onEvent({ type: "order.acknowledged", atMs, clientOrderId, venueOrderId });
    });
    if (request.type === "market" && qty !== null) this.#trade(known, qty);
    return { kind: "accepted", venueOrderId, atMs };
  }

  #change({ clientOrderId, price, qty }: OrderChange): ModifyOutcome {
    const known = this.orders.get(clientOrderId);
    if (known?.order.status !== "open")
      return {
        kind: "refused",
        code: -2013,
        reason: "Order does not exist.",
        reaction: "reconcile",
        retryAfterMs: null,
      };
    const atMs = this.clock.nowMs();
    const isOver = Number(known.order.filledQty) > 0 && Number(qty) <= Number(known.order.filledQty);
    known.order = isOver ? { ...known.order, status: "canceled", atMs } : { ...known.order, price, qty, atMs };
    const { venueOrderId, status, filledQty } = known.order;
    this.#frame((listener) => {
      if (!isOver) listener.onEvent({ type: "order.modified", atMs, clientOrderId, price, qty });
      else listener.onEvent({ type: "order.canceled", atMs, clientOrderId, reason: "ended by its change" }, filledQty);
    });
    return { kind: "accepted", venueOrderId, status, atMs };
  }

  #trade(known: AtVenue, qty: Dec): void {
    const { order } = known;
    const filledQty = addDec(order.filledQty, qty);
    const isDone = filledQty === order.qty || Number(filledQty) >= Number(order.qty);
    const atMs = this.clock.nowMs();
    known.order = { ...order, filledQty, status: isDone ? "filled" : "open", atMs };
    const { symbol, side, venueOrderId, clientOrderId } = order;
    const fee = roundDec(mulDec(mulDec(qty, PRICE), dec("0.0005")), 8, "half-even");
    const trade: VenueTrade = {
      symbol,
      side,
      qty,
      price: PRICE,
      fee,
      tradeId: this.#id(),
      venueOrderId,
      liquidity: "taker",
      atMs,
    };
    this.tradesMade.push(trade);
    this.wallet = subDec(this.wallet, fee);
    this.position = addDec(this.position, side === "buy" ? qty : negDec(qty));
    const { venueOrderId: _venueOrderId, ...execution } = trade;
    this.#frame((listener) => {
      listener.onEvent({ type: "order.filled", ...execution, account: "main", clientOrderId, orderDone: isDone });
    });
  }

  #frame(tell: (listener: UserStreamListener) => void): void {
    if (this.#happens(this.moods.lostFrame)) return;
    const times = this.#happens(this.moods.doubledFrame) ? 2 : 1;
    for (let time = 0; time < times; time += 1) {
      void this.clock.sleep(this.#delayMs()).then(() => {
        if (this.#listener !== null) tell(this.#listener);
      });
    }
  }

  #delayMs(): number {
    return 1 + Math.floor(this.rng.next() * 200);
  }

  #readAsOfMs(): number {
    const { laggingRead } = this.moods;
    return this.clock.nowMs() - (laggingRead > 0 && this.#happens(laggingRead) ? LAG_MS : 0);
  }

  #happens(chance: number): boolean {
    return this.rng.next() < chance;
  }

  #id(): string {
    this.#next += 1n;
    return String(this.#next);
  }
}
