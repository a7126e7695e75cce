import { describe, expect, it } from "vitest";
import type { JournalEvent } from "../../../../src/core/domain/event.js";
import type { OrderRequest } from "../../../../src/core/domain/order.js";
import { dec } from "../../../../src/core/lib/decimal.js";
import type { VenueIncome } from "../../../../src/core/ports/venue-gateway.js";
import { sampleRecord } from "../../../support/samples/orders.js";
import { createManualClock, type ManualClock } from "../resilience/manual-clock.js";
import { closed } from "./account-bench.js";
import { openAccount } from "./told-venue.js";

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
function funding(atMs: number): VenueIncome {
  return { kind: "funding", id: String(atMs), asset: "USDT", symbol: "BTCUSDT", amount: dec("-0.3"), atMs };
}

describe("an account after a restart", () => {
  it("books the funding that was paid in the 8 hours nobody ran, and not again what was booked before them", async () => {
    const clock = createManualClock();
    await clock.advance(10 * 3_600_000);
    const { venue, account, events } = openAccount(clock);
    const [booked, missed] = [2 * 3_600_000, 8 * 3_600_000];
    venue.paid = [funding(booked), funding(missed)];
    account.recall({ type: "funding.settled", atMs: booked, symbol: "BTCUSDT", amount: "-0.3" } as JournalEvent);
    account.start([], { agreedMs: booked, walletsAtMs: 0 });
    await clock.advance(5_000);
    await closed(clock, account);
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
    const { venue, account, events } = openAccount(clock);
    venue.paid = rows;
    for (const { amount } of rows.slice(0, recalled))
      account.recall({ type: "funding.settled", atMs, symbol: "BTCUSDT", amount } as JournalEvent);
    account.start([], { agreedMs: atMs, walletsAtMs: 0 });
    await clock.advance(5_000);
    account.lookAgain();
    await clock.advance(30_000);
    await closed(clock, account);
    return events.flatMap((event) => (event.type === "funding.settled" ? [event.amount] : []));
  };
  expect(await amountsAfter(0)).toEqual(["-0.3", "-0.05"]);
  expect(await amountsAfter(1)).toEqual(["-0.05"]);
  expect(await amountsAfter(2)).toEqual([]);
});

describe("an entry that ended before its answer, in a process that died then", () => {
  async function fillsAfter(status: "expired" | "rejected"): Promise<readonly string[]> {
    const clock = createManualClock();
    await clock.advance(100_000);
    const { venue, account, events } = openAccount(clock);
    // The frame of its trade was lost; the one of its end was not, and the answer with its id came too late.
    venue.tradeUnseen();
    const entry = { symbol: "BTCUSDT", clientOrderId: "entry1", side: "sell", qty: dec("0.02") } as const;
    const terms = { price: null, reduceOnly: false, closePosition: false, triggeredOrderId: null, conditional: false };
    venue.stop = { ...entry, ...terms, venueOrderId: "70", filledQty: dec("0.018"), status: "expired", atMs: 100_000 };
    const record = sampleRecord({ request: entry, status, venueOrderId: null, finishedAtMs: 100_000 });
    account.start([record], { agreedMs: 90_000, walletsAtMs: 0 });
    await clock.advance(5_000);
    await closed(clock, account);
    return events.flatMap((event) => (event.type === "order.filled" ? [event.clientOrderId] : []));
  }

  it("has its trade booked under its own id, not as one that nobody here ordered", async () => {
    expect(await fillsAfter("expired")).toEqual(["entry1"]);
  });

  it("is not asked after when the venue never had it: the trade is somebody else's", async () => {
    expect(await fillsAfter("rejected")).toEqual(["venue70"]);
  });
});

describe("an account at its first start", () => {
  it("does not book the funding of 30 s before, which its opening wallet holds, also when it dies and starts again", async () => {
    const clock = createManualClock();
    await clock.advance(8 * 3_600_000 + 30_000);
    const paidAtMs = 8 * 3_600_000;
    const walletsAtMs = clock.nowMs();
    for (const agreedMs of [walletsAtMs, walletsAtMs + 20_000]) {
      const { venue, account, events } = openAccount(clock);
      venue.paid = [funding(paidAtMs), funding(paidAtMs + 60_000)];
      account.start([], { agreedMs, walletsAtMs });
      await clock.advance(5_000);
      await closed(clock, account);
      const settled = events.flatMap((event) => (event.type === "funding.settled" ? [event.atMs] : []));
      expect(settled).toEqual([paidAtMs + 60_000]);
    }
  });

  it("does not book a trade of 30 s before, whose fee and result its opening wallet holds, and books the one after", async () => {
    const clock = createManualClock();
    await clock.advance(100_000);
    const { venue, account, events } = openAccount(clock);
    venue.tradeUnseen();
    await clock.advance(30_000);
    const walletsAtMs = clock.nowMs();
    venue.tradesMade.push({ ...venue.tradesMade[0]!, tradeId: "8", atMs: walletsAtMs + 1 });
    account.start([], { agreedMs: walletsAtMs, walletsAtMs });
    await clock.advance(5_000);
    await closed(clock, account);
    const fills = events.flatMap((event) => (event.type === "order.filled" ? [event.tradeId] : []));
    expect(fills).toEqual(["8"]);
  });
});

it("reports as of the instant of its first question: what happened while the venue answered may be missing", async () => {
  const clock = createManualClock();
  await clock.advance(100_000);
  const { account, events } = openAccount(clock);
  account.start([], { agreedMs: 100_000, walletsAtMs: 100_000 });
  await clock.advance(5_000);
  await account.close();
  const [report] = events.flatMap((event) => (event.type === "venue.reported" ? [event] : []));
  expect(report?.askedAtMs).toBeGreaterThanOrEqual(100_000);
  expect(report?.askedAtMs).toBeLessThan(report?.atMs ?? 0);
});

describe("a stop that has become a regular order of another id", () => {
  async function working(clock: ManualClock): Promise<ReturnType<typeof openAccount>> {
    const parts = openAccount(clock);
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
    await closed(clock, account);
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
    await closed(clock, account);
    const ends = events.filter((event) => event.type === "order.expired" && event.clientOrderId === "stop1");
    expect(ends).toHaveLength(1);
  });

  it("a trade between the answers on positions and on wallets, never told by the stream: booked before the report, no difference", async () => {
    const clock = createManualClock();
    const { venue, account, events } = openAccount(clock);
    account.start([], { agreedMs: 0, walletsAtMs: 0 });
    await clock.advance(5_000);
    // Its fee is in the wallet, and the list of positions does not have it yet.
    venue.tradeUnseen();
    account.lookAgain();
    await clock.advance(5_000);
    await closed(clock, account);
    const told = events.map(({ type }) => type);
    const booked = told.indexOf("order.filled");
    expect(booked).toBeGreaterThan(-1);
    const reports = events.slice(0, booked).filter((event) => event.type === "venue.reported");
    expect(reports.every((event) => event.wallets["main"] === "10000")).toBe(true);
    expect(told.slice(booked)).toContain("venue.reported");
  });
});
