import { InputQueue } from "../../../../src/core/adapters/live/input-queue.js";
import type { LiveAccount } from "../../../../src/core/adapters/live/live-account.js";
import type { InputEvent } from "../../../../src/core/domain/event.js";
import { dec } from "../../../../src/core/lib/decimal.js";
import { ok } from "../../../../src/core/lib/result.js";
import { createRng } from "../../../../src/core/lib/rng.js";
import type { VenueOrder } from "../../../../src/core/domain/venue-order.js";
import type { UserStreamListener, VenueIncome, VenueTrade } from "../../../../src/core/ports/venue-gateway.js";
import type { ManualClock } from "../resilience/manual-clock.js";
import { FINE, MoodyVenue } from "./moody-venue.js";
import { accountOver } from "./account-bench.js";

const REGULAR_ID = "8389765739703628587";

/** A venue with one conditional order and a money history, as the test writes them. */
export class ToldVenue extends MoodyVenue {
  paid: VenueIncome[] = [];
  stop: VenueOrder | null = null;
  heard: UserStreamListener | null = null;
  isUnseen = false;

  constructor(clock: ManualClock) {
    super(clock, createRng("told"), FINE);
  }

  override income = async (sinceMs: number): ReturnType<MoodyVenue["income"]> =>
    ok(this.paid.filter(({ atMs }) => atMs >= sinceMs));

  override follow(listener: UserStreamListener): void {
    this.heard = listener;
    super.follow(listener);
  }

  /** A taker's sale of 0.018 that only the wallet shows: its fee is paid. */
  tradeUnseen(): void {
    const made = { symbol: "BTCUSDT", side: "sell", price: dec("100"), liquidity: "taker" } as const;
    const fee = dec("0.0009");
    this.tradesMade.push({
      ...made,
      qty: dec("0.018"),
      fee,
      tradeId: "7",
      venueOrderId: "70",
      atMs: this.clock.nowMs(),
    });
    this.wallet = dec("9999.9991");
    this.isUnseen = true;
  }

  override async query(): ReturnType<MoodyVenue["query"]> {
    return this.stop === null ? { kind: "absent" } : { kind: "found", order: this.stop };
  }

  /** The stop has triggered and traded; its regular order has an id of its own. */
  trigger(filled: readonly string[]): void {
    this.orders.delete("stop1");
    const base: Omit<VenueTrade, "tradeId" | "qty"> = {
      symbol: "BTCUSDT",
      side: "sell",
      price: dec("90"),
      fee: dec("0.01"),
      venueOrderId: REGULAR_ID,
      liquidity: "taker",
      atMs: this.clock.nowMs(),
    };
    filled.forEach((qty, at) => this.tradesMade.push({ ...base, qty: dec(qty), tradeId: String(at + 1) }));
    this.stop = {
      clientOrderId: "stop1",
      venueOrderId: "1000000033225461",
      symbol: "BTCUSDT",
      conditional: true,
      side: "sell",
      qty: dec("0.5"),
      filledQty: dec("0.5"),
      price: null,
      reduceOnly: true,
      closePosition: false,
      status: "filled",
      triggeredOrderId: REGULAR_ID,
      atMs: this.clock.nowMs(),
    };
  }
}

/** An account at that venue, and what it tells. */
export function openAccount(clock: ManualClock): { venue: ToldVenue; account: LiveAccount; events: InputEvent[] } {
  const venue = new ToldVenue(clock);
  const queue = new InputQueue();
  const events: InputEvent[] = [];
  queue.push = (event) => void events.push(event);
  const account = accountOver({
    gateway: venue,
    queue,
    clock,
    settings: [{ symbol: "BTCUSDT", isIsolated: false, leverage: 5 }],
    wallet: () => (venue.isUnseen && !events.some(({ type }) => type === "order.filled") ? dec("10000") : venue.wallet),
  });
  return { venue, account, events };
}
