import type { VenueClock } from "../../ports/venue-clock.js";
import type { VenueGateway, VenueReaction } from "../../ports/venue-gateway.js";
import { interceptGateway } from "./intercept-gateway.js";

export interface ClockGuardOptions {
  readonly venueClock: Pick<VenueClock, "sync">;
  /** Refusals in a row, each with the clock set in between, after which setting it doesn't help. */
  readonly refusals?: number;
  /** `skewMs`: what the last setting found, null where the venue didn't answer. */
  readonly onHalted: (halt: { readonly refusals: number; readonly skewMs: number | null }) => void;
  /** The venue accepts our time again. */
  readonly onRecovered?: () => void;
}

/** Sets the clock whenever the venue refuses our time, and says when that doesn't help. It never repeats a request. */
export function withClockGuard(inner: VenueGateway, options: ClockGuardOptions): VenueGateway {
  const guard = new ClockGuard(options);
  return interceptGateway(inner, {
    write: (_call, send) =>
      guard.watch(send, (outcome) => {
        if (outcome.kind === "unknown") return null;
        return outcome.kind === "accepted" ? "done" : reactionTo(outcome);
      }),
    // A query tells no reaction: it found something, or it is one more question without an answer.
    query: (_ref, send) => guard.watch(send, (outcome) => (outcome.kind === "unknown" ? null : "done")),
    read: (_call, send) => guard.watch(send, (outcome) => (outcome.ok ? "done" : reactionTo(outcome.error))),
    close: () => undefined,
  });
}

/** Null for what never reached the venue: it says nothing about the clock. */
function reactionTo({ code, reaction }: { readonly code: number; readonly reaction: VenueReaction }) {
  return code === 0 ? null : reaction;
}

class ClockGuard {
  #inARow = 0;
  #isHalted = false;
  /** Times the clock was set: requests that were out meanwhile were stamped by the old one. */
  #settings = 0;
  #settingNow = 0;

  constructor(readonly options: ClockGuardOptions) {}

  async watch<O>(send: () => Promise<O>, reactionOf: (outcome: O) => VenueReaction | null): Promise<O> {
    const stampedAfter = this.#settingNow > 0 ? null : this.#settings;
    const outcome = await send();
    const reaction = reactionOf(outcome);
    if (reaction === "resync_clock") await this.#refused(stampedAfter);
    else if (reaction !== null) this.#accepted();
    return outcome;
  }

  async #refused(stampedAfter: number | null): Promise<void> {
    if (stampedAfter === this.#settings) {
      this.#inARow += 1;
      this.#settings += 1;
    }
    const { venueClock, refusals = 3, onHalted } = this.options;
    this.#settingNow += 1;
    const skewMs = await venueClock.sync();
    this.#settingNow -= 1;
    if (this.#inARow < refusals || this.#isHalted) return;
    this.#isHalted = true;
    onHalted({ refusals: this.#inARow, skewMs });
  }

  #accepted(): void {
    this.#inARow = 0;
    if (!this.#isHalted) return;
    this.#isHalted = false;
    this.options.onRecovered?.();
  }
}
