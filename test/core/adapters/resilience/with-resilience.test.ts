import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CircuitChange } from "../../../../src/core/adapters/resilience/with-circuit-breaker.js";
import { withResilience } from "../../../../src/core/adapters/resilience/with-resilience.js";
import type { LateWrite } from "../../../../src/core/adapters/resilience/with-timeout.js";
import { type Answer, busy, createFakeGateway, entry, REF, reducing, refused } from "./fake-gateway.js";
import { createManualClock, finish } from "./manual-clock.js";

function createResilient(answers: readonly Answer[]) {
  const clock = createManualClock();
  const { calls, gateway } = createFakeGateway(clock, [...answers]);
  const changes: CircuitChange[] = [];
  const late: LateWrite[] = [];
  const resilient = withResilience(gateway, {
    clock,
    venueClock: { sync: async () => 5 },
    timeout: { writeMs: 1_000, readMs: 3_000, onLateWrite: (write) => late.push(write) },
    breaker: { failures: 3, pauseMs: 10_000, onChange: (change) => changes.push(change) },
    clockGuard: { onHalted: () => undefined },
  });
  return { clock, calls, changes, late, resilient };
}

describe("the four together", () => {
  it("send an entry once that gets no answer, whatever comes later", async () => {
    const { clock, calls, late, resilient } = createResilient([1_400]);
    expect((await finish(clock, resilient.place(entry()))).kind).toBe("unknown");
    await clock.advance(60_000);
    expect([calls.length, late.map(({ outcome }) => outcome.kind)]).toEqual([1, ["accepted"]]);
  });

  it("count every try for the circuit: 3 refused tries of one entry open it, the next entry isn't sent", async () => {
    const { clock, calls, changes, resilient } = createResilient([busy, busy, busy]);
    expect(await finish(clock, resilient.place(entry("a1")))).toMatchObject({ code: 503 });
    expect(changes.map(({ to }) => to)).toEqual(["open"]);
    expect(await resilient.place(entry("a2"))).toMatchObject({ kind: "refused", code: 0, reaction: "redecide" });
    expect(resilient.states().orders).toBe("open");
    expect(calls).toHaveLength(3);
  });

  it("end the repetition of an entry when the circuit opens under it", async () => {
    const { clock, calls, resilient } = createResilient(["unknown", "unknown", busy, "yes"]);
    await finish(clock, resilient.place(entry("a1")));
    await finish(clock, resilient.place(entry("a2")));
    expect(await finish(clock, resilient.place(entry("a3")))).toMatchObject({ kind: "refused", code: 0 });
    expect(calls).toHaveLength(3);
  });

  it("ask a silent venue for a snapshot 3 times, 3 s each", async () => {
    const { clock, calls, resilient } = createResilient(["silent", "silent", "silent"]);
    expect(await finish(clock, resilient.snapshot())).toMatchObject({ ok: false, error: { code: 408 } });
    expect(calls.map(({ atMs }) => atMs)).toEqual([0, 3_200, 6_600]);
  });

  const answer = fc.oneof(
    fc.constantFrom<Answer>("yes", "unknown", "silent", busy, refused("resync_clock", -1021), refused("redecide")),
    fc.integer({ min: 0, max: 2_500 }),
  );
  const kinds = fc.array(fc.constantFrom("entry", "reducing", "cancel"), { minLength: 1, maxLength: 12 });

  it("never send a request again after an unknown, never an entry while open, never hold back a cancel", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(answer, { maxLength: 30 }), kinds, async (answers, steps) => {
        const { clock, calls, resilient } = createResilient(answers);
        for (const [index, kind] of steps.entries()) {
          const before = calls.length;
          const wasOpen = resilient.states().orders === "open";
          const request = kind === "entry" ? entry(`a${index}`) : reducing(`a${index}`);
          await finish<unknown>(clock, kind === "cancel" ? resilient.cancel(REF) : resilient.place(request));
          const given = answers.slice(before, calls.length);
          const unclear = given.findIndex(
            (one) => one === "unknown" || one === "silent" || (typeof one === "number" && one > 1_000),
          );
          if (unclear >= 0) expect(unclear).toBe(given.length - 1);
          const sent = calls.length - before;
          expect(sent).toBeLessThanOrEqual(kind === "entry" ? 3 : 5);
          if (kind !== "entry") expect(sent).toBeGreaterThanOrEqual(1);
          else if (wasOpen) expect(sent).toBe(0);
        }
      }),
      { numRuns: 200 },
    );
  });
});
