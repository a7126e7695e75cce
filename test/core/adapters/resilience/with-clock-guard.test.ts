import { describe, expect, it } from "vitest";
import { createSharedSync } from "../../../../src/core/adapters/resilience/shared-sync.js";
import { withClockGuard } from "../../../../src/core/adapters/resilience/with-clock-guard.js";
import { withResilience } from "../../../../src/core/adapters/resilience/with-resilience.js";
import { type Answer, createFakeGateway, entry, REF, refused } from "./fake-gateway.js";
import { createManualClock, finish, settle } from "./manual-clock.js";

const late = refused("resync_clock", -1021);

function createWatched(answers: Answer[], syncMs = 0) {
  const clock = createManualClock();
  const { calls, gateway } = createFakeGateway(clock, answers);
  const told: unknown[] = [];
  let syncs = 0;
  const sync = async () => {
    syncs += 1;
    if (syncMs > 0) await clock.sleep(syncMs);
    return 40;
  };
  const guarded = withClockGuard(gateway, {
    venueClock: { sync },
    onHalted: (halt) => told.push(halt),
    onRecovered: () => told.push("recovered"),
  });
  return { clock, calls, told, guarded, syncs: () => syncs };
}

describe("the clock guard", () => {
  it("sets the clock after each refusal for it and halts after 3 in a row, once", async () => {
    const { calls, told, guarded, syncs } = createWatched([late, late, late, late]);
    for (let index = 0; index < 2; index += 1) await guarded.place(entry());
    expect([told, syncs()]).toEqual([[], 2]);
    expect(await guarded.snapshot()).toEqual({ ok: false, error: late });
    await guarded.cancel(REF);
    expect(told).toEqual([{ refusals: 3, skewMs: 40 }]);
    expect([calls.length, syncs()]).toEqual([4, 4]);
  });

  it("begins to count anew after any answer of the venue, a refusal for another reason included", async () => {
    const { told, guarded } = createWatched([late, late, refused("redecide", -2019), late, late, "yes", late]);
    for (let index = 0; index < 7; index += 1) await guarded.place(entry());
    expect(told).toEqual([]);
  });

  it("takes neither an unknown outcome nor a refusal of our own (code 0) for an answer", async () => {
    const { told, guarded } = createWatched([late, "unknown", late, refused("redecide", 0), late]);
    for (let index = 0; index < 5; index += 1) await guarded.place(entry());
    expect(told).toEqual([{ refusals: 3, skewMs: 40 }]);
  });

  it("says when the venue accepts our time again", async () => {
    const { told, guarded } = createWatched([late, late, late]);
    for (let index = 0; index < 5; index += 1) await guarded.place(entry());
    expect(told).toEqual([{ refusals: 3, skewMs: 40 }, "recovered"]);
  });

  it("counts 10 requests that were out at once, or sent while the clock is being set, as one", async () => {
    const { clock, told, guarded } = createWatched(
      Array.from({ length: 20 }, () => late),
      100,
    );
    const first = Array.from({ length: 10 }, () => guarded.place(entry()));
    await settle();
    const meanwhile: Promise<unknown>[] = [];
    for (let wave = 0; wave < 3; wave += 1) {
      meanwhile.push(guarded.place(entry()), guarded.place(entry()));
      await settle();
    }
    await clock.advance(200);
    await Promise.all([...first, ...meanwhile]);
    expect(told).toEqual([]);
  });
});

describe("the shared setting of the clock", () => {
  it("asks once for 5 who want it at once, not again within 250 ms, and again after that", async () => {
    const clock = createManualClock();
    let asked = 0;
    const venueClock = {
      sync: async () => {
        asked += 1;
        await clock.sleep(50);
        return 7;
      },
    };
    const shared = createSharedSync(venueClock, clock);
    const answers = Array.from({ length: 5 }, () => shared.sync());
    await clock.advance(50);
    expect(await Promise.all(answers)).toEqual([7, 7, 7, 7, 7]);
    await clock.advance(249);
    expect([await shared.sync(), asked]).toEqual([7, 1]);
    await clock.advance(1);
    expect(await finish(clock, shared.sync())).toBe(7);
    expect(asked).toBe(2);
  });

  it("asks again at once where the venue gave no answer", async () => {
    let asked = 0;
    const shared = createSharedSync({ sync: async () => (++asked === 1 ? null : 3) }, createManualClock());
    expect([await shared.sync(), await shared.sync()]).toEqual([null, 3]);
  });

  it("is set once for the guard and the repetition of one refused order, which then goes through", async () => {
    const clock = createManualClock();
    const { calls, gateway } = createFakeGateway(clock, [late]);
    let asked = 0;
    const resilient = withResilience(gateway, {
      clock,
      venueClock: { sync: async () => ++asked },
      timeout: { writeMs: 1_000, readMs: 3_000 },
      breaker: { failures: 3, pauseMs: 10_000 },
      clockGuard: { onHalted: () => undefined },
    });
    expect((await finish(clock, resilient.place(entry()))).kind).toBe("accepted");
    expect([calls.length, asked]).toEqual([2, 1]);
  });
});
