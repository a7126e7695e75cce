/** A public trade as the venue shows it. */
export interface TapeTrade {
  readonly id: number;
  readonly atMs: number;
  readonly price: string;
  readonly qty: string;
  /** The seller took. */
  readonly buyerIsMaker: boolean;
}

const KEPT = 1_000;

/** The latest trades of one symbol, oldest first; older ones are forgotten. */
export class TradeTape {
  readonly #trades: TapeTrade[] = [];
  #nextId: number;

  constructor(firstId: number) {
    this.#nextId = firstId;
  }

  print(trade: Omit<TapeTrade, "id">, id = this.#nextId): TapeTrade {
    const printed = { id, ...trade };
    this.#nextId = Math.max(this.#nextId, id) + 1;
    this.#trades.push(printed);
    if (this.#trades.length > 2 * KEPT) this.#trades.splice(0, this.#trades.length - KEPT);
    return printed;
  }

  latest(limit: number): readonly TapeTrade[] {
    return this.#trades.slice(-Math.min(limit, KEPT));
  }

  all(): readonly TapeTrade[] {
    return this.latest(KEPT);
  }
}
