import type { Clock } from "../../lib/clock.js";
import { MINUTE_MS } from "../../lib/time.js";
import type { VenueClock } from "../../ports/venue-clock.js";

interface KeptTime {
  readonly clock: Pick<Clock, "sleep">;
  readonly venueClock: Pick<VenueClock, "sync">;
  readonly everyMs?: number;
}

/** A quartz of 50 ppm goes wrong by 15 ms in this time: far below what a signed request may be off. */
const EVERY_MS = 5 * MINUTE_MS;

/**
 * Sets the session's clock by the venue's every few minutes until the signal: waiting for the first refusal (-1021) would
 * cost the order that got it. Where no answer comes the clock goes on as it was.
 */
export async function keepTime(
  { clock, venueClock, everyMs = EVERY_MS }: KeptTime,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    await clock.sleep(everyMs, signal);
    if (signal.aborted) return;
    await venueClock.sync();
  }
}
