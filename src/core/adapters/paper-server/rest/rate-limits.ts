import type { Clock } from "../../../lib/clock.js";
import { MINUTE_MS, SECOND_MS } from "../../../lib/time.js";
import type { OrderCost } from "./route.js";

/** Limits as `exchangeInfo.rateLimits` tells them (BINANCE_USDM 3, 2026-10), and the venue's patience. */
export interface RestLimits {
  readonly weightPerMinute: number;
  readonly ordersPerTenSeconds: number;
  readonly ordersPerMinute: number;
  /** Requests that are only told to stop; who goes on after them is banned. */
  readonly warnings: number;
  readonly banMs: number;
}

export const USDM_LIMITS: RestLimits = {
  weightPerMinute: 2_400,
  ordersPerTenSeconds: 300,
  ordersPerMinute: 1_200,
  warnings: 10,
  banMs: 2 * MINUTE_MS,
};

/**
 * The limits of a venue whose clock runs fast: what a client asks per bar, per funding or per day is the same, so per
 * wall minute it is more by as much as time is faster.
 */
export function limitsAt(speed: number): RestLimits {
  const faster = Math.max(1, speed);
  const { weightPerMinute, ordersPerTenSeconds, ordersPerMinute } = USDM_LIMITS;
  return {
    ...USDM_LIMITS,
    weightPerMinute: Math.round(weightPerMinute * faster),
    ordersPerTenSeconds: Math.round(ordersPerTenSeconds * faster),
    ordersPerMinute: Math.round(ordersPerMinute * faster),
  };
}

/** Wall time until which an address has to stay away. */
type WeightVerdict = { readonly usedWeight: number } & (
  { readonly kind: "free" } | { readonly kind: "limited" | "banned"; readonly untilWallMs: number }
);

interface OrderVerdict {
  readonly tenSeconds: number;
  readonly minute: number;
  /** What is exceeded, in the venue's words, and the wall time until which it stays so. */
  readonly exceeded: { readonly limit: string; readonly untilWallMs: number } | null;
}

/** Counts by wall time, as the venue of this machine answers by it. */
export interface RateLimits {
  readonly weightPerMinute: number;
  spend(address: string, weight: number): WeightVerdict;
  order(cost: OrderCost): OrderVerdict;
}

export function createRateLimits(clock: Pick<Clock, "nowMs">, limits: RestLimits): RateLimits {
  const addresses = new Map<string, Address>();
  const tenSeconds = new Window(10 * SECOND_MS);
  const minute = new Window(MINUTE_MS);
  return {
    weightPerMinute: limits.weightPerMinute,
    spend: (address, weight) => {
      const nowMs = clock.nowMs();
      const known = addresses.get(address) ?? new Address();
      addresses.set(address, known);
      const verdict = known.spend(nowMs, weight, limits);
      for (const [name, other] of addresses) if (other.isIdle(nowMs)) addresses.delete(name);
      return verdict;
    },
    order: (cost) => {
      const nowMs = clock.nowMs();
      const counts = { tenSeconds: tenSeconds.add(nowMs, cost.tenSeconds), minute: minute.add(nowMs, cost.minute) };
      if (counts.tenSeconds > limits.ordersPerTenSeconds) {
        const limit = `${limits.ordersPerTenSeconds} orders per 10 SECOND`;
        return { ...counts, exceeded: { limit, untilWallMs: tenSeconds.endsMs() } };
      }
      if (counts.minute <= limits.ordersPerMinute) return { ...counts, exceeded: null };
      return {
        ...counts,
        exceeded: { limit: `${limits.ordersPerMinute} orders per MINUTE`, untilWallMs: minute.endsMs() },
      };
    },
  };
}

/** A count that starts anew with every full interval. */
class Window {
  readonly #lengthMs: number;
  #startMs = -1;
  #count = 0;

  constructor(lengthMs: number) {
    this.#lengthMs = lengthMs;
  }

  add(nowMs: number, count: number): number {
    const startMs = nowMs - (nowMs % this.#lengthMs);
    if (startMs !== this.#startMs) this.#count = 0;
    this.#startMs = startMs;
    this.#count += count;
    return this.#count;
  }

  endsMs(): number {
    return this.#startMs + this.#lengthMs;
  }
}

class Address {
  readonly #weight = new Window(MINUTE_MS);
  #bannedUntilMs = 0;
  #warnings = 0;

  isIdle(nowMs: number): boolean {
    return nowMs > this.#weight.endsMs() + MINUTE_MS && nowMs > this.#bannedUntilMs;
  }

  spend(nowMs: number, weight: number, limits: RestLimits): WeightVerdict {
    const usedWeight = this.#weight.add(nowMs, weight);
    if (nowMs < this.#bannedUntilMs) return { kind: "banned", usedWeight, untilWallMs: this.#bannedUntilMs };
    if (usedWeight <= limits.weightPerMinute) {
      this.#warnings = 0;
      return { kind: "free", usedWeight };
    }
    this.#warnings += 1;
    if (this.#warnings <= limits.warnings) return { kind: "limited", usedWeight, untilWallMs: this.#weight.endsMs() };
    this.#warnings = 0;
    this.#bannedUntilMs = nowMs + limits.banMs;
    return { kind: "banned", usedWeight, untilWallMs: this.#bannedUntilMs };
  }
}
