import type { Clock } from "../../lib/clock.js";
import { err, ok, type Result } from "../../lib/result.js";
import { SECOND_MS } from "../../lib/time.js";
import type { VenueRefusal } from "../../ports/venue-gateway.js";
import type { Turn } from "../ccxt/take-turn.js";

const WINDOW_MS = 2 * SECOND_MS;
/** Above this nobody knows any more what the order was decided on. */
const LONGEST_WAIT_MS = 10 * SECOND_MS;

const TOO_LONG: VenueRefusal = {
  code: 0,
  reason: "not sent: the venue's request limit is used up for longer than 10 s",
  reaction: "resend",
  retryAfterMs: WINDOW_MS,
};
const GIVEN_UP: VenueRefusal = { code: 0, reason: "not sent: given up", reaction: "resend", retryAfterMs: null };

/** The venue's request limits: so many calls in any 2 seconds, counted apart for each endpoint or contract. */
export class RequestBuckets {
  readonly #sentAtMs = new Map<string, number[]>();
  /** The venue asked for silence until then, on the monotonic clock. */
  #silentUntilMs = 0;

  constructor(readonly clock: Pick<Clock, "monotonicMs" | "sleep">) {}

  /** A venue that says "too many" is left alone for so long. */
  backOff(durationMs: number): void {
    this.#silentUntilMs = Math.max(this.#silentUntilMs, this.clock.monotonicMs() + durationMs);
  }

  turn(bucket: string, per2s: number): Turn {
    return {
      takeNow: () => this.#waitMs(bucket, per2s) <= 0 && this.#take(bucket),
      acquire: (signal) => this.#acquire({ bucket, per2s }, signal),
    };
  }

  async #acquire(
    { bucket, per2s }: { readonly bucket: string; readonly per2s: number },
    signal: AbortSignal,
  ): Promise<Result<null, VenueRefusal>> {
    const startedAtMs = this.clock.monotonicMs();
    while (!signal.aborted) {
      const waitMs = this.#waitMs(bucket, per2s);
      if (waitMs <= 0) {
        this.#take(bucket);
        return ok(null);
      }
      if (this.clock.monotonicMs() - startedAtMs + waitMs > LONGEST_WAIT_MS) return err(TOO_LONG);
      await this.clock.sleep(waitMs, signal);
    }
    return err(GIVEN_UP);
  }

  #waitMs(bucket: string, per2s: number): number {
    const nowMs = this.clock.monotonicMs();
    const recent = (this.#sentAtMs.get(bucket) ?? []).filter((atMs) => atMs > nowMs - WINDOW_MS);
    this.#sentAtMs.set(bucket, recent);
    const oldestThatCounts = recent.length < per2s ? undefined : recent[recent.length - per2s];
    const bucketMs = oldestThatCounts === undefined ? 0 : oldestThatCounts + WINDOW_MS - nowMs;
    return Math.max(bucketMs, this.#silentUntilMs - nowMs);
  }

  #take(bucket: string): true {
    this.#sentAtMs.get(bucket)?.push(this.clock.monotonicMs());
    return true;
  }
}
