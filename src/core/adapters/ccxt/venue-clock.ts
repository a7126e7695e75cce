import type { Clock } from "../../lib/clock.js";
import type { Result } from "../../lib/result.js";
import type { VenueClock } from "../../ports/venue-clock.js";
import type { VenueRefusal } from "../../ports/venue-gateway.js";

interface Sample {
  readonly venueMs: number;
  /** Middle of the round trip on the monotonic clock. */
  readonly atMs: number;
  readonly roundTripMs: number;
}

export interface VenueClockOptions {
  readonly clock: Clock;
  /** GET /fapi/v1/time; the reason where no answer came. */
  readonly ask: () => Promise<Result<number, VenueRefusal>>;
  /** False for real venues: there a second is a second, and what two samples differ by is the jitter of the network. */
  readonly mayRunFast: boolean;
}

/** A time of the venue that neither our running clock nor the machine's wall clock agrees with. */
interface Doubt {
  /** How far it is from the running clock. */
  readonly stepMs: number;
  /** Monotonic. */
  readonly sinceMs: number;
}

const ROUND_TRIPS = 3;
const BASELINE_MS = 300;
/** More than a quartz and a network make of five minutes. */
const MOST_STEP_MS = 2_000;
/** Longer than one wrong machine behind the venue's address is likely to answer. */
const DOUBTED_MS = 60_000;

/**
 * The venue's time from its answers and our monotonic clock, which no step of the wall clock moves. Before the first
 * answer it is the wall clock. A sync may set it back by the error of the one before.
 *
 * One wrong answer must not set a session's time an hour ahead, from where it never comes back: a step of more than 2 s is
 * taken where the wall clock made it too (a machine that slept), or once the venue has told the same for a minute.
 */
export class AskedVenueClock implements VenueClock {
  readonly #clock: Clock;
  readonly #ask: VenueClockOptions["ask"];
  readonly #mayRunFast: boolean;
  #anchor: Sample | null = null;
  /** Oldest sample of an unbroken run: the longer the baseline, the better the speed of a fast paper venue. */
  #origin: Sample | null = null;
  #speed = 1;
  #trouble: VenueRefusal | null = null;
  /** What the wall clock showed less than the venue at the last setting. */
  #behindMs = 0;
  #doubt: Doubt | null = null;

  constructor({ clock, ask, mayRunFast }: VenueClockOptions) {
    this.#clock = clock;
    this.#ask = ask;
    this.#mayRunFast = mayRunFast;
  }

  get speed(): number {
    return this.#speed;
  }

  get trouble(): VenueRefusal | null {
    return this.#trouble;
  }

  nowMs(): number {
    if (this.#anchor === null) return this.#clock.nowMs();
    return Math.floor(this.#anchor.venueMs + (this.#clock.monotonicMs() - this.#anchor.atMs) * this.#speed);
  }

  async sync(): Promise<number | null> {
    const first = await this.#best();
    if (first === null) return null;
    if (!this.#mayRunFast) return this.#isCredible(first) ? this.#set(first) : null;
    await this.#clock.sleep(Math.max(0, BASELINE_MS - (this.#clock.monotonicMs() - first.atMs)));
    const second = await this.#best();
    if (second === null) return null;
    this.#speed = this.#measure(first, second);
    return this.#set(second);
  }

  #set(sample: Sample): number {
    this.#anchor = sample;
    this.#doubt = null;
    this.#behindMs = Math.round(this.nowMs() - this.#clock.nowMs());
    return this.#behindMs;
  }

  #isCredible({ venueMs, atMs }: Sample): boolean {
    if (this.#anchor === null) return true;
    const stepMs = venueMs - this.#anchor.venueMs - (atMs - this.#anchor.atMs);
    const sinceWallMs = this.#clock.nowMs() - (this.#clock.monotonicMs() - atMs) + this.#behindMs;
    if (Math.min(Math.abs(stepMs), Math.abs(venueMs - sinceWallMs)) <= MOST_STEP_MS) return true;
    const isSame = this.#doubt !== null && Math.abs(stepMs - this.#doubt.stepMs) <= MOST_STEP_MS;
    if (!isSame || this.#doubt === null) this.#doubt = { stepMs, sinceMs: atMs };
    if (atMs - this.#doubt.sinceMs >= DOUBTED_MS) return true;
    const reason = `the venue's time went ${String(Math.round(stepMs))} ms in one step: it is taken once it has been told for a minute`;
    this.#trouble = { code: 0, reason, reaction: "resync_clock", retryAfterMs: null };
    return false;
  }

  /** Of several round trips the shortest knows best; fewer than three answers are enough. */
  async #best(): Promise<Sample | null> {
    let best: Sample | null = null;
    for (let trip = 0; trip < ROUND_TRIPS; trip += 1) {
      const sentMs = this.#clock.monotonicMs();
      const answer = await this.#ask();
      const roundTripMs = this.#clock.monotonicMs() - sentMs;
      if (!answer.ok) this.#trouble = answer.error;
      if (!answer.ok || (best !== null && roundTripMs >= best.roundTripMs)) continue;
      best = { venueMs: answer.value, atMs: sentMs + roundTripMs / 2, roundTripMs };
    }
    if (best !== null) this.#trouble = null;
    return best;
  }

  #measure(first: Sample, second: Sample): number {
    const short = snapped(speedBetween(first, second));
    const long = this.#origin === null ? short : snapped(speedBetween(this.#origin, second));
    // A venue that was started again, or a clock that was set, breaks the run.
    if (this.#origin !== null && Math.abs(long - short) <= short * 0.2) return long;
    this.#origin = first;
    return short;
  }
}

function speedBetween(from: Sample, to: Sample): number {
  return (to.venueMs - from.venueMs) / (to.atMs - from.atMs);
}

/** Within 0.8 … 1.2 it is a venue that runs as we do. */
function snapped(speed: number): number {
  const isUsable = Number.isFinite(speed) && speed > 0;
  return isUsable && !(speed >= 0.8 && speed <= 1.2) ? speed : 1;
}
