import type { LiveMark } from "../../../ports/live-feed.js";
import type { Prices } from "../../ccxt/market-fields.js";

/** The running bar, the last one, and one more for a late question. */
const KEPT_BARS = 3;
/** The stream speaks every second: a sampled bar with a longer hole, at its edges or inside, may miss an extreme. */
const MAX_HOLE_MS = 10_000;

interface Sampled {
  open: number;
  high: number;
  low: number;
  close: number;
  lastAtMs: number;
  hasHole: boolean;
}

/** Mark bars of one symbol made of its mark stream, for hours whose bar REST doesn't give in time. */
export class MarkSamples {
  readonly #bars = new Map<number, Sampled>();

  constructor(readonly barMs: number) {}

  take({ atMs, mark }: Pick<LiveMark, "atMs" | "mark">): void {
    const openTimeMs = Math.floor(atMs / this.barMs) * this.barMs;
    const bar = this.#bars.get(openTimeMs);
    if (bar !== undefined) {
      bar.high = Math.max(bar.high, mark);
      bar.low = Math.min(bar.low, mark);
      bar.close = mark;
      if (atMs - bar.lastAtMs > MAX_HOLE_MS) bar.hasHole = true;
      bar.lastAtMs = atMs;
      return;
    }
    const hasHole = atMs - openTimeMs > MAX_HOLE_MS;
    this.#bars.set(openTimeMs, { open: mark, high: mark, low: mark, close: mark, lastAtMs: atMs, hasHole });
    for (const oldest of this.#bars.keys()) {
      if (this.#bars.size <= KEPT_BARS) break;
      this.#bars.delete(oldest);
    }
  }

  /** The bar that opened then; null where the samples have a hole. */
  bar(openTimeMs: number): Prices | null {
    const bar = this.#bars.get(openTimeMs);
    if (bar === undefined || bar.hasHole || openTimeMs + this.barMs - bar.lastAtMs > MAX_HOLE_MS) return null;
    return { open: bar.open, high: bar.high, low: bar.low, close: bar.close };
  }
}
