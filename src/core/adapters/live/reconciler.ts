import { foreignOrderKey } from "../../domain/connection.js";
import { positionKey, SETTLEMENT_ASSET } from "../../domain/portfolio.js";
import { compareDec, type Dec, ZERO } from "../../lib/decimal.js";
import type { VenueOrder } from "../../domain/venue-order.js";
import type { VenueSnapshot } from "../../ports/venue-gateway.js";
import { fillGap } from "./gap-filler.js";
import type { KnownOrder } from "./known-orders.js";
import type { LiveContext } from "./live-context.js";
import { settleOrder } from "./settle-order.js";

/** Snapshots that came too late because something happened meanwhile; after so many the next round has to do. */
const ATTEMPTS = 4;

/** A snapshot is dear (lists of all symbols): it is asked for once nothing has been told for a while. */
const QUIET_MS = 250;
const MOST_QUIET_WAITS = 12;

interface ReconcilerOptions {
  readonly context: LiveContext;
  /** Rises with every event that was told. */
  readonly told: () => number;
  /** Symbols that the session trades. */
  readonly symbols: readonly string[];
  /** Books what the venue's money history has and we have not; false when the venue did not answer. */
  readonly readMoney: () => Promise<boolean>;
}

/**
 * Compares what we know with the venue's word: orders that are gone are settled, trades that nobody told are booked,
 * orders that are not ours are named, and the rest goes to the session as `venue.reported`, which judges it.
 */
export class Reconciler {
  readonly #foreign = new Set<string>();

  constructor(readonly options: ReconcilerOptions) {}

  /**
   * all: reads the trades of every symbol, not only where positions differ: the stream may have lost some.
   * True when the report was told; false when the venue did not answer, or never stood still.
   */
  async run(all: boolean): Promise<boolean> {
    const { context, told } = this.options;
    for (let attempt = 0; attempt < ATTEMPTS && !context.closing.aborted; attempt++) {
      await this.#quiet();
      const before = told();
      const answer = await context.gateway.snapshot();
      if (!answer.ok) return false;
      if (!(await this.#catchUp(answer.value, all && attempt === 0))) return false;
      // Money may have moved since its history was read: a difference is one only if that explains nothing.
      const wallet = answer.value.wallets[SETTLEMENT_ASSET] ?? ZERO;
      const differs = compareDec(wallet, context.wallet()) !== 0;
      if (differs && !((await this.options.readMoney()) && (await this.#readTrades()))) return false;
      if (told() === before && !this.#isMoving()) {
        this.#report(answer.value);
        return true;
      }
    }
    return false;
  }

  /** Orders on their way would be missing in the books or in the snapshot. */
  #isMoving(): boolean {
    return this.options.context.orders
      .alive()
      .some(({ stage, canceling, changing }) => stage === "sent" || canceling || changing !== null);
  }

  async #quiet(): Promise<void> {
    const { context, told } = this.options;
    for (let waits = 0; waits < MOST_QUIET_WAITS && !context.closing.aborted; waits++) {
      const before = told();
      await context.clock.sleep(QUIET_MS, context.closing);
      if (told() === before && !this.#isMoving()) return;
    }
  }

  /** Positions and wallets are two answers: a trade between them, whose frame is late, is in one of them only. */
  async #readTrades(): Promise<boolean> {
    const { context, symbols } = this.options;
    for (const symbol of symbols) if ((await fillGap(context, { symbol })) === null) return false;
    return true;
  }

  async #catchUp(snapshot: VenueSnapshot, all: boolean): Promise<boolean> {
    const { context, symbols } = this.options;
    const open = new Map(snapshot.openOrders.map((order) => [order.clientOrderId, order]));
    for (const order of context.orders.alive()) {
      if (!(await this.#settle(order, open.get(order.ref.clientOrderId)))) return false;
    }
    for (const order of snapshot.openOrders) this.#nameForeign(order);
    const theirs = new Map(snapshot.positions.map(({ symbol, qty }) => [symbol, qty]));
    for (const symbol of new Set([...symbols, ...theirs.keys()])) {
      const differs = compareDec(theirs.get(symbol) ?? ZERO, context.holding(symbol)) !== 0;
      if (!differs && !all) continue;
      const gap = await fillGap(context, { symbol });
      if (gap === null) return false;
    }
    return true;
  }

  /** An order we think works: what the list says of it, or, where it is missing there, what the venue answers. */
  async #settle(order: KnownOrder, listed: VenueOrder | undefined): Promise<boolean> {
    const { context } = this.options;
    if (order.stage !== "working" || order.canceling || order.changing !== null) return true;
    if (listed !== undefined) return settleOrder(context, order, listed);
    const answer = await context.gateway.query(order.ref);
    if (answer.kind === "unknown") return false;
    if (answer.kind === "found") return settleOrder(context, order, answer.order);
    context.words.ended(order, {
      type: "order.canceled",
      atMs: context.venueClock.nowMs(),
      clientOrderId: order.ref.clientOrderId,
      reason: "not at the venue any more",
    });
    return true;
  }

  #nameForeign(order: VenueOrder): void {
    const { context } = this.options;
    const { clientOrderId, venueOrderId, symbol } = order;
    const key = foreignOrderKey(order);
    if (this.#isOurs(order) || this.#foreign.has(key)) return;
    this.#foreign.add(key);
    const { conditional, side, qty, reduceOnly } = order;
    context.tell({
      type: "order.foreign",
      atMs: context.venueClock.nowMs(),
      account: context.account,
      symbol,
      clientOrderId,
      venueOrderId,
      conditional,
      side,
      qty,
      reduceOnly: reduceOnly || order.closePosition,
      policy: context.foreignPolicy,
    });
  }

  #isOurs({ clientOrderId, venueOrderId, symbol }: VenueOrder): boolean {
    const { orders } = this.options.context;
    return orders.get(clientOrderId) !== undefined || orders.byVenueId(symbol, venueOrderId) !== undefined;
  }

  #report({ atMs: askedAtMs, wallets, positions, openOrders }: VenueSnapshot): void {
    const { context } = this.options;
    const { account, orders } = context;
    const byKey: Record<string, Dec> = {};
    for (const { symbol, qty } of positions) byKey[positionKey(account, symbol)] = qty;
    const ours = openOrders.filter(({ clientOrderId }) => orders.get(clientOrderId) !== undefined);
    context.tell({
      type: "venue.reported",
      atMs: context.venueClock.nowMs(),
      askedAtMs,
      wallets: { [account]: wallets[SETTLEMENT_ASSET] ?? ZERO },
      positions: byKey,
      openOrders: ours.map(({ clientOrderId }) => clientOrderId),
      foreignOrders: openOrders.filter((order) => !this.#isOurs(order)).map(foreignOrderKey),
    });
  }
}
