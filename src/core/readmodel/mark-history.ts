import type { MarketEvent } from "../domain/market-event.js";
import { DAY_MS } from "../lib/time.js";

interface Mark {
  readonly price: number;
  readonly atMs: number;
}

/** The newest mark of each symbol, as the engine values positions with it, and the last price of each UTC day. */
export class MarkHistory {
  readonly #marks = new Map<string, Mark>();
  /** By symbol, then by days since 1970-01-01; a close at midnight counts for the day that ends. */
  readonly dailyCloses = new Map<string, Map<number, number>>();

  /** NaN before the first. */
  price(symbol: string): number {
    return this.#marks.get(symbol)?.price ?? Number.NaN;
  }

  onBars({ atMs, rows }: Extract<MarketEvent, { type: "market.bars" }>): void {
    const day = Math.floor((atMs - 1) / DAY_MS);
    for (const [symbol, , , , close, , , , , markClose] of rows) {
      this.#note(symbol, { price: markClose ?? close, atMs });
      this.#closesOf(symbol).set(day, close);
    }
  }

  onMarks({ atMs, rows }: Extract<MarketEvent, { type: "market.marks" }>): void {
    for (const [symbol, price] of rows) this.#note(symbol, { price, atMs });
  }

  /** History that is told once more must not stand where newer prices do. */
  #note(symbol: string, mark: Mark): void {
    if (mark.atMs >= (this.#marks.get(symbol)?.atMs ?? -Infinity)) this.#marks.set(symbol, mark);
  }

  #closesOf(symbol: string): Map<number, number> {
    const known = this.dailyCloses.get(symbol);
    if (known !== undefined) return known;
    const created = new Map<number, number>();
    this.dailyCloses.set(symbol, created);
    return created;
  }
}
