import { describe, expect, it } from "vitest";
import { DivergenceError } from "../../../../src/core/adapters/paper/divergence-error.js";
import type { InputEvent, JournalEvent } from "../../../../src/core/domain/event.js";
import { HOUR_MS, isoUtc } from "../../../../src/core/lib/time.js";
import { COIN, orderRequest } from "../../sim/harness.js";
import { FROM_MS, HOURS, openMarket, TO_MS, WARMUP_HOURS } from "./random-market.js";
import { OUTPUTS, trade } from "./random-trader.js";

async function drain(market: Awaited<ReturnType<typeof openMarket>>): Promise<InputEvent[]> {
  const inputs: InputEvent[] = [];
  for (let input = await market.driver.next(null); input !== null; input = await market.driver.next(null)) {
    inputs.push(input);
  }
  return inputs;
}

async function session(toMs = TO_MS): Promise<JournalEvent[]> {
  const journal: JournalEvent[] = [];
  await trade(await openMarket(toMs), journal);
  return journal;
}

describe("paper driver", () => {
  it("tells 3 bars of warm-up, then 60 of the session, in order of time, and ends", async () => {
    const market = await openMarket();
    const inputs = await drain(market);
    const bars = inputs.filter((input) => input.type === "market.bars");
    expect(bars.filter(({ warmup }) => warmup)).toHaveLength(WARMUP_HOURS);
    expect(bars.filter(({ warmup }) => !warmup)).toHaveLength(HOURS);
    expect(bars[0]).toMatchObject({ atMs: HOUR_MS, barMs: HOUR_MS, warmup: true, missing: [] });
    expect(bars.at(-1)?.atMs).toBe(TO_MS);
    expect(inputs.every(({ atMs }, at) => at === 0 || atMs >= inputs[at - 1]!.atMs)).toBe(true);
    expect(bars.find(({ atMs }) => atMs === 21 * HOUR_MS)?.missing).toEqual(["ALTUSDT"]);
    expect(await market.driver.next(null)).toBeNull();
    expect(await market.driver.next(TO_MS + HOUR_MS)).toBeNull();
  });

  it("reports once a UTC day right after its first bars, and after the last bars", async () => {
    const inputs = await drain(await openMarket());
    const at = inputs.flatMap((input, index) => (input.type === "venue.reported" ? [index] : []));
    expect(at.map((index) => isoUtc(inputs[index]!.atMs))).toEqual([
      "1970-01-01T04:00:00Z",
      "1970-01-02T00:00:00Z",
      "1970-01-03T00:00:00Z",
      "1970-01-03T15:00:00Z",
    ]);
    for (const index of at) expect(inputs[index - 1]?.type).toBe("market.bars");
    expect(inputs.at(-1)).toMatchObject({ type: "venue.reported", wallets: { main: "5000" }, openOrders: [] });
  });

  it("tells the recorded rate of a symbol with a series, at its own stamp, position or not", async () => {
    const inputs = await drain(await openMarket());
    const rates = inputs.filter((input) => input.type === "market.funding");
    expect(rates.map(({ atMs }) => atMs)).toEqual([8, 16, 24, 32, 40, 48, 56].map((h) => h * HOUR_MS + (h % 3)));
    expect(rates.every(({ symbol }) => symbol === COIN.symbol)).toBe(true);
    expect(inputs.some((input) => input.type === "funding.settled")).toBe(false);
  });

  it("fills an order of the decision at T at the open of the bar that starts at T, 50 ms later", async () => {
    const market = await openMarket();
    let bars = 0;
    for (;;) {
      const input = await market.driver.next(null);
      if (input?.type === "market.bars" && ++bars === WARMUP_HOURS + 1) break;
    }
    const atMs = FROM_MS + HOUR_MS;
    market.broker.place(orderRequest({ clientOrderId: "x" }), atMs);
    const rest = await drain(market);
    const fill = rest.find((input) => input.type === "order.filled")!;
    const next = rest.find((input) => input.type === "market.bars")!;
    expect(fill.atMs - atMs).toBeGreaterThanOrEqual(50);
    expect(fill.atMs - atMs).toBeLessThanOrEqual(65);
    const open = next.rows.find(([symbol]) => symbol === COIN.symbol)![1];
    expect(Number(fill.price)).toBeGreaterThan(open);
    expect(Number(fill.price)).toBeLessThan(open * 1.0005 + 0.1);
  });

  it("settles funding of a stamp before what else happens at it, and assumes it where there is no series", async () => {
    const journal = await session();
    const settled = journal.filter((event) => event.type === "funding.settled");
    expect(settled.some(({ assumed }) => assumed)).toBe(true);
    expect(settled.some(({ assumed }) => !assumed)).toBe(true);
    for (const event of settled) {
      expect(event.assumed).toBe(event.symbol !== COIN.symbol);
      const before = journal.slice(0, event.seq - 1).filter(({ atMs }) => atMs === event.atMs);
      const told = before.map(({ type }) => type).filter((type) => !OUTPUTS.has(type));
      expect(told.filter((type) => type !== "funding.settled" && type !== "market.funding")).toEqual([]);
    }
  });

  it("advances the clock to a deadline before the next event, and not beyond", async () => {
    const market = await openMarket();
    expect(await market.driver.next(500)).toEqual({ type: "clock.advanced", atMs: 500 });
    expect(await market.driver.next(HOUR_MS)).toMatchObject({ type: "market.bars", atMs: HOUR_MS });
    expect(await market.driver.next(HOUR_MS)).toEqual({ type: "clock.advanced", atMs: HOUR_MS });
    expect(await market.driver.next(7)).toEqual({ type: "clock.advanced", atMs: HOUR_MS });
    expect(await market.driver.next(5 * HOUR_MS)).toMatchObject({ type: "market.bars", atMs: 2 * HOUR_MS });
  });

  it("measures progress over the session: 0 through the warm-up, 1 at the end", async () => {
    const market = await openMarket();
    expect(market.driver.progress()).toBe(0);
    await market.driver.next(FROM_MS - 1);
    expect(market.driver.progress()).toBe(0);
    while ((await market.driver.next(FROM_MS + (HOURS / 4) * HOUR_MS))?.type !== "clock.advanced");
    expect(market.driver.progress()).toBe(0.25);
    await drain(market);
    expect(market.driver.progress()).toBe(1);
  });
});

