/** Trade ids kept of each symbol: streams and queries overlap by far less. */
const MOST_KEPT = 5_000;

interface OfSymbol {
  /** Insertion order is age. */
  readonly ids: Set<string>;
  newest: string | null;
}

/** Which trades the session has been told of. A trade counts once, whichever way it came. */
export class SeenTrades {
  readonly #bySymbol = new Map<string, OfSymbol>();

  /** True the first time. */
  add(symbol: string, tradeId: string): boolean {
    const known = this.#of(symbol);
    if (known.ids.has(tradeId)) return false;
    known.ids.add(tradeId);
    if (known.newest === null || isNewer(tradeId, known.newest)) known.newest = tradeId;
    if (known.ids.size > MOST_KEPT) {
      const [oldest] = known.ids;
      if (oldest !== undefined) known.ids.delete(oldest);
    }
    return true;
  }

  /** Trade ids of a symbol rise; the newest one known, null before the first. */
  newest(symbol: string): string | null {
    return this.#bySymbol.get(symbol)?.newest ?? null;
  }

  #of(symbol: string): OfSymbol {
    const known = this.#bySymbol.get(symbol);
    if (known !== undefined) return known;
    const fresh: OfSymbol = { ids: new Set(), newest: null };
    this.#bySymbol.set(symbol, fresh);
    return fresh;
  }
}

/** Digits without leading zeros: longer is larger. */
function isNewer(a: string, b: string): boolean {
  return a.length === b.length ? a > b : a.length > b.length;
}
