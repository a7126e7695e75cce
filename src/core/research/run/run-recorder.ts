import type { JournalEvent } from "../../domain/event.js";
import type { ClosedTrade } from "../../domain/portfolio.js";
import type { Position } from "../../domain/position.js";
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
  /** Paid since the cycle before, in quote currency. */
  readonly fees: readonly number[];
  /** Σ |quantity × price| of what was filled as taker since then: what slippage was paid on. */
  readonly takerUsd: readonly number[];
}

/** A position that was held at the end. */
export interface OpenPosition {
  readonly position: Position;
  readonly markPrice: number;
}

/** What a backtest left, in the order in which it happened. */
export interface RunRecord {
  readonly equity: EquitySeries;
  readonly trades: readonly ClosedTrade[];
  readonly vetoes: readonly VetoRecord[];
  readonly open: readonly OpenPosition[];
  /** Σ |quantity × price| of all fills. */
  readonly tradedUsd: number;
  /** Bars that were decided on. */
  readonly bars: number;
}

type Fill = Extract<JournalEvent, { readonly type: "order.filled" | "position.liquidated" }>;

/** Follows a session event by event and keeps what its report needs. */
export class RunRecorder {
  readonly #atMs: number[] = [];
  readonly #nav: number[] = [];
  readonly #exposure: number[] = [];
  readonly #fees: number[] = [];
  readonly #takerUsd: number[] = [];
  readonly #trades: ClosedTrade[] = [];
  readonly #vetoes: VetoRecord[] = [];
  #tradedUsd = 0;
  #feesBefore = 0;
  #takerSince = 0;

  onEvent(event: JournalEvent, state: EngineState): void {
    if (event.type === "order.filled" || event.type === "position.liquidated") this.#filled(event, state);
    if (event.type !== "cycle.decided") return;
    this.#vetoes.push(...event.vetoes);
    if (event.trigger !== "bar") return;
    const nav = toNumber(event.nav);
    this.#atMs.push(event.atMs);
    this.#nav.push(nav);
    this.#exposure.push(grossUsd(state) / nav);
    const fees = toNumber(state.portfolio.totals.fees);
    this.#fees.push(fees - this.#feesBefore);
    this.#takerUsd.push(this.#takerSince);
    this.#feesBefore = fees;
    this.#takerSince = 0;
  }

  record(state: EngineState): RunRecord {
    const { portfolio } = state;
    const mark = markOf(state);
    return {
      equity: {
        ...{ atMs: this.#atMs, nav: this.#nav, exposure: this.#exposure },
        ...{ fees: this.#fees, takerUsd: this.#takerUsd },
      },
      trades: this.#trades,
      vetoes: this.#vetoes,
      open: Object.values(portfolio.positions).map((position) => ({ position, markPrice: mark(position.symbol) })),
      tradedUsd: this.#tradedUsd,
      bars: portfolio.totals.bars,
    };
  }

  #filled(event: Fill, { portfolio }: EngineState): void {
    const notionalUsd = Math.abs(Number(event.qty) * Number(event.price));
    this.#tradedUsd += notionalUsd;
    // The venue closes a liquidated position at the market, as a taker.
    if (event.type === "position.liquidated" || event.liquidity === "taker") this.#takerSince += notionalUsd;
    const { recentTrades, totals } = portfolio;
    const closed = totals.closedPositions - this.#trades.length;
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