describe("a paper session", () => {
  it("told twice is the same, event by event", async () => {
    expect(await session()).toEqual(await session());
  });

  it("reports what its own fills, fees and funding add up to", async () => {
    const journal = await session();
    const kinds = new Set(journal.map(({ type }) => type));
    for (const type of ["order.filled", "order.canceled", "order.rejected", "order.triggered", "clock.advanced"]) {
      expect([type, kinds.has(type as never)]).toEqual([type, true]);
    }
    let held: Record<string, number> = {};
    for (const event of journal) {
      if (event.type === "order.filled" || event.type === "position.liquidated") {
        const key = `main:${event.symbol}`;
        held[key] = (held[key] ?? 0) + Number(event.qty) * (event.side === "buy" ? 1_000 : -1_000);
      }
      if (event.type !== "venue.reported") continue;
      held = Object.fromEntries(Object.entries(held).filter(([, qty]) => Math.round(qty) !== 0));
      const told = Object.entries(event.positions).map(([key, qty]) => [key, Math.round(Number(qty) * 1_000)]);
      expect(Object.fromEntries(told)).toEqual(
        Object.fromEntries(Object.entries(held).map(([key, qty]) => [key, Math.round(qty)])),
      );
    }
  });

  it("restored after each of its lines goes on exactly as if never interrupted", { timeout: 120_000 }, async () => {
    const toMs = FROM_MS + 12 * HOUR_MS;
    const whole = await session(toMs);
    const text = JSON.stringify(whole);
    for (let cut = 0; cut <= whole.length; cut++) {
      const market = await openMarket(toMs);
      const journal = whole.slice(0, cut);
      await market.driver.restore(journal);
      await trade(market, journal);
      expect(JSON.stringify(journal)).toBe(text);
    }
    expect(whole.length).toBeGreaterThan(150);
  });

  it("names the line at which a journal is not its own, and both events", async () => {
    const whole = await session();
    const at = whole.findIndex(({ type }) => type === "order.filled");
    const forged = whole.with(at, { ...whole[at]!, price: "1" } as JournalEvent);
    const market = await openMarket();
    const error = await market.driver.restore(forged).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DivergenceError);
    expect(error).toMatchObject({ seq: at + 1, journaled: { price: "1" }, produced: { type: "order.filled" } });
    expect(String(error)).toContain(`journal line ${String(at + 1)} says order.filled`);
  });

  it("refuses a journal that lacks a line, has one too many, or goes on beyond the data", async () => {
    const whole = await session();
    const fill = whole.findIndex(({ type }) => type === "order.filled");
    const cutOut = whole.filter((_, at) => at !== fill);
    const doubled = [...whole.slice(0, fill), whole[fill]!, ...whole.slice(fill)];
    const beyond = [...whole, { ...whole.findLast(({ type }) => type === "market.bars")! }];
    for (const journal of [cutOut, doubled, beyond]) {
      const market = await openMarket();
      await expect(market.driver.restore(journal)).rejects.toThrow(DivergenceError);
    }
  });

  it("skips marks of the session and the operator's stop when it restores", async () => {
    const whole = await session();
    const stop = { ...whole[0]!, type: "stop.requested", reason: "signal" } as unknown as JournalEvent;
    const resumed = { ...whole[0]!, type: "session.resumed", cutBytes: 0 } as unknown as JournalEvent;
    const market = await openMarket();
    await expect(market.driver.restore([resumed, ...whole, stop])).resolves.toBeUndefined();
    expect(await market.driver.next(null)).toBeNull();
  });
});
