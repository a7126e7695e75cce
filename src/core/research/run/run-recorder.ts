import type { JournalEvent } from "../../domain/event.js";
import type { ClosedTrade } from "../../domain/portfolio.js";
import type { VetoRecord } from "../../domain/veto-record.js";
import { toNumber } from "../../lib/decimal.js";
import type { EngineState } from "../../engine/state.js";
import { markOf } from "../../engine/view.js";

/** NAV after each cycle that a bar close started. */
export interface EquitySeries {
  readonly atMs: readonly number[];
  readonly nav: readonly number[];
  /** Σ |notional at mark| / NAV. */
  readonly exposure: readonly number[];
}

/** What a backtest left, in the order in which it happened. */
export interface RunRecord {
  readonly equity: EquitySeries;
  readonly trades: readonly ClosedTrade[];
  readonly vetoes: readonly VetoRecord[];
  /** Σ |quantity × price| of all fills. */
  readonly tradedUsd: number;
  /** Bars that were decided on. */
  readonly bars: number;
}

/** Follows a session event by event and keeps what its report needs. */
export class RunRecorder {
  readonly #atMs: number[] = [];
  readonly #nav: number[] = [];
  readonly #exposure: number[] = [];
  readonly #trades: ClosedTrade[] = [];
  readonly #vetoes: VetoRecord[] = [];
  #tradedUsd = 0;

  onEvent(event: JournalEvent, state: EngineState): void {
    if (event.type === "order.filled" || event.type === "position.liquidated") this.#filled(event, state);
    if (event.type !== "cycle.decided") return;
    this.#vetoes.push(...event.vetoes);
    if (event.trigger !== "bar") return;
    const nav = toNumber(event.nav);
    this.#atMs.push(event.atMs);
    this.#nav.push(nav);
    this.#exposure.push(grossUsd(state) / nav);
  }

  record({ portfolio }: EngineState): RunRecord {
    return {
      equity: { atMs: this.#atMs, nav: this.#nav, exposure: this.#exposure },
      trades: this.#trades,
      vetoes: this.#vetoes,
      tradedUsd: this.#tradedUsd,
      bars: portfolio.totals.bars,
    };
  }

  #filled(event: { readonly qty: string; readonly price: string }, { portfolio }: EngineState): void {
    this.#tradedUsd += Math.abs(Number(event.qty) * Number(event.price));
    const { recentTrades, totals } = portfolio;
    const closed = totals.trades - this.#trades.length;
    if (closed > 0) this.#trades.push(...recentTrades.slice(-closed));
  }
}

function grossUsd(state: EngineState): number {
  const mark = markOf(state);
  let gross = 0;
  for (const { symbol, qty } of Object.values(state.portfolio.positions)) {
    gross += Math.abs(toNumber(qty) * mark(symbol));
  }
  return gross;
}
