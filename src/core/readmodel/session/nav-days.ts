import { known } from "../../lib/known.js";
import { numberOf } from "../../lib/scaled.js";
import { DAY_MS } from "../../lib/time.js";
import type { NavRow } from "../../telemetry/nav.schema.js";

export interface NavMoment {
  readonly atMs: number;
  readonly navUsd: number;
  /** Fraction below the highest NAV so far; null where its line does not tell. */
  readonly drawdown: number | null;
}

/** Newest points that are kept one by one: a month of hours. */
const RECENT_POINTS = 720;

/** Folds the lines of nav.jsonl into the newest points and one close a UTC day. */
export class NavDays {
  #recent: NavMoment[] = [];
  readonly #closes = new Map<number, Omit<DayClose, "day">>();
  #first: NavMoment | null = null;
  #lastUsd: number | null = null;
  #unit = 1;
  #firstFlowsUsd = 0;
  #flowsUsd = 0;

  add({ at, nav, flows = "0", drawdown }: Pick<NavRow, "at" | "nav" | "flows"> & Partial<NavRow>): void {
    const [atMs, navUsd, flowsUsd] = [Date.parse(at), numberOf(nav), numberOf(flows)];
    if (![atMs, navUsd, flowsUsd].every(Number.isFinite)) return;
    if (this.#lastUsd === null) this.#firstFlowsUsd = this.#flowsUsd = flowsUsd;
    // As in the tear sheet: what came in since the last NAV is taken off before the two are compared.
    this.#unit *= (navUsd - (flowsUsd - this.#flowsUsd)) / (this.#lastUsd ?? navUsd);
    const moment = { atMs, navUsd, drawdown: known(drawdown ?? Number.NaN) };
    this.#first ??= moment;
    this.#lastUsd = navUsd;
    this.#flowsUsd = flowsUsd;
    this.#recent.push(moment);
    if (this.#recent.length >= 2 * RECENT_POINTS) this.#recent = this.#recent.slice(-RECENT_POINTS);
    this.#closes.set(navDay(atMs), { navUsd, unit: this.#unit });
  }

  get recent(): readonly NavMoment[] {
    return this.#recent.slice(-RECENT_POINTS);
  }

  /** NAV of the first cycle; null before it. */
  get first(): NavMoment | null {
    return this.#first;
  }

  /** Money that came in since the first NAV, less what left. */
  get flowsUsd(): number {
    return this.#flowsUsd - this.#firstFlowsUsd;
  }

  /** Days without a point in between are left out. */
  get closes(): readonly DayClose[] {
    return [...this.#closes].map(([day, close]) => ({ day, ...close }));
  }
}

export interface DayClose {
  /** UTC days since 1970. */
  readonly day: number;
  /** The day's last NAV; of the day under way the newest one. */
  readonly navUsd: number;
  /** Growth of one unit since the first NAV: money that comes in or leaves does not move it. */
  readonly unit: number;
}

/** The UTC day to which an instant's NAV belongs: midnight closes the day before. */
export function navDay(atMs: number): number {
  return Math.floor((atMs - 1) / DAY_MS);
}
