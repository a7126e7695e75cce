import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OrderDeparture } from "../../../../src/core/adapters/live/order-departure.js";
import { type Retry, withRetry } from "../../../../src/core/adapters/resilience/with-retry.js";
import { systemClock } from "../../../../src/core/adapters/system/clock.js";
import type { VenueGateway } from "../../../../src/core/ports/venue-gateway.js";
import { type Answer, busy, closing, createFakeGateway, entry, REF, reducing, refused } from "./fake-gateway.js";
import { createManualClock, finish } from "./manual-clock.js";

const clockRefusal = refused("resync_clock", -1021);

function createRetried(answers: readonly Answer[], skewMs: number | null = 12) {
  const clock = createManualClock();
  const { calls, gateway } = createFakeGateway(clock, [...answers]);
  const syncs: number[] = [];
  const retries: Retry[] = [];
  const sync = async () => {
    syncs.push(clock.monotonicMs());
    return skewMs;
  };
  const retried = withRetry(gateway, { clock, venueClock: { sync }, onRetry: (retry) => retries.push(retry) });
  const run = <T>(call: (gateway: VenueGateway) => Promise<T>): Promise<T> => finish(clock, call(retried));
  return { clock, calls, syncs, retries, retried, run };
}

const times = (calls: readonly { readonly atMs: number }[]): readonly number[] => calls.map(({ atMs }) => atMs);

describe("a write that was refused for certain", () => {
  it("goes out again as it is after 200 and 400 ms: an entry 3 times in all", async () => {
    const { calls, retries, run } = createRetried([busy, busy, busy, busy]);
    const request = entry();
    const outcome = await run((gateway) => gateway.place(request));
    expect(outcome).toEqual({ kind: "refused", ...busy });
    expect(times(calls)).toEqual([0, 200, 600]);
    expect(calls.every(({ subject }) => subject === request)).toBe(true);
    expect(retries.map(({ call, attempt, waitMs }) => [call, attempt, waitMs])).toEqual([
      ["place", 2, 200],
      ["place", 3, 400],
    ]);
  });

  it.each([
    ["a reduce-only order", (gateway: VenueGateway) => gateway.place(reducing())],
    ["a closePosition order", (gateway: VenueGateway) => gateway.place(closing())],
    ["a cancel", (gateway: VenueGateway) => gateway.cancel(REF)],
  ])("%s is tried 5 times, over 2.2 s", async (_title, call) => {
    const { calls, run } = createRetried([busy, busy, busy, busy, busy, busy]);
    expect((await run<{ readonly kind: string }>(call)).kind).toBe("refused");
    expect(times(calls)).toEqual([0, 200, 600, 1_400, 2_200]);
  });

  it("stops at the first answer that isn't a refusal", async () => {
    const { calls, run } = createRetried([busy]);
    expect((await run((gateway) => gateway.place(entry()))).kind).toBe("accepted");
    expect(times(calls)).toEqual([0, 200]);
  });

  it("waits as long as the venue asked for, 1,500 ms, where that is more than the back-off", async () => {
    const { calls, run } = createRetried([refused("resend", -1003, 1_500), refused("resend", -1003, 50)]);
    await run((gateway) => gateway.place(entry()));
    expect(times(calls)).toEqual([0, 1_500, 1_900]);
  });

  it("gives up at once where the wait would end past the deadline: 3 s for an entry, 15 s for an exit", async () => {
    const asked = refused("resend", -1003, 3_001);
    const late = createRetried([asked]);
    expect(await late.run((gateway) => gateway.place(entry()))).toEqual({ kind: "refused", ...asked });
    expect(late.calls).toHaveLength(1);
    const exit = createRetried([asked]);
    expect((await exit.run((gateway) => gateway.place(reducing()))).kind).toBe("accepted");
    expect(times(exit.calls)).toEqual([0, 3_001]);
  });

  it.each(["redecide", "reconcile", "done", "bug", "halt"] as const)("never repeats after %s", async (reaction) => {
    const { calls, run } = createRetried([refused(reaction)]);
    expect((await run((gateway) => gateway.place(reducing()))).kind).toBe("refused");
    expect(calls).toHaveLength(1);
  });

  it("never repeats an unknown outcome, be it the first or the second answer", async () => {
    for (const answers of [["unknown"], [busy, "unknown"]] as const) {
      const { calls, run } = createRetried(answers);
      expect((await run((gateway) => gateway.place(reducing()))).kind).toBe("unknown");
      expect(calls).toHaveLength(answers.length);
    }
  });
});

