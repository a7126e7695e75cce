import { systemClock } from "../../../src/core/adapters/system/clock.js";
import type { Clock } from "../../../src/core/lib/clock.js";

/** The machine's clock whose monotonic time a bench may put forward: venue and client see the same jump. */
export function jumpingClock(): { readonly clock: Clock; jump(durationMs: number): void } {
  let jumpedMs = 0;
  const clock: Clock = { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + jumpedMs };
  return { clock, jump: (durationMs) => void (jumpedMs += durationMs) };
}
