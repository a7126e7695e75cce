import type { Bar } from "../domain/bar.js";
import { timeframeOf } from "../domain/data-series.js";
import { HOUR_MS } from "../lib/time.js";
import { present } from "../lib/invariant.js";
import type { Subject } from "../ops/admission/subject.js";
import type { BarStore } from "../ports/bar-store.js";
import { recordedBars } from "./recorded-bars.js";
import { openRecordedData } from "./recorded-data.js";
import { barsMissing } from "./session-data.js";

/** Recorded bars for subjects of several lengths; a market is read and verified once, however many are tried on it. */
export class MarketReader {
  readonly #stores = new Map<number, Promise<BarStore>>();
  readonly #read = new Map<string, Promise<readonly Bar[]>>();

  constructor(private readonly directory: string) {}

  /**
   * Whether the data has all markets of a subject.
   *
   * Errors: Failure 3 where it has none of the short bars that the configuration asks for.
   */
  async hasAll({ baseMs, symbols, strategy }: Subject): Promise<boolean> {
    const kept = (await this.#store(baseMs)).symbols();
    const missing = symbols.filter((symbol) => !kept.includes(symbol));
    if (missing.length > 0 && baseMs < HOUR_MS) {
      const path = `strategies.${strategy}.timeframe`;
      throw barsMissing({ path, timeframe: frameOf(baseMs), missing, directory: this.directory });
    }
    return missing.length === 0;
  }

  /** Bars of a market as a subject is fed with them. Errors: DataError where the data is not what its manifest says. */
  async bars({ baseMs }: Subject, symbol: string): Promise<readonly Bar[]> {
    const key = `${String(baseMs)} ${symbol}`;
    const bars = this.#read.get(key) ?? recordedBars(await this.#store(baseMs), symbol);
    this.#read.set(key, bars);
    return bars;
  }

  #store(baseMs: number): Promise<BarStore> {
    const store = this.#stores.get(baseMs) ?? openRecordedData(this.directory, frameOf(baseMs));
    this.#stores.set(baseMs, store);
    return store;
  }
}

function frameOf(baseMs: number) {
  return present(timeframeOf(baseMs), `the name of bars of ${String(baseMs)} ms`);
}
