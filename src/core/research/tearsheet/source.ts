import type { Mode } from "../../domain/mode.js";
import type { Dec } from "../../lib/decimal.js";
import type { HistoryCosts } from "../../readmodel/book-history.js";
import type { TradeMoney } from "../run/run-metrics.js";

/** A strategy's profit so far at each point, in quote currency, after fees and funding, what is held at its mark. */
export interface StrategyProfit {
  readonly name: string;
  readonly profit: Float64Array;
}

/** What is still held. */
export interface HeldPosition {
  readonly symbol: string;
  readonly strategy: string;
  readonly side: string;
  /** Of NAV, shorts negative; null without a mark. */
  readonly exposure: number | null;
  readonly unrealizedPnl: Dec | null;
}

/** What a figure may be checked by. */
export interface SheetOrigin {
  readonly codeVersion: string;
  readonly configHash: string;
  readonly dataHash: string;
  readonly notes: readonly string[];
}

/** What a tear sheet is made from: the books of a session, or a kept backtest. */
export interface TearSheetSource {
  /** The mode of the books; null for a backtest. */
  readonly mode: Mode | null;
  /** Of the run, or of the session: the hash of its first journal line, shortened. */
  readonly id: string;
  readonly title: string;
  /** Epoch ms: first instant, and the last point. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Quote currency. */
  readonly navStart: number;
  readonly points: {
    readonly atMs: Float64Array;
    readonly nav: Float64Array;
    /** Deposits less withdrawals since the point before. */
    readonly flows: Float64Array;
    /** Multiples of NAV; net is null where only the gross was recorded. */
    readonly gross: Float64Array;
    readonly net: Float64Array | null;
  };
  readonly strategies: readonly StrategyProfit[];
  readonly trades: readonly TradeMoney[];
  readonly vetoes: ReadonlyMap<string, number>;
  /** Quote currency; null is unknown. `turnover` is a year's, times NAV, where it is known already. */
  readonly costs: { readonly [Name in keyof HistoryCosts]: number | null } & { readonly turnover: number | null };
  readonly held: readonly HeldPosition[] | null;
  /** Returns of the equal-weight universe by days since 1970-01-01; null where there is none to hold it against. */
  readonly universe: { readonly symbols: number; readonly byDay: ReadonlyMap<number, number> } | null;
  readonly origin: SheetOrigin;
}
