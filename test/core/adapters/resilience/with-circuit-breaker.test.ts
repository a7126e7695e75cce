import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type CircuitChange,
  withCircuitBreaker,
} from "../../../../src/core/adapters/resilience/with-circuit-breaker.js";
import type { VenueGateway } from "../../../../src/core/ports/venue-gateway.js";
import { type Answer, busy, closing, createFakeGateway, entry, REF, reducing, refused } from "./fake-gateway.js";
import { createManualClock, settle } from "./manual-clock.js";

function createGuarded(answers: readonly Answer[]) {
  const clock = createManualClock();
  const { calls, gateway } = createFakeGateway(clock, [...answers]);
  const changes: CircuitChange[] = [];
  const guarded = withCircuitBreaker(gateway, {
    clock,
    failures: 3,
    pauseMs: 10_000,
    onChange: (change) => changes.push(change),
  });
  return { clock, calls, changes, guarded };
}

const CLOSED = { orders: "closed", cancels: "closed", queries: "closed", account: "closed" };
const times = async (count: number, call: () => Promise<unknown>): Promise<void> => {
  for (let index = 0; index < count; index += 1) await call();
};

describe("what opens a circuit", () => {
  it.each<readonly [string, Answer]>([
    ["unknown outcomes", "unknown"],
    ["503s", busy],
    ["server errors, whatever we'd do about them", refused("halt", 500)],
    ["time-outs", refused("resend", 408)],
  ])("3 %s in a row", async (_title, answer) => {
    const { changes, guarded } = createGuarded([answer, answer, answer]);
    await times(2, () => guarded.place(entry()));
    expect(guarded.states()).toEqual(CLOSED);
    await guarded.place(entry());
    expect(guarded.states()).toEqual({ ...CLOSED, orders: "open" });
    expect(changes).toMatchObject([{ venue: "binance-usdm", endpointClass: "orders", from: "closed", to: "open" }]);
  });

  it("3 calls that no venue answers, which have no number of their own", async () => {
    const gone = { ...refused("resend", 0), unanswered: true } as const;
    const { guarded } = createGuarded([gone, gone, gone, gone, gone, gone]);
    await times(3, () => guarded.place(entry()));
    await times(3, () => guarded.snapshot());
    expect(guarded.states()).toEqual({ ...CLOSED, orders: "open", account: "open" });
  });

  it("one ban, for as long as the venue says, 2 minutes here: longer than the pause of 10 s", async () => {
    const ban = { ...refused("resend", 418), retryAfterMs: 120_000 } as Answer;
    const { clock, changes, guarded } = createGuarded([ban]);
    await guarded.snapshot();
    expect(guarded.states()).toEqual({ ...CLOSED, account: "open" });
    await clock.advance(119_999);
    expect(guarded.states().account).toBe("open");
    await clock.advance(1);
    expect(changes.map(({ to }) => to)).toEqual(["open", "half_open"]);
  });

  it.each(["redecide", "reconcile", "done", "bug", "halt", "resync_clock"] as const)(
    "not 10 refusals with the reaction %s",
    async (reaction) => {
      const { guarded } = createGuarded(Array.from({ length: 10 }, () => refused(reaction, -2019)));
      await times(10, () => guarded.place(entry()));
      expect(guarded.states()).toEqual(CLOSED);
    },
  );

  it("not 2 failures, an answer and 2 failures; and refusals of our own (code 0) count as neither", async () => {
    const { guarded } = createGuarded([busy, busy, "yes", busy, refused("resend", 0), busy]);
    await times(6, () => guarded.place(entry()));
    expect(guarded.states().orders).toBe("closed");
    const { guarded: other } = createGuarded([busy, busy, refused("resend", 0), busy]);
    await times(4, () => other.place(entry()));
    expect(other.states().orders).toBe("open");
  });

  it.each<readonly [string, (gateway: VenueGateway) => Promise<unknown>]>([
    ["cancels", (gateway) => gateway.cancel(REF)],
    ["queries", (gateway) => gateway.query(REF)],
    ["queries", (gateway) => gateway.trades("BTCUSDT", { afterTradeId: null, sinceMs: 0 })],
    ["account", (gateway) => gateway.snapshot()],
    ["account", (gateway) => gateway.prepareSymbol("BTCUSDT", 3)],
  ])("each class has its own: %s", async (endpointClass, call) => {
    const { clock, calls, guarded } = createGuarded(["unknown", "unknown", "unknown"]);
    await times(3, () => call(guarded));
    expect(guarded.states()).toEqual({ ...CLOSED, [endpointClass]: "open" });
    await times(4, () => call(guarded));
    expect(calls).toHaveLength(7);
    await clock.advance(10_000);
    expect(guarded.states()).toEqual({ ...CLOSED, [endpointClass]: "half_open" });
    await call(guarded);
    expect(guarded.states()).toEqual(CLOSED);
  });
});

