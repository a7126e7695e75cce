import { setMaxListeners } from "node:events";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EntrySwitch, SWITCH_GRACE_MS } from "../../../../src/core/adapters/live/entry-switch.js";
import { KnownOrders } from "../../../../src/core/adapters/live/known-orders.js";
import type { OrderRequest } from "../../../../src/core/domain/order.js";
import { type Dec, dec, ZERO } from "../../../../src/core/lib/decimal.js";
import { err, ok } from "../../../../src/core/lib/result.js";
import { sampleRecord, sampleRequest } from "../../../support/samples/orders.js";
import { createManualClock, settle } from "../resilience/manual-clock.js";

const SETTLED_MS = 5_000;
const refusal = { code: -1001, reason: "Internal error", reaction: "resend", retryAfterMs: null } as const;

/** A switch over a venue that keeps the countdown of each symbol, or refuses to. */
function setUp() {
  const clock = createManualClock();
  const orders = new KnownOrders();
  const held = new Map<string, Dec>();
  const dueMs = new Map<string, number>();
  const asked: string[] = [];
  const ranOut: string[] = [];
  const bugs: unknown[] = [];
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  let refuses = false;
  const entrySwitch = new EntrySwitch({
    gateway: {
      outcomeSettledMs: SETTLED_MS,
      deadManSwitch: async (symbol, countdownMs) => {
        await clock.sleep(20);
        asked.push(`${symbol} ${String(countdownMs)}`);
        if (refuses) return err(refusal);
        if (countdownMs === 0) dueMs.delete(symbol);
        else dueMs.set(symbol, clock.nowMs() + countdownMs);
        return ok(null);
      },
    },
    orders,
    holding: (symbol) => held.get(symbol) ?? ZERO,
    clock,
    venueClock: clock,
    background: (work) => void work().catch((error: unknown) => bugs.push(error)),
    closing: closing.signal,
    onRunOut: (symbol) => ranOut.push(symbol),
  });
  let count = 0;
  /** An entry that rests for 30 s, as the broker sends it: known first, then armed. */
  const enter = (changes: Partial<OrderRequest> = {}) => {
    count += 1;
    const resting = { type: "limit", price: dec("100"), timeInForce: "GTX", postOnly: true } as const;
    const clientOrderId = `e${String(count)}`;
    const request = sampleRequest({ ...resting, clientOrderId, expireAtMs: clock.nowMs() + 30_000, ...changes });
    const order = orders.add(request, "sent", 0);
    return { order, request, armed: entrySwitch.arm(request) };
  };
  return {
    clock,
    orders,
    held,
    dueMs,
    asked,
    ranOut,
    bugs,
    entrySwitch,
    enter,
    refuse: (value: boolean) => (refuses = value),
  };
}

async function soon<T>(lab: ReturnType<typeof setUp>, answer: Promise<T>, withinMs = 100): Promise<T> {
  await Promise.all([lab.clock.advance(withinMs), settle()]);
  return answer;
}

