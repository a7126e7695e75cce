import { numberOf } from "../../lib/scaled.js";
import { DAY_MS } from "../../lib/time.js";
import type { NavRow } from "../../telemetry/nav.schema.js";

export interface NavMoment {
  readonly atMs: number;
  readonly navUsd: number;
}

/** Newest points that are kept one by one: a month of hours. */
const RECENT_POINTS = 720;

/** Folds the lines of nav.jsonl into the newest points and one close a UTC day. */
export class NavDays {
  #recent: NavMoment[] = [];
  readonly #closes = new Map<number, number>();
  #first: NavMoment | null = null;

  add({ at, nav }: Pick<NavRow, "at" | "nav">): void {
    const moment = { atMs: Date.parse(at), navUsd: numberOf(nav) };
    if (!Number.isFinite(moment.atMs) || !Number.isFinite(moment.navUsd)) return;
    this.#first ??= moment;
    this.#recent.push(moment);
    if (this.#recent.length >= 2 * RECENT_POINTS) this.#recent = this.#recent.slice(-RECENT_POINTS);
    this.#closes.set(navDay(moment.atMs), moment.navUsd);
  }

  get recent(): readonly NavMoment[] {
    return this.#recent.slice(-RECENT_POINTS);
  }

  /** NAV of the first cycle; null before it. */
  get first(): NavMoment | null {
    return this.#first;
  }

  /** Days without a point in between are left out. */
  get closes(): readonly DayClose[] {
    return [...this.#closes].map(([day, navUsd]) => ({ day, navUsd }));
  }
}

export interface DayClose {
  /** UTC days since 1970. */
  readonly day: number;
  /** The day's last NAV; of the day under way the newest one. */
  readonly navUsd: number;
}

/** The UTC day to which an instant's NAV belongs: midnight closes the day before. */
export function navDay(atMs: number): number {
  return Math.floor((atMs - 1) / DAY_MS);
}
