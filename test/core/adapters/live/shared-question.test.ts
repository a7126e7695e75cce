import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SharedQuestion } from "../../../../src/core/adapters/live/shared-question.js";
import { createManualClock } from "../resilience/manual-clock.js";

const EVERY_MS = 2_000;

describe("a question for all who wait", () => {
  it("is asked once for 24 who come before it leaves, and again for one who comes while it is on its way", async () => {
    const clock = createManualClock();
    const askedMs: number[] = [];
    const ask = async (): Promise<number> => {
      askedMs.push(clock.nowMs());
      await clock.sleep(500);
      return askedMs.length;
    };
    const question = new SharedQuestion({ clock, ask, everyMs: EVERY_MS, closing: new AbortController().signal });
    const first = Promise.all(Array.from({ length: 24 }, () => question.ask()));
    await clock.advance(100);
    const late = question.ask();
    await clock.advance(10_000);
    expect(new Set(await first)).toEqual(new Set([1]));
    expect([await late, askedMs]).toEqual([2, [0, 2_000]]);
  });

  it("goes on after one that failed", async () => {
    const clock = createManualClock();
    let asked = 0;
    const ask = async (): Promise<number> => {
      asked += 1;
      if (asked === 1) throw new Error("broken");
      return asked;
    };
    const question = new SharedQuestion({ clock, ask, everyMs: EVERY_MS, closing: new AbortController().signal });
    await expect(question.ask()).rejects.toThrow("broken");
    const next = question.ask();
    await clock.advance(EVERY_MS);
    expect(await next).toBe(2);
  });

  it("whenever they come: nobody gets an answer to what was asked before he came, and two are never closer than 2 s", async () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(pauses, fc.integer({ min: 0, max: 4_000 }), async (comings, answerMs) => {
        const clock = createManualClock();
        const askedMs: number[] = [];
        const ask = async (): Promise<number> => {
          const atMs = clock.nowMs();
          askedMs.push(atMs);
          await clock.sleep(answerMs);
          return atMs;
        };
        const question = new SharedQuestion({ clock, ask, everyMs: EVERY_MS, closing: new AbortController().signal });
        const served: Promise<readonly [number, number]>[] = [];
        for (const pauseMs of comings) {
          await clock.advance(pauseMs);
          const cameMs = clock.nowMs();
          served.push(question.ask().then((atMs) => [cameMs, atMs] as const));
        }
        await clock.advance(200_000);
        for (const [cameMs, atMs] of await Promise.all(served)) expect(atMs).toBeGreaterThanOrEqual(cameMs);
        const gaps = askedMs.slice(1).map((atMs, at) => atMs - askedMs[at]!);
        expect(gaps.every((gapMs) => gapMs >= Math.max(EVERY_MS, answerMs))).toBe(true);
      }),
    );
  });
});
