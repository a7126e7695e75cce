import type { FeedListener, FeedStream } from "../../../ports/live-feed.js";

/** Since when a stream of each symbol has been silent; tells once when that is too long and once when it lives again. */
export class Freshness {
  readonly #heardAtMs = new Map<string, number>();
  readonly #down = new Set<string>();

  constructor(
    readonly stream: FeedStream,
    readonly limitMs: number,
    readonly listener: Pick<FeedListener, "onStream">,
    symbols: { readonly names: readonly string[]; readonly nowMs: number },
  ) {
    for (const symbol of symbols.names) this.#heardAtMs.set(symbol, symbols.nowMs);
  }

  isDown(symbol: string): boolean {
    return this.#down.has(symbol);
  }

  /** False for a symbol nobody asked for. */
  heard(symbol: string, nowMs: number): boolean {
    if (!this.#heardAtMs.has(symbol)) return false;
    this.#heardAtMs.set(symbol, nowMs);
    if (this.#down.delete(symbol)) this.listener.onStream(this.stream, symbol, true, "data again");
    return true;
  }

  /** It is no use before it lives again, however short the silence. */
  broken(symbol: string, reason: string): void {
    if (this.#down.has(symbol)) return;
    this.#down.add(symbol);
    this.listener.onStream(this.stream, symbol, false, reason);
  }

  check(nowMs: number, why: string | null): void {
    for (const [symbol, heardAtMs] of this.#heardAtMs) {
      const silentMs = Math.round(nowMs - heardAtMs);
      if (silentMs < this.limitMs) continue;
      this.broken(symbol, why ?? `silent for ${silentMs} ms, limit ${this.limitMs} ms`);
    }
  }
}