describe("a refusal for the clock", () => {
  it("sets the clock and tries once more at once, and not a third time", async () => {
    const { calls, syncs, run } = createRetried([clockRefusal, clockRefusal, "yes"]);
    expect((await run((gateway) => gateway.place(reducing()))).kind).toBe("refused");
    expect([times(calls), syncs]).toEqual([[0, 0], [0]]);
  });

  it("isn't repeated where the venue doesn't tell the time", async () => {
    const { calls, run } = createRetried([clockRefusal], null);
    expect((await run((gateway) => gateway.place(entry()))).kind).toBe("refused");
    expect(calls).toHaveLength(1);
  });

  it("may come after a busy venue: 3 tries in all", async () => {
    const { calls, syncs, run } = createRetried([busy, clockRefusal, "yes"]);
    expect((await run((gateway) => gateway.place(entry()))).kind).toBe("accepted");
    expect([times(calls), syncs]).toEqual([[0, 200, 200], [200]]);
  });
});

describe("questions", () => {
  it("are asked 3 times, unanswered queries too", async () => {
    const reading = createRetried([busy, busy, "yes"]);
    expect((await reading.run((gateway) => gateway.snapshot())).ok).toBe(true);
    expect(times(reading.calls)).toEqual([0, 200, 600]);
    const query = createRetried(["unknown", "unknown", "unknown", "yes"]);
    expect((await query.run((gateway) => gateway.query(REF))).kind).toBe("unknown");
    expect(query.calls).toHaveLength(3);
  });

  it("aren't repeated where the answer would be the same", async () => {
    const { calls, run } = createRetried([refused("halt", -2015)]);
    expect((await run((gateway) => gateway.modes())).ok).toBe(false);
    expect(calls).toHaveLength(1);
  });
});

describe("closing", () => {
  it("ends the waiting and sends nothing more", async () => {
    const { clock, calls, retried } = createRetried([busy]);
    const placing = retried.place(reducing());
    await clock.advance(100);
    await retried.close();
    await clock.advance(10_000);
    expect((await placing).kind).toBe("refused");
    expect(calls.map(({ method }) => method)).toEqual(["place", "close"]);
  });
});

