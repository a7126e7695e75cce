import type { Clock } from "../../../lib/clock.js";
import type { Rng } from "../../../lib/rng.js";
import type { VenueClock } from "../../../ports/venue-clock.js";
import { BackOff } from "../../ccxt/back-off.js";
import type { FeedTimes } from "./feed-times.js";
import type { Prices } from "../../ccxt/market-fields.js";
import type { MarkSamples } from "./mark-samples.js";
import { isStopped } from "../../ccxt/is-stopped.js";
import type { PublicRest } from "../../ccxt/market-types.js";

export interface MarkBarDeps {
  readonly rest: Pick<PublicRest, "markKlines">;
  readonly clock: Clock;
  readonly venueClock: Pick<VenueClock, "nowMs" | "speed">;
  readonly rng: Rng;
  readonly times: Pick<FeedTimes, "settleMs" | "markWaitMs" | "askAgain">;
}

export interface MarkBarQuestion {
  readonly symbol: string;
  readonly openTimeMs: number;
  readonly barMs: number;
  readonly samples: MarkSamples;
}

/**
 * The mark bar of a closed hour: the venue's own by REST, which is exact; where that doesn't come within `markWaitMs`,
 * the one sampled from the stream; null where that has holes. A bar never waits longer.
 */
export async function settledMarkBar(
  { symbol, openTimeMs, barMs, samples }: MarkBarQuestion,
  { rest, clock, venueClock, rng, times }: MarkBarDeps,
  signal: AbortSignal,
): Promise<Prices | null> {
  const deadlineMs = clock.monotonicMs() + times.markWaitMs;
  const backOff = new BackOff(times.askAgain, rng);
  const settledInMs = (openTimeMs + barMs + times.settleMs - venueClock.nowMs()) / venueClock.speed;
  let waitMs = Math.max(0, settledInMs);
  while (!isStopped(signal)) {
    const leftMs = deadlineMs - clock.monotonicMs();
    if (leftMs <= waitMs) break;
    if (waitMs > 0) await clock.sleep(waitMs, signal);
    const asked = rest.markKlines({ symbol, barMs, fromMs: openTimeMs, toMs: openTimeMs + barMs, limit: 1 });
    const answer = await within(asked, deadlineMs - clock.monotonicMs(), clock);
    if (answer === null) break;
    const bar = answer.ok ? answer.value.find((row) => row.openTimeMs === openTimeMs) : undefined;
    if (bar !== undefined) return bar;
    waitMs = Math.max(backOff.nextMs(), answer.ok ? 0 : (answer.error.retryAfterMs ?? 0));
  }
  return samples.bar(openTimeMs);
}

/** The answer, or null when it takes longer. */
async function within<T>(answer: Promise<T>, limitMs: number, clock: Clock): Promise<T | null> {
  const done = new AbortController();
  const late = clock.sleep(Math.max(0, limitMs), done.signal).then(() => null);
  const first = await Promise.race([answer, late]);
  done.abort();
  return first;
}
