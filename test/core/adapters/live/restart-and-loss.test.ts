import { describe, expect, it } from "vitest";
import { InputQueue } from "../../../../src/core/adapters/live/input-queue.js";
import { LiveAccount } from "../../../../src/core/adapters/live/live-account.js";
import type { InputEvent, JournalEvent } from "../../../../src/core/domain/event.js";
import type { OrderRequest } from "../../../../src/core/domain/order.js";
import { dec, ZERO } from "../../../../src/core/lib/decimal.js";
import { ok } from "../../../../src/core/lib/result.js";
import { createRng } from "../../../../src/core/lib/rng.js";
import type { VenueOrder } from "../../../../src/core/domain/venue-order.js";
import type { UserStreamListener, VenueIncome, VenueTrade } from "../../../../src/core/ports/venue-gateway.js";
import { createManualClock, type ManualClock } from "../resilience/manual-clock.js";
import { MoodyVenue } from "./moody-venue.js";

const STOP: OrderRequest = {
  clientOrderId: "stop1",
  account: "main",
  symbol: "BTCUSDT",
  side: "sell",
  type: "stop_market",
  qty: dec("0.5"),
  price: null,
  triggerPrice: dec("90"),
  timeInForce: "GTC",
  postOnly: false,
  expireAtMs: null,
  reduceOnly: true,
  closePosition: false,
  workingType: "mark",
};
const REGULAR_ID = "8389765739703628587";

/** A venue with one conditional order and a money history, as the test writes them. */
class ToldVenue extends MoodyVenue {
  paid: VenueIncome[] = [];
  stop: VenueOrder | null = null;
  heard: UserStreamListener | null = null;
  isUnseen = false;

