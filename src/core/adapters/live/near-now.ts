import type { InputEvent } from "../../domain/event.js";
import type { VenueClock } from "../../ports/venue-clock.js";

/** Wall time that a venue's stamp may be ahead of what we take its clock for. */
const CLOCK_SLACK_MS = 1_000;

/** Whether a stamp of the venue is of now or earlier, as far as clocks can tell. */
export function isNear(stampMs: number, nowMs: number, { speed }: Pick<VenueClock, "speed">): boolean {
  return stampMs - nowMs <= CLOCK_SLACK_MS * speed;
}

/**
 * Time only grows, and deadlines go by it: the stamp of an order's event must not move it into the future. Money is known
 * by its stamp, which stays as it is; and of a venue that runs fast we know the pace too roughly to say what its future is.
 */
export function inTime<E extends InputEvent>(event: E, venueClock: Pick<VenueClock, "nowMs" | "speed">): E {
  if (!("clientOrderId" in event) || venueClock.speed !== 1) return event;
  const nowMs = venueClock.nowMs();
  return isNear(event.atMs, nowMs, venueClock) ? event : { ...event, atMs: nowMs };
}
