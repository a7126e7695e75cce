import type { Clock } from "../../../lib/clock.js";
import { invariant } from "../../../lib/invariant.js";
import type { MarketTime } from "../seam.js";

interface MarketTimeOptions {
  readonly clock: Pick<Clock, "monotonicMs">;
  /** Market time at the moment of the call. */
  readonly fromMs: number;
  readonly speed: number;
}

/** Market time starts when it is created and never stops: at the end of the data prices stand still, time does not. */
export function createMarketTime({ clock, fromMs, speed }: MarketTimeOptions): MarketTime {
  invariant(speed > 0 && Number.isFinite(speed), "market time goes forward");
  const startedMs = clock.monotonicMs();
  return { speed, nowMs: () => fromMs + Math.floor((clock.monotonicMs() - startedMs) * speed) };
}