describe("an open circuit of orders", () => {
  async function createOpen(later: readonly Answer[] = []) {
    const made = createGuarded([busy, busy, busy, ...later]);
    await times(3, () => made.guarded.place(entry()));
    made.calls.length = 0;
    return made;
  }

  it("refuses an entry at once with code 0, names itself, the failure and the wait, and sends nothing", async () => {
    const { clock, calls, guarded } = await createOpen();
    await clock.advance(4_000);
    expect(await guarded.place(entry())).toEqual({
      kind: "refused",
      code: 0,
      reason:
        "circuit breaker of binance-usdm orders is open after 3 failures in a row, the last one: 503 because resend",
      reaction: "redecide",
      retryAfterMs: 6_000,
    });
    expect(calls).toEqual([]);
  });

  it("lets reduce-only and closePosition orders, cancels and all questions through", async () => {
    const { calls, guarded } = await createOpen();
    await guarded.place(reducing());
    await guarded.place(closing());
    await guarded.cancel(REF);
    await guarded.query(REF);
    await guarded.snapshot();
    expect(calls.map(({ method }) => method)).toEqual(["place", "place", "cancel", "query", "snapshot"]);
    expect(guarded.states().orders).toBe("open");
  });

  it("half opens by itself after 10 s, sends one entry, and closes when that is answered", async () => {
    const { clock, calls, changes, guarded } = await createOpen([500]);
    await clock.advance(9_999);
    expect(guarded.states().orders).toBe("open");
    await clock.advance(1);
    expect(guarded.states().orders).toBe("half_open");
    const [probe, second] = [guarded.place(entry("p1")), guarded.place(entry("p2"))];
    expect(await second).toMatchObject({ kind: "refused", code: 0 });
    await clock.advance(500);
    expect((await probe).kind).toBe("accepted");
    expect(calls).toHaveLength(1);
    expect(guarded.states()).toEqual(CLOSED);
    expect(changes.map(({ to }) => to)).toEqual(["open", "half_open", "closed"]);
  });

  it("opens for another 10 s when the probe fails", async () => {
    const { clock, guarded } = await createOpen(["unknown"]);
    await clock.advance(10_000);
    await guarded.place(entry());
    expect(guarded.states().orders).toBe("open");
    await clock.advance(9_999);
    expect(guarded.states().orders).toBe("open");
    await clock.advance(1);
    expect(guarded.states().orders).toBe("half_open");
  });

  it("isn't closed by a reducing order: the venue exempts those when it throttles", async () => {
    const { clock, guarded } = await createOpen();
    await clock.advance(10_000);
    await guarded.place(reducing());
    expect(guarded.states().orders).toBe("half_open");
  });

  it("frees the probe where the gateway has a bug", async () => {
    const clock = createManualClock();
    const { gateway } = createFakeGateway(clock);
    const fates: (() => Promise<never>)[] = [];
    const broken: VenueGateway = { ...gateway, place: (request) => fates.shift()?.() ?? gateway.place(request) };
    const guarded = withCircuitBreaker({ ...broken }, { clock, failures: 1, pauseMs: 1_000 });
    fates.push(() => Promise.resolve({ kind: "unknown", reason: "gone" } as never));
    await guarded.place(entry());
    await clock.advance(1_000);
    fates.push(() => Promise.reject(new Error("a bug")));
    await expect(guarded.place(entry())).rejects.toThrow("a bug");
    expect((await guarded.place(entry())).kind).toBe("accepted");
    expect(guarded.states().orders).toBe("closed");
  });

  it("ignores the answer of an entry that was sent before it opened", async () => {
    const { clock, guarded } = createGuarded([10_500, busy, busy, busy]);
    const early = guarded.place(entry("early"));
    await times(3, () => guarded.place(entry()));
    await clock.advance(10_500);
    expect((await early).kind).toBe("accepted");
    expect(guarded.states().orders).toBe("half_open");
  });

  it("leaves nothing waiting after close", async () => {
    const { clock, guarded } = await createOpen();
    await guarded.close();
    await settle();
    expect(clock.sleepers).toEqual([]);
    expect(guarded.states().orders).toBe("open");
  });
});

describe("any story", () => {
  const answer = fc.constantFrom<Answer>("yes", "unknown", busy, refused("redecide", -2019));
  const step = fc.oneof(
    fc.constantFrom("entry", "reducing", "closing", "cancel", "query"),
    fc.integer({ min: 1, max: 12_000 }),
  );

  it("no entry reaches the venue while open, one at most while half open; everything else always does", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(answer, { maxLength: 30 }),
        fc.array(step, { maxLength: 40 }),
        async (answers, steps) => {
          const { clock, calls, guarded } = createGuarded(answers);
          const acts: Readonly<Record<string, () => Promise<unknown>>> = {
            entry: () => guarded.place(entry()),
            reducing: () => guarded.place(reducing()),
            closing: () => guarded.place(closing()),
            cancel: () => guarded.cancel(REF),
            query: () => guarded.query(REF),
          };
          for (const step of steps) {
            if (typeof step === "number") {
              await clock.advance(step);
              continue;
            }
            const before = calls.length;
            const { orders } = guarded.states();
            await acts[step]?.();
            expect(calls.length - before).toBe(step === "entry" && orders === "open" ? 0 : 1);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