describe("a write that may be called back between two tries", () => {
  const told = {
    code: 0,
    reason: "not sent: its cancel was asked meanwhile",
    reaction: "redecide",
    retryAfterMs: null,
  };

  function leaving(mayNotLeave: () => string | null = () => null) {
    const withdrawn = new AbortController();
    return { withdrawn, departure: new OrderDeparture(withdrawn.signal, mayNotLeave) };
  }

  it("ends at once when its cancel is asked 100 ms after a busy venue refused it, and is not sent a second time", async () => {
    const { clock, calls, retried } = createRetried([busy, "yes"]);
    const { withdrawn, departure } = leaving();
    expect(departure.leave()).toBeNull();
    const placing = retried.place(entry(), departure);
    await clock.advance(100);
    expect(departure.isOut).toBe(false);
    withdrawn.abort();
    await clock.advance(0);
    expect(await placing).toEqual({ kind: "refused", ...told });
    expect(clock.nowMs()).toBe(100);
    await clock.advance(60_000);
    expect(times(calls)).toEqual([0]);
  });

  it.each([
    ["after a busy venue", busy, 1],
    ["after a refusal for the clock, which is set first", clockRefusal, 1],
  ])("%s an entry that may not open any more is not sent again", async (_what, answer, sent) => {
    let halted: string | null = null;
    const { clock, calls, retried } = createRetried([answer, "yes"]);
    const { departure } = leaving(() => halted);
    const placing = retried.place(entry(), departure);
    halted = "not sent: trading is HALTED (operator_halt)";
    const outcome = await finish(clock, placing);
    expect(outcome).toMatchObject({ kind: "refused", code: 0, reason: halted, reaction: "redecide" });
    expect(calls).toHaveLength(sent);
  });

  it("is asked after where a try's outcome is unknown, cancel or not: unknown stays unknown", async () => {
    const { clock, calls, retried } = createRetried([busy, "unknown"]);
    const { withdrawn, departure } = leaving();
    const placing = retried.place(entry(), departure);
    await clock.advance(200);
    withdrawn.abort();
    expect((await finish(clock, placing)).kind).toBe("unknown");
    expect(calls).toHaveLength(2);
  });

  it("never leaves after it lost its leave, at whatever moment that was (300 cases)", async () => {
    const lost = fc.record({ atMs: fc.integer({ min: 0, max: 3_000 }), byCancel: fc.boolean() });
    const list = fc.array(fc.constantFrom<Answer>(busy, clockRefusal, refused("resend", -1003, 700)), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(lost, list, async ({ atMs, byCancel }, answers) => {
        const { clock, calls, retried } = createRetried(answers);
        let isClosed = false;
        const { withdrawn, departure } = leaving(() => (isClosed ? "closed" : null));
        const placing = retried.place(entry(), departure);
        await clock.advance(atMs);
        if (byCancel) withdrawn.abort();
        else isClosed = true;
        await finish(clock, placing);
        // At the same millisecond the send came first.
        expect(Math.max(...times(calls))).toBeLessThanOrEqual(atMs);
      }),
      { numRuns: 300 },
    );
  });
});

describe("any sequence of answers", () => {
  const answer = fc.oneof(
    fc.constantFrom<Answer>("yes", "unknown", busy, clockRefusal, refused("redecide"), refused("bug")),
    fc.integer({ min: 0, max: 20_000 }).map((waitMs): Answer => refused("resend", -1003, waitMs)),
  );

  it("never sends a request again after an unknown, sends at most 5 times and starts nothing after 15 s", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(answer, { maxLength: 8 }),
        fc.constantFrom(entry(), reducing()),
        async (list, request) => {
          const { calls, run } = createRetried(list);
          await run((gateway) => gateway.place(request));
          const unknownAt = list.indexOf("unknown");
          const most = request.reduceOnly ? 5 : 3;
          expect(calls.length).toBeLessThanOrEqual(unknownAt < 0 ? most : Math.min(most, unknownAt + 1));
          expect(Math.max(...times(calls))).toBeLessThanOrEqual(request.reduceOnly ? 15_000 : 3_000);
          expect(new Set(calls.map(({ subject }) => subject))).toEqual(new Set([request]));
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("a venue that has vanished", () => {
  it("has 30 calls waiting for their next try at once, and no warning of listeners that pile up", async () => {
    const clock = { ...systemClock };
    const refusal = refused("resend", -1001);
    const { gateway } = createFakeGateway(
      createManualClock(),
      Array.from({ length: 60 }, () => refusal),
    );
    const retried = withRetry(gateway, { clock, venueClock: { sync: async () => 0 } });
    const warnings: string[] = [];
    const warned = (warning: Error): void => void warnings.push(warning.name);
    process.on("warning", warned);
    try {
      const calls = Array.from({ length: 30 }, () => retried.place(entry()));
      await systemClock.sleep(50);
      await retried.close();
      await Promise.all(calls);
    } finally {
      process.off("warning", warned);
    }
    expect(warnings).toEqual([]);
  });
});
