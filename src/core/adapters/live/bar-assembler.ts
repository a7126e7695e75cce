import type { InputEvent } from "../../domain/event.js";
import type { BarRow } from "../../domain/market-event.js";
import type { Clock } from "../../lib/clock.js";
import type { VenueClock } from "../../ports/venue-clock.js";

export type BarsEvent = Extract<InputEvent, { type: "market.bars" }>;

interface BarAssemblerOptions {
  readonly symbols: readonly string[];
  readonly barMs: number;
  readonly tell: (event: BarsEvent) => void;
  /** Called right before the bars of an instant are told: what a decision looks at besides them. */
  readonly beforeBars: (atMs: number) => void;
  readonly clock: Pick<Clock, "sleep">;
  readonly venueClock: Pick<VenueClock, "nowMs" | "speed">;
  /** Wall time that a bar may come late. */
  readonly graceMs: number;
  readonly closing: AbortSignal;
}

interface Collecting {
  readonly closeTimeMs: number;
  readonly rows: Map<string, BarRow>;
  /** Ends the wait for those who are late. */
  readonly done: AbortController;
}

/**
 * Gathers the bars that closed at one instant into one event, so that a decision sees all of them. Who is missing
 * after the grace time is named; a bar that comes later still feeds the indicators, but decides nothing.
 */
export class BarAssembler {
  #collecting: Collecting | null = null;
  /** Newest instant that was told. */
  #toldMs: number;
  /** Close of the newest bar of each symbol, told or collected. */
  readonly #newestMs: Map<string, number>;

  /** told: close of the newest bar of each symbol that the history has told. */
  constructor(
    readonly options: BarAssemblerOptions,
    told: ReadonlyMap<string, number>,
  ) {
    this.#newestMs = new Map(told);
    this.#toldMs = Math.max(-Infinity, ...told.values());
    options.closing.addEventListener("abort", () => this.#collecting?.done.abort(), { once: true });
  }

  onBar(closeTimeMs: number, row: BarRow): void {
    if (closeTimeMs <= (this.#newestMs.get(row[0]) ?? -Infinity)) return;
    this.#newestMs.set(row[0], closeTimeMs);
    if (closeTimeMs <= this.#toldMs) {
      this.#tell(closeTimeMs, { rows: [row], missing: [], warmup: true });
      return;
    }
    if (this.#collecting !== null && closeTimeMs > this.#collecting.closeTimeMs) this.#finish();
    this.#collecting ??= this.#begin(closeTimeMs);
    const { rows, closeTimeMs: atMs } = this.#collecting;
    if (closeTimeMs < atMs) {
      this.#tell(closeTimeMs, { rows: [row], missing: [], warmup: true });
      return;
    }
    rows.set(row[0], row);
    if (rows.size === this.options.symbols.length) this.#finish();
  }

  #begin(closeTimeMs: number): Collecting {
    const { clock, closing, graceMs } = this.options;
    const collecting: Collecting = { closeTimeMs, rows: new Map(), done: new AbortController() };
    void clock.sleep(graceMs, collecting.done.signal).then(() => {
      if (this.#collecting === collecting && !closing.aborted) this.#finish();
    });
    return collecting;
  }

  #finish(): void {
    if (this.#collecting === null) return;
    const { closeTimeMs, rows, done } = this.#collecting;
    this.#collecting = null;
    done.abort();
    this.#toldMs = closeTimeMs;
    const { symbols, beforeBars } = this.options;
    beforeBars(closeTimeMs);
    this.#tell(closeTimeMs, {
      rows: orderedRows(symbols, rows),
      missing: symbols.filter((symbol) => !rows.has(symbol)),
      warmup: false,
    });
  }

  #tell(
    atMs: number,
    {
      rows,
      missing,
      warmup,
    }: { readonly rows: readonly BarRow[]; readonly missing: readonly string[]; readonly warmup: boolean },
  ): void {
    this.options.tell({ type: "market.bars", atMs, barMs: this.options.barMs, warmup, rows, missing });
  }
}

function orderedRows(symbols: readonly string[], rows: ReadonlyMap<string, BarRow>): readonly BarRow[] {
  return symbols.flatMap((symbol) => {
    const row = rows.get(symbol);
    return row === undefined ? [] : [row];
  });
}
