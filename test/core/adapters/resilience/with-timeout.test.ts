import { describe, expect, it } from "vitest";
import { type LateWrite, withTimeout } from "../../../../src/core/adapters/resilience/with-timeout.js";
import { type Answer, createFakeGateway, entry, REF } from "./fake-gateway.js";
import { createManualClock, finish } from "./manual-clock.js";

function createLimited(answers: Answer[]) {
  const clock = createManualClock();
  const { calls, gateway } = createFakeGateway(clock, answers);
  const late: LateWrite[] = [];
  const limited = withTimeout(gateway, {
    clock,
    writeMs: 1_000,
    readMs: 3_000,
    onLateWrite: (write) => late.push(write),
  });
  return { clock, calls, late, limited };
}

describe("a time limit", () => {
  it("lets an answer after 999 ms through and leaves nothing waiting", async () => {
    const { clock, late, limited } = createLimited([999]);
    const outcome = await finish(clock, limited.place(entry()));
    expect(outcome).toEqual({ kind: "accepted", venueOrderId: "1", atMs: 1 });
    expect([late, clock.sleepers]).toEqual([[], []]);
  });

  it("makes a write without an answer unknown after 1,000 ms, and sends it once", async () => {
    const { clock, calls, limited } = createLimited(["silent", "silent"]);
    const [placed, canceled] = [limited.place(entry()), limited.cancel(REF)];
    await clock.advance(1_000);
    expect(await placed).toEqual({ kind: "unknown", reason: "no answer within 1000 ms" });
    expect((await canceled).kind).toBe("unknown");
    expect(calls).toHaveLength(2);
  });

  it("drops an answer after 1,700 ms and reports it", async () => {
    const { clock, late, limited } = createLimited([1_700]);
    const request = entry();
    const outcome = await finish(clock, limited.place(request));
    expect(outcome.kind).toBe("unknown");
    await clock.advance(1_000);
    expect(late).toEqual([
      {
        call: { kind: "place", request },
        outcome: { kind: "accepted", venueOrderId: "1", atMs: 1 },
        afterMs: 1_700,
      },
    ]);
  });

  it("turns a question without an answer into one that may be asked again, after 3,000 ms", async () => {
    const { clock, limited } = createLimited(["silent", "silent"]);
    const [snapshot, query] = [limited.snapshot(), limited.query(REF)];
    await clock.advance(3_000);
    expect(await snapshot).toEqual({
      ok: false,
      error: { code: 408, reason: "no answer within 3000 ms", reaction: "resend", retryAfterMs: null },
    });
    expect(await query).toEqual({ kind: "unknown", reason: "no answer within 3000 ms" });
  });

  it("passes a bug of the gateway on", async () => {
    const clock = createManualClock();
    const { gateway } = createFakeGateway(clock);
    const broken = { ...gateway, place: () => Promise.reject(new Error("a bug")) };
    const limited = withTimeout(broken, { clock, writeMs: 1_000, readMs: 1_000 });
    await expect(limited.place(entry())).rejects.toThrow("a bug");
    expect(clock.sleepers).toEqual([]);
  });
});
