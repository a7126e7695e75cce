import { describe, expect, it } from "vitest";
import { CreditPools } from "../../../../src/core/adapters/deribit/credit-pools.js";

/** A clock that stands until somebody sleeps. */
function standing() {
  let nowMs = 0;
  return {
    monotonicMs: () => nowMs,
    sleep: (ms: number) => {
      nowMs += ms;
      return Promise.resolve();
    },
  };
}

const never = new AbortController().signal;

describe("the venue's pools of calls", () => {
  it("20 orders go at once, the 21st waits for 200 ms, and reads don't care", async () => {
    const clock = standing();
    const pools = new CreditPools(clock);
    const orders = pools.turn("matching");
    for (let order = 0; order < 20; order += 1) expect(orders.takeNow()).toBe(true);
    expect(orders.takeNow()).toBe(false);
    expect(pools.turn("other").takeNow()).toBe(true);
    expect((await orders.acquire(never)).ok).toBe(true);
    expect(clock.monotonicMs()).toBe(200);
  });

  it("an account that may 200 a second and 250 at once is let", () => {
    const clock = standing();
    const pools = new CreditPools(clock);
    pools.learn("matching", { burst: 250, rate: 200 });
    const orders = pools.turn("matching");
    for (let order = 0; order < 250; order += 1) expect(orders.takeNow()).toBe(true);
    expect(orders.takeNow()).toBe(false);
  });

  it("after a word of too many nothing goes for 5 s; what would wait for more than 10 s is not sent", async () => {
    const clock = standing();
    const pools = new CreditPools(clock);
    pools.backOff(5_000);
    expect(pools.turn("other").takeNow()).toBe(false);
    expect((await pools.turn("other").acquire(never)).ok).toBe(true);
    expect(clock.monotonicMs()).toBe(5_000);
    pools.backOff(11_000);
    const refused = await pools.turn("other").acquire(never);
    expect(refused).toMatchObject({ ok: false, error: { code: 0, reaction: "resend" } });
  });
});
