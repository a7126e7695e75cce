import { quantile } from "../quant/quantile.js";

export interface LatencySummary {
  readonly p50: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

const KEPT = 65_536;

/** Newest latencies of this process in milliseconds, bounded; quantiles by nearest rank. */
export class LatencyRecorder {
  readonly #values = new Float64Array(KEPT);
  #count = 0;
  #max = 0;

  add(elapsedMs: number): void {
    this.#values[this.#count % KEPT] = elapsedMs;
    this.#count += 1;
    if (elapsedMs > this.#max) this.#max = elapsedMs;
  }

  summary(): LatencySummary {
    const sorted = this.#values.slice(0, Math.min(this.#count, KEPT)).sort();
    const at = (share: number): number | null => {
      const value = quantile(sorted, share);
      return value === null ? null : Math.round(value * 1_000) / 1_000;
    };
    return { p50: at(0.5), p99: at(0.99), max: this.#count === 0 ? null : Math.round(this.#max * 1_000) / 1_000 };
  }
}
