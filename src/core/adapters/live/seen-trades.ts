import { forgetOldest } from "../../lib/forget-oldest.js";

/** Trade ids kept of each symbol: streams and queries overlap by far less. */
const MOST_KEPT = 5_000;

interface OfSymbol {
  /** Insertion order is age. */
  readonly ids: Set<string>;
  /** Up to here a list of the venue was read: no older trade can be missing. */
  verified: string | null;
}

/** Which trades the session has been told of. A trade counts once, whichever way it came. */
export class SeenTrades {
  readonly #bySymbol = new Map<string, OfSymbol>();

  /** True the first time. */
  add(symbol: string, tradeId: string): boolean {
    const known = this.#of(symbol);
    if (known.ids.has(tradeId)) return false;
    known.ids.add(tradeId);
    forgetOldest(known.ids, MOST_KEPT);
    return true;
  }

  has(symbol: string, tradeId: string): boolean {
    return this.#bySymbol.get(symbol)?.ids.has(tradeId) ?? false;
  }

  /** Where to go on reading lists. A stream may lose a trade and tell the next, so what it told proves nothing. */
  verified(symbol: string): string | null {
    return this.#bySymbol.get(symbol)?.verified ?? null;
  }

  /** A list was read up to this trade, everything before it included. */
  verify(symbol: string, tradeId: string): void {
    this.#of(symbol).verified = tradeId;
  }

  #of(symbol: string): OfSymbol {
    const known = this.#bySymbol.get(symbol);
    if (known !== undefined) return known;
    const fresh: OfSymbol = { ids: new Set(), verified: null };
    this.#bySymbol.set(symbol, fresh);
    return fresh;
  }
}