  constructor(clock: ManualClock) {
    super(clock, createRng("told"), { lostAnswer: 0, lostRequest: 0, lateRequest: 0, lostFrame: 0, doubledFrame: 0 });
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

function open(clock: ManualClock): { venue: ToldVenue; account: LiveAccount; events: InputEvent[] } {
  const venue = new ToldVenue(clock);
  const queue = new InputQueue();
  const events: InputEvent[] = [];
  queue.push = (event) => void events.push(event);
  const account = new LiveAccount({
    account: "main",
    gateway: venue,
    queue,
    clock,
    venueClock: { nowMs: () => clock.nowMs(), sync: async () => 0 },
    symbols: ["BTCUSDT"],
    foreignPolicy: "halt",
    reconcileEveryMs: 20_000,
    holding: () => ZERO,
    wallet: () => (venue.isUnseen && !events.some(({ type }) => type === "order.filled") ? dec("10000") : venue.wallet),
    markOf: () => 100,
    onBug: (error) => {
      throw error;
    },
  });
  return { venue, account, events };
}

function funding(atMs: number): VenueIncome {
  return { kind: "funding", id: String(atMs), asset: "USDT", symbol: "BTCUSDT", amount: dec("-0.3"), atMs };
}

describe("an account after a restart", () => {
  it("books the funding that was paid in the 8 hours nobody ran, and not again what was booked before them", async () => {
    const clock = createManualClock();
    await clock.advance(10 * 3_600_000);
    const { venue, account, events } = open(clock);
    const [booked, missed] = [2 * 3_600_000, 8 * 3_600_000];
    venue.paid = [funding(booked), funding(missed)];
    account.recall({ type: "funding.settled", atMs: booked, symbol: "BTCUSDT", amount: "-0.3" } as JournalEvent);
    account.start([], { agreedMs: booked, walletsAtMs: 0 });
    await clock.advance(5_000);
    await account.close();
    const settled = events.flatMap((event) => (event.type === "funding.settled" ? [event.atMs] : []));
    expect(settled).toEqual([missed]);
  });
});

it("books two fundings of one stamp, the usual and a special one, and neither again after a restart that knows one of them", async () => {
  const clock = createManualClock();
  await clock.advance(8 * 3_600_000 + 1_000);
  const atMs = 8 * 3_600_000;
  const rows = [funding(atMs), { ...funding(atMs), id: "special", amount: dec("-0.05") }];
  const amountsAfter = async (recalled: number): Promise<readonly string[]> => {
    const { venue, account, events } = open(clock);
    venue.paid = rows;
    for (const { amount } of rows.slice(0, recalled))
      account.recall({ type: "funding.settled", atMs, symbol: "BTCUSDT", amount } as JournalEvent);
    account.start([], { agreedMs: atMs, walletsAtMs: 0 });
    await clock.advance(5_000);
    account.lookAgain();
    await clock.advance(30_000);
    await account.close();
    return events.flatMap((event) => (event.type === "funding.settled" ? [event.amount] : []));
  };
  expect(await amountsAfter(0)).toEqual(["-0.3", "-0.05"]);
  expect(await amountsAfter(1)).toEqual(["-0.05"]);
  expect(await amountsAfter(2)).toEqual([]);
});

describe("an account at its first start", () => {
  it("does not book the funding of 30 s before, which its opening wallet holds, also when it dies and starts again", async () => {
    const clock = createManualClock();
    await clock.advance(8 * 3_600_000 + 30_000);
    const paidAtMs = 8 * 3_600_000;
    const walletsAtMs = clock.nowMs();
    for (const agreedMs of [walletsAtMs, walletsAtMs + 20_000]) {
      const { venue, account, events } = open(clock);
      venue.paid = [funding(paidAtMs), funding(paidAtMs + 60_000)];
      account.start([], { agreedMs, walletsAtMs });
      await clock.advance(5_000);
      await account.close();
      const settled = events.flatMap((event) => (event.type === "funding.settled" ? [event.atMs] : []));
      expect(settled).toEqual([paidAtMs + 60_000]);
    }
  });

  it("does not book a trade of 30 s before, whose fee and result its opening wallet holds, and books the one after", async () => {
    const clock = createManualClock();
    await clock.advance(100_000);
    const { venue, account, events } = open(clock);
    venue.tradeUnseen();
    await clock.advance(30_000);
    const walletsAtMs = clock.nowMs();
    venue.tradesMade.push({ ...venue.tradesMade[0]!, tradeId: "8", atMs: walletsAtMs + 1 });
    account.start([], { agreedMs: walletsAtMs, walletsAtMs });
    await clock.advance(5_000);
    await account.close();
    const fills = events.flatMap((event) => (event.type === "order.filled" ? [event.tradeId] : []));
    expect(fills).toEqual(["8"]);
  });
});

it("reports as of the instant of its first question: what happened while the venue answered may be missing", async () => {
  const clock = createManualClock();
  await clock.advance(100_000);
  const { account, events } = open(clock);
  account.start([], { agreedMs: 100_000, walletsAtMs: 100_000 });
  await clock.advance(5_000);
  await account.close();
  const [report] = events.flatMap((event) => (event.type === "venue.reported" ? [event] : []));
  expect(report?.askedAtMs).toBeGreaterThanOrEqual(100_000);
  expect(report?.askedAtMs).toBeLessThan(report?.atMs ?? 0);
});

describe("a stop that has become a regular order of another id", () => {
  async function working(clock: ManualClock): Promise<ReturnType<typeof open>> {
    const parts = open(clock);
    parts.account.start([], { agreedMs: 0, walletsAtMs: 0 });
    parts.account.broker.place(STOP, clock.nowMs());
    await clock.advance(5_000);
    return parts;
  }

  it("keeps its 2 trades when the stream lost its trigger and told the last of them only", async () => {
    const clock = createManualClock();
    const { venue, account, events } = await working(clock);
    venue.trigger(["0.2", "0.3"]);
    const { venueOrderId: _id, ...execution } = venue.tradesMade[1]!;
    venue.heard?.onEvent({
      type: "order.filled",
      ...execution,
      account: "main",
      clientOrderId: "stop1",
      orderDone: true,
    });
    venue.blink();
    await clock.advance(10_000);
    await account.close();
    const fills = events.flatMap((event) =>
      event.type === "order.filled" ? [`${event.clientOrderId} ${event.tradeId}`] : [],
    );
    expect(fills).toEqual(["stop1 2", "stop1 1"]);
  });

  it("ends in the books when the venue calls it filled with 0.2 of its 0.5, the rest of its position being gone", async () => {
    const clock = createManualClock();
    const { venue, account, events } = await working(clock);
    venue.trigger(["0.2"]);
    const { venueOrderId: _id, ...execution } = venue.tradesMade[0]!;
    venue.heard?.onEvent({
      type: "order.filled",
      ...execution,
      account: "main",
      clientOrderId: "stop1",
      orderDone: false,
    });
    await clock.advance(60_000);
    await account.close();
    const ends = events.filter((event) => event.type === "order.expired" && event.clientOrderId === "stop1");
    expect(ends).toHaveLength(1);
  });

  it("a trade between the answers on positions and on wallets, never told by the stream: booked before the report, no difference", async () => {
    const clock = createManualClock();
    const { venue, account, events } = open(clock);
    account.start([], { agreedMs: 0, walletsAtMs: 0 });
    await clock.advance(5_000);
    // Its fee is in the wallet, and the list of positions does not have it yet.
    venue.tradeUnseen();
    account.lookAgain();
    await clock.advance(5_000);
    await account.close();
    const told = events.map(({ type }) => type);
    const booked = told.indexOf("order.filled");
    expect(booked).toBeGreaterThan(-1);
    const reports = events.slice(0, booked).filter((event) => event.type === "venue.reported");
    expect(reports.every((event) => event.wallets["main"] === "10000")).toBe(true);
    expect(told.slice(booked)).toContain("venue.reported");
  });
});
