import { z } from "zod";
import type { Clock } from "../../lib/clock.js";
import { DAY_MS } from "../../lib/time.js";

/** The longest ban that the venue hands out (general info, 2026-10). */
export const MAX_HOLD_OFF_MS = 3 * DAY_MS;

const span = z.number().int().min(0).max(MAX_HOLD_OFF_MS);
const instant = z.number().int().min(0).max(9_000_000_000_000);

/**
 * A request of the venue to stay away, as one process tells it to another. Wall instants alone would not do: a clock that is
 * set back would make two minutes an hour, so the rest is told as well, and bounds what is left.
 */
export const holdOffSchema = z.object({
  /** Wall time at which it was asked for; with `askedMs` the name of this request. */
  sinceMs: instant,
  askedMs: span,
  /** What was left of it at `toldAtMs`, by the monotonic clock of whoever told. */
  leftMs: span,
  toldAtMs: instant,
});

export type ToldHoldOff = Readonly<z.infer<typeof holdOffSchema>>;

/** What is left of it by now: less by the time since, never more than was told, whatever the wall clock did. */
export function agedHoldOff(told: ToldHoldOff | null, nowMs: number): ToldHoldOff | null {
  if (told === null) return null;
  const sinceToldMs = Math.max(0, nowMs - told.toldAtMs);
  const leftMs = Math.max(0, Math.min(told.leftMs, told.askedMs) - sinceToldMs);
  return { ...told, leftMs, toldAtMs: nowMs };
}

function isSame(a: Pick<ToldHoldOff, "sinceMs" | "askedMs">, b: Pick<ToldHoldOff, "sinceMs" | "askedMs">): boolean {
  return a.sinceMs === b.sinceMs && a.askedMs === b.askedMs;
}

/** Requests that are remembered, those that are over included: else one of them would be taken up again from what was told. */
const MAX_HELD = 16;

interface Held {
  readonly sinceMs: number;
  readonly askedMs: number;
  /** On this process's monotonic clock. */
  readonly endsAtMs: number;
}

/** How long the venue wants silence, counted down on the monotonic clock: no step of the wall clock makes it longer or shorter. */
export class HoldOff {
  /** What lasts longest first. */
  #held: readonly Held[] = [];

  constructor(readonly clock: Pick<Clock, "nowMs" | "monotonicMs">) {}

  /** 0 when calls may go. */
  leftMs(): number {
    const [longest] = this.#held;
    return longest === undefined ? 0 : Math.max(0, longest.endsAtMs - this.clock.monotonicMs());
  }

  /** The venue asks for silence from now on. */
  begin(durationMs: number): void {
    const askedMs = Math.floor(Math.min(durationMs, MAX_HOLD_OFF_MS));
    this.#hold({ sinceMs: Math.floor(this.clock.nowMs()), askedMs, endsAtMs: this.clock.monotonicMs() + askedMs });
  }

  /** Another process was asked, `told` being aged to now. What we count down ourselves is not begun again. */
  hear(told: ToldHoldOff | null): void {
    if (told === null || this.#held.some((held) => isSame(held, told))) return;
    const { sinceMs, askedMs, leftMs } = told;
    this.#hold({ sinceMs, askedMs, endsAtMs: this.clock.monotonicMs() + leftMs });
  }

  /** For the other processes; told on when it is over, so that none takes it up again. */
  tell(): ToldHoldOff | null {
    const [longest] = this.#held;
    if (longest === undefined) return null;
    const { sinceMs, askedMs } = longest;
    return { sinceMs, askedMs, leftMs: Math.ceil(this.leftMs()), toldAtMs: Math.floor(this.clock.nowMs()) };
  }

  #hold(held: Held): void {
    this.#held = [...this.#held, held].sort((a, b) => b.endsAtMs - a.endsAtMs).slice(0, MAX_HELD);
  }
}
