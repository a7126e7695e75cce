import { foreignOrderKey } from "../../domain/connection.js";
import { positionKey, SETTLEMENT_ASSET } from "../../domain/portfolio.js";
import { otherAssetsOf, otherWalletDifference } from "../../domain/other-wallets.js";
import { compareDec, type Dec, ZERO } from "../../lib/decimal.js";
import type { VenueOrder } from "../../domain/venue-order.js";
import type { VenueSnapshot } from "../../ports/venue-gateway.js";
import { fillGap } from "./gap-filler.js";
import type { KnownOrder } from "./known-orders.js";
import type { LiveContext } from "./live-context.js";
import { settleMissing } from "./missing-order.js";
import { settleOrder } from "./settle-order.js";

/** Snapshots that came too late because something happened meanwhile; after so many the next round has to do. */
const ATTEMPTS = 4;

/** A snapshot is dear (lists of all symbols): it is asked for once nothing has been told for a while. */
const QUIET_MS = 250;
const MOST_QUIET_WAITS = 12;

/** Pause before the next snapshot where one lags; four of them are longer than the settling time. */
const BEHIND_MS = 1_500;

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
      const isUnexplained = this.#hasMovedElsewhere(answer.value);
      if (isUnexplained && !differs && !(await this.options.readMoney())) return false;
      if (told() !== before || this.#isMoving()) continue;
      // Rows of the money history come a little after the money.
      if (this.#isBehind(answer.value) || (isUnexplained && attempt < ATTEMPTS - 1)) {
        await context.clock.sleep(BEHIND_MS, context.closing);
        continue;
      }
      this.#report(answer.value);
      return true;
    }
    return false;
  }

  /** Orders on their way would be missing in the books or in the snapshot; one of unknown outcome is judged by nobody. */
  #isMoving(): boolean {
    return this.options.context.orders
      .alive()
      .some(
        ({ stage, canceling, changing }) =>
          stage === "sent" || (stage === "working" && (canceling || changing !== null)),
      );
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
    const theirs = new Map(snapshot.positions.map(({ symbol, qty }) => [symbol, qty]));
    const agrees = (symbol: string): boolean => compareDec(theirs.get(symbol) ?? ZERO, context.holding(symbol)) === 0;
    for (const order of context.orders.alive()) {
      // On its way, in either direction: whoever sent it settles it.
      if (order.stage !== "working" || order.canceling || order.changing !== null) continue;
      const listed = open.get(order.ref.clientOrderId);
      const isTold =
        listed === undefined
          ? await settleMissing(context, order, () => agrees(order.ref.symbol))
          : await settleOrder(context, order, listed);
      if (!isTold) return false;
    }
    for (const order of snapshot.openOrders) this.#nameForeign(order);
    for (const symbol of new Set([...symbols, ...theirs.keys()])) {
      if (agrees(symbol) && !all) continue;
      if ((await fillGap(context, { symbol })) === null) return false;
    }
    return true;
  }

  /** Another asset than the settlement asset holds something else than the rows we know of explain. */
  #hasMovedElsewhere({ wallets }: VenueSnapshot): boolean {
    return otherWalletDifference(this.options.context.otherWallets(), otherAssetsOf(wallets)) !== null;
  }

  /**
   * A list that still has an order which ended within the settling time, or does not yet have one which was sent within it,
   * is behind: judged by, it would be a difference.
   */
  #isBehind({ openOrders }: VenueSnapshot): boolean {
    const { gateway, clock, orders } = this.options.context;
    const isFresh = (atMs: number): boolean => clock.monotonicMs() - atMs <= gateway.outcomeSettledMs;
    const listed = new Set(openOrders.map(({ clientOrderId }) => clientOrderId));
    const isOver = (id: string): boolean => {
      const order = orders.get(id);
      return order?.stage === "ended" && isFresh(order.seenAtMs);
    };
    const isUnlisted = ({ stage, ref, sentAtMs }: KnownOrder): boolean =>
      stage === "working" && !listed.has(ref.clientOrderId) && isFresh(sentAtMs);
    return [...listed].some(isOver) || orders.alive().some(isUnlisted);
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
      otherWallets: { [account]: otherAssetsOf(wallets) },
      positions: byKey,
      openOrders: ours.map(({ clientOrderId }) => clientOrderId),
      foreignOrders: openOrders.filter((order) => !this.#isOurs(order)).map(foreignOrderKey),
    });
  }
}