describe("the dead-man's switch of an entry that rests", () => {
  it("is set to 45 s before an entry of 30 s goes out, and turned off when the entry has ended", async () => {
    const lab = setUp();
    const { order, armed } = lab.enter();
    expect(await soon(lab, armed)).toBeNull();
    expect(lab.asked).toEqual([`BTCUSDT ${String(30_000 + SWITCH_GRACE_MS)}`]);
    lab.orders.end(order);
    lab.entrySwitch.review("BTCUSDT");
    await lab.clock.advance(100);
    expect(lab.asked).toEqual(["BTCUSDT 45000", "BTCUSDT 0"]);
    expect(lab.dueMs.size).toBe(0);
  });

  it("is turned off with the first fill, although the rest of the entry still rests", async () => {
    const lab = setUp();
    const { order, armed } = lab.enter();
    await soon(lab, armed);
    order.filledQty = dec("0.1");
    lab.entrySwitch.review("BTCUSDT");
    await lab.clock.advance(100);
    expect(lab.asked).toEqual(["BTCUSDT 45000", "BTCUSDT 0"]);
  });

  it.each<[string, Partial<OrderRequest>]>([
    ["takes at once", { postOnly: false, timeInForce: "IOC", expireAtMs: null }],
    ["only reduces", { reduceOnly: true }],
    ["closes the position", { closePosition: true, qty: null }],
  ])("is not asked for by an order that %s", async (_what, changes) => {
    const lab = setUp();
    const { armed } = lab.enter(changes);
    expect(await soon(lab, armed)).toBeNull();
    expect(lab.asked).toEqual([]);
  });

  it("is never on beside a position: an entry of 1 BTC that comes on top of 0.5 goes out without it", async () => {
    const lab = setUp();
    lab.held.set("BTCUSDT", dec("0.5"));
    const { armed } = lab.enter();
    expect(await soon(lab, armed)).toBeNull();
    expect(lab.asked).toEqual([]);
    // The position is closed while the entry rests.
    lab.held.set("BTCUSDT", ZERO);
    lab.entrySwitch.reviewAll();
    await lab.clock.advance(100);
    expect(lab.asked).toHaveLength(1);
    expect(lab.dueMs.has("BTCUSDT")).toBe(true);
  });

  it("says why an entry must not go out when the venue refuses it, and makes sure that it is off", async () => {
    const lab = setUp();
    lab.refuse(true);
    const { order, armed } = lab.enter();
    expect(await soon(lab, armed, SETTLED_MS + 100)).toEqual(refusal);
    lab.orders.end(order);
    lab.refuse(false);
    lab.entrySwitch.review("BTCUSDT");
    await lab.clock.advance(SETTLED_MS + 100);
    expect(lab.asked).toEqual(["BTCUSDT 45000", "BTCUSDT 0"]);
  });

  it("asks for a look at the venue when it could not be turned off before it ran out", async () => {
    const lab = setUp();
    const { order, armed } = lab.enter();
    await soon(lab, armed);
    lab.refuse(true);
    order.filledQty = dec("1");
    lab.entrySwitch.review("BTCUSDT");
    await lab.clock.advance(60_000);
    expect(lab.ranOut).toEqual([]);
    await lab.clock.advance(10_000);
    expect(lab.ranOut).toEqual(["BTCUSDT"]);
  });

  it("is turned off after a restart for entries that an earlier process armed, and left alone past its time", async () => {
    const lab = setUp();
    await lab.clock.advance(100_000);
    const rested = { postOnly: true, timeInForce: "GTX", type: "limit" } as const;
    const recent = sampleRecord({ request: { ...rested, symbol: "ETHUSDT", expireAtMs: 90_000 }, status: "canceled" });
    const old = sampleRecord({ request: { ...rested, symbol: "SOLUSDT", expireAtMs: 84_000 }, status: "canceled" });
    lab.entrySwitch.recall([recent, old]);
    await lab.clock.advance(100);
    expect(lab.asked).toEqual(["ETHUSDT 0"]);
  });

  it("comes to rest on exactly where an untouched entry rests on a flat symbol, whatever happened before", async () => {
    const symbols = ["BTCUSDT", "ETHUSDT"] as const;
    const step = fc.record({
      what: fc.constantFrom("enter", "fill", "end", "close", "refuse", "answer", "wait"),
      symbol: fc.constantFrom(...symbols),
      waitMs: fc.integer({ min: 0, max: 2_000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const lab = setUp();
        for (const { what, symbol, waitMs } of steps) {
          const [oldest] = lab.orders.alive().filter(({ ref }) => ref.symbol === symbol);
          if (what === "enter") void lab.enter({ symbol, expireAtMs: lab.clock.nowMs() + 10_000_000 }).armed;
          if (what === "refuse" || what === "answer") lab.refuse(what === "refuse");
          if (what === "close") lab.held.set(symbol, ZERO);
          if (what === "fill" && oldest !== undefined) {
            lab.held.set(symbol, dec("1"));
            oldest.filledQty = dec("0.5");
          }
          if (what === "end" && oldest !== undefined) lab.orders.end(oldest);
          lab.entrySwitch.review(symbol);
          await lab.clock.advance(waitMs);
        }
        lab.refuse(false);
        for (let look = 0; look < 3; look += 1) {
          lab.entrySwitch.reviewAll();
          await lab.clock.advance(4 * SETTLED_MS);
        }
        for (const symbol of symbols) {
          const entries = lab.orders.alive().filter(({ ref }) => ref.symbol === symbol);
          const untouched = entries.length > 0 && entries.every(({ filledQty }) => filledQty === ZERO);
          const flat = (lab.held.get(symbol) ?? ZERO) === ZERO;
          expect(lab.dueMs.has(symbol)).toBe(untouched && flat);
        }
        expect(lab.bugs).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
