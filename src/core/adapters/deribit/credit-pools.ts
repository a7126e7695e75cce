import type { Clock } from "../../lib/clock.js";
import { err, ok, type Result } from "../../lib/result.js";
import { SECOND_MS } from "../../lib/time.js";
import type { VenueRefusal } from "../../ports/venue-gateway.js";
import type { Turn } from "../ccxt/take-turn.js";
import type { Limit } from "./parse-account.js";

export type PoolName = "matching" | "other";

interface Pool {
  limit: Limit;
  /** Calls that may go out at once, as of `atMs`. */
  left: number;
  atMs: number;
}

/** What an account has before it is told otherwise: its lowest tier ("Rate limits", 2026-11). */
const FIRST_LIMITS: Readonly<Record<PoolName, Limit>> = {
  matching: { burst: 20, rate: 5 },
  other: { burst: 100, rate: 20 },
};
/** Above this nobody knows any more what the order was decided on. */
const LONGEST_WAIT_MS = 10 * SECOND_MS;

const TOO_LONG: VenueRefusal = {
  code: 0,
  reason: "not sent: the venue's request limit is used up for longer than 10 s",
  reaction: "resend",
  retryAfterMs: 2 * SECOND_MS,
};
const GIVEN_UP: VenueRefusal = { code: 0, reason: "not sent: given up", reaction: "resend", retryAfterMs: null };

/** The venue's request limits: two pools that fill again by so many calls a second. Whoever overdraws one is thrown out. */
export class CreditPools {
  readonly #pools: Record<PoolName, Pool>;
  /** The venue asked for silence until then, on the monotonic clock. */
  #silentUntilMs = 0;

  constructor(readonly clock: Pick<Clock, "monotonicMs" | "sleep">) {
    const atMs = clock.monotonicMs();
    const full = (limit: Limit): Pool => ({ limit, left: limit.burst, atMs });
    this.#pools = { matching: full(FIRST_LIMITS.matching), other: full(FIRST_LIMITS.other) };
  }

  /** What the account may by the venue's word. */
  learn(name: PoolName, limit: Limit): void {
    const pool = this.#pools[name];
    if (pool.limit.burst === limit.burst && pool.limit.rate === limit.rate) return;
    this.#refill(pool);
    pool.left = Math.min(limit.burst, pool.left + Math.max(0, limit.burst - pool.limit.burst));
    pool.limit = limit;
  }

  /** A venue that says "too many" is left alone for so long. */
  backOff(durationMs: number): void {
    this.#silentUntilMs = Math.max(this.#silentUntilMs, this.clock.monotonicMs() + durationMs);
  }

  turn(name: PoolName): Turn {
    const pool = this.#pools[name];
    return {
      takeNow: () => this.#waitMs(pool) <= 0 && this.#take(pool),
      acquire: (signal) => this.#acquire(pool, signal),
    };
  }

  async #acquire(pool: Pool, signal: AbortSignal): Promise<Result<null, VenueRefusal>> {
    const startedAtMs = this.clock.monotonicMs();
    while (!signal.aborted) {
      const waitMs = this.#waitMs(pool);
      if (waitMs <= 0) {
        this.#take(pool);
        return ok(null);
      }
      if (this.clock.monotonicMs() - startedAtMs + waitMs > LONGEST_WAIT_MS) return err(TOO_LONG);
      await this.clock.sleep(waitMs, signal);
    }
    return err(GIVEN_UP);
  }

  #waitMs(pool: Pool): number {
    const nowMs = this.#refill(pool);
    const poolMs = pool.left >= 1 ? 0 : ((1 - pool.left) / pool.limit.rate) * SECOND_MS;
    return Math.max(poolMs, this.#silentUntilMs - nowMs);
  }

  #refill(pool: Pool): number {
    const nowMs = this.clock.monotonicMs();
    const { burst, rate } = pool.limit;
    pool.left = Math.min(burst, pool.left + ((nowMs - pool.atMs) / SECOND_MS) * rate);
    pool.atMs = nowMs;
    return nowMs;
  }

  #take(pool: Pool): true {
    pool.left -= 1;
    return true;
  }
}
