import type { Clock } from "../../lib/clock.js";
import type { VenueClock } from "../../ports/venue-clock.js";
import type { VenueGateway } from "../../ports/venue-gateway.js";
import { createSharedSync } from "./shared-sync.js";
import { type BreakerGateway, type CircuitBreakerOptions, withCircuitBreaker } from "./with-circuit-breaker.js";
import { type ClockGuardOptions, withClockGuard } from "./with-clock-guard.js";
import { type RetryOptions, withRetry } from "./with-retry.js";
import { type TimeoutOptions, withTimeout } from "./with-timeout.js";

export interface ResilienceOptions {
  readonly clock: Pick<Clock, "monotonicMs" | "sleep">;
  readonly venueClock: Pick<VenueClock, "sync">;
  readonly timeout: Omit<TimeoutOptions, "clock">;
  readonly breaker: Omit<CircuitBreakerOptions, "clock">;
  readonly clockGuard: Omit<ClockGuardOptions, "venueClock">;
  readonly retry?: Omit<RetryOptions, "clock" | "venueClock">;
}

/**
 * All four in their order. From the inside: each single try has its time limit, counts for the circuit, and gets the
 * clock set where it was refused for it; the repetition is outermost, so that an opening circuit ends it.
 */
export function withResilience(inner: VenueGateway, options: ResilienceOptions): BreakerGateway {
  const { clock } = options;
  const venueClock = createSharedSync(options.venueClock, clock);
  const breaker = withCircuitBreaker(withTimeout(inner, { clock, ...options.timeout }), { clock, ...options.breaker });
  const guarded = withClockGuard(breaker, { venueClock, ...options.clockGuard });
  return { ...withRetry(guarded, { clock, venueClock, ...options.retry }), states: () => breaker.states() };
}
