import type { JournalEvent } from "../../domain/event.js";
import { type Dec, exact, toDec, ZERO } from "../../lib/decimal.js";
import { DAY_MS, isoUtc } from "../../lib/time.js";
import type { Notice } from "../../ports/notifier.js";

interface Day {
  /** NAV of the last cycle before the day; null where there was none. */
  readonly navBefore: Dec | null;
  nav: Dec | null;
  cycles: number;
  vetoes: number;
  entries: number;
  fills: number;
  fees: Dec;
  funding: Dec;
}

/** Days that are remembered: the one under way, and those a late summary may be about. */
const MOST_DAYS = 4;

export function utcDay(atMs: number): number {
  return Math.floor(atMs / DAY_MS);
}

/** What happened by UTC day, folded from the journal. */
export class DayBook {
  readonly #days = new Map<number, Day>();
  #nav: Dec | null = null;

  add(event: JournalEvent): void {
    const day = this.#dayOf(event.atMs);
    switch (event.type) {
      case "cycle.decided":
        this.#nav = event.nav;
        day.nav = event.nav;
        day.cycles += 1;
        day.vetoes += event.vetoes.length;
        day.entries += event.orders.filter(({ purpose }) => purpose === "open").length;
        return;
      case "order.filled":
        day.fills += 1;
        day.fees = toDec(exact(day.fees).plus(exact(event.fee)));
        return;
      case "funding.settled":
        day.funding = toDec(exact(day.funding).plus(exact(event.amount)));
        return;
      default:
    }
  }

  /** Null where the day is not in the books. */
  summary(day: number, nowMs: number, state: string): Notice | null {
    const book = this.#days.get(day);
    if (book === undefined) return null;
    const date = isoUtc(day * DAY_MS).slice(0, 10);
    const { cycles, entries, fills, vetoes, fees, funding } = book;
    const lines = [
      navLine(book),
      `${String(cycles)} cycles, ${String(entries)} entries, ${String(fills)} fills, ${String(vetoes)} vetoes`,
      `fees ${fees} USDT, funding ${funding} USDT`,
      state,
    ];
    const text = lines.filter((line) => line !== "").join("\n");
    return {
      key: `summary:${date}`,
      kind: "summary",
      severity: "info",
      title: `Summary of ${date}`,
      text,
      atMs: nowMs,
    };
  }

  #dayOf(atMs: number): Day {
    const day = utcDay(atMs);
    const known = this.#days.get(day);
    if (known !== undefined) return known;
    const begun: Day = {
      navBefore: this.#nav,
      nav: null,
      cycles: 0,
      vetoes: 0,
      entries: 0,
      fills: 0,
      fees: ZERO,
      funding: ZERO,
    };
    this.#days.set(day, begun);
    for (const old of [...this.#days.keys()].slice(0, -MOST_DAYS)) this.#days.delete(old);
    return begun;
  }
}

function navLine({ nav, navBefore }: Day): string {
  if (nav === null) return "NAV unknown: nothing was decided";
  const told = `NAV ${exact(nav).toFixed(2)} USDT`;
  if (navBefore === null || !exact(navBefore).isPositive()) return told;
  const change = exact(nav).minus(exact(navBefore));
  const sign = change.isNegative() ? "" : "+";
  return `${told}, ${sign}${change.toFixed(2)} (${sign}${change.dividedBy(exact(navBefore)).times(100).toFixed(2)} %)`;
}
