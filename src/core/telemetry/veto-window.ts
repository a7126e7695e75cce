import { DAY_MS, isoUtc, MINUTE_MS } from "../lib/time.js";
import type { CycleEvent } from "./project-veto.js";
import type { LastVeto, VetoSummary } from "./vetoes.schema.js";

/** How far back `risk show` and `status` count vetoes, market time. */
export const VETO_WINDOW_MS = DAY_MS;

/**
 * Counts vetoes of the last 24 hours by primary rule, in steps of a minute: at most 1,440 entries,
 * however many vetoes there are.
 */
export class VetoWindow {
  readonly #minutes: { readonly minute: number; readonly byRule: Map<string, number> }[] = [];
  #last: LastVeto | null = null;

  add(cycle: CycleEvent): void {
    for (const veto of cycle.vetoes) {
      const { id, strategy, symbol, side, primary } = veto;
      this.#last = { id, at: isoUtc(cycle.atMs), strategy, symbol, side, primary };
      const counts = this.#countsOf(Math.floor(cycle.atMs / MINUTE_MS));
      counts.set(primary, (counts.get(primary) ?? 0) + 1);
    }
    this.#forget(cycle.atMs);
  }

  summary(atMs: number): VetoSummary {
    this.#forget(atMs);
    const byRule: Record<string, number> = {};
    for (const { byRule: counts } of this.#minutes) {
      for (const [rule, count] of counts) byRule[rule] = (byRule[rule] ?? 0) + count;
    }
    const sorted = Object.entries(byRule).sort(([a], [b]) => (a < b ? -1 : 1));
    const total = sorted.reduce((sum, [, count]) => sum + count, 0);
    return { last: this.#last, windowMs: VETO_WINDOW_MS, total, byRule: Object.fromEntries(sorted) };
  }

  #countsOf(minute: number): Map<string, number> {
    const newest = this.#minutes.at(-1);
    if (newest?.minute === minute) return newest.byRule;
    const added = { minute, byRule: new Map<string, number>() };
    this.#minutes.push(added);
    return added.byRule;
  }

  #forget(atMs: number): void {
    const oldest = Math.floor((atMs - VETO_WINDOW_MS) / MINUTE_MS);
    const kept = this.#minutes.findIndex(({ minute }) => minute > oldest);
    this.#minutes.splice(0, kept === -1 ? this.#minutes.length : kept);
  }
}
