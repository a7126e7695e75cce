import type { Mode } from "../../domain/mode.js";
import { isoUtc } from "../../lib/time.js";
import type { RandView } from "../../readmodel/rand.js";
import type { DailyFigures } from "../report/daily-figures.js";
import type { AgainstUniverse } from "./against.js";
import type { StrategyShare } from "./attribution.js";
import type { SheetTrades, SpanReturns, TearSheetModel } from "./model.js";

/** `hedge.report/1` of a tear sheet: where it lies, and its figures. null is unknown. */
export interface TearSheetDocument {
  readonly schema: "hedge.report/1";
  readonly mode: Mode | null;
  readonly file: string;
  /** null where none was asked for. */
  readonly pdf: string | null;
  /** null for the books of a session. */
  readonly run: string | null;
  readonly investor: boolean;
  readonly from: string;
  /** As of. */
  readonly at: string;
  readonly currency: "USDT";
  readonly totalReturn: number | null;
  readonly cagr: number | null;
  readonly calmar: number | null;
  readonly spans: SpanReturns;
  /** From daily returns. */
  readonly daily: DailyFigures;
  readonly trades: SheetTrades;
  readonly exposureTime: number | null;
  readonly turnover: number | null;
  readonly against: AgainstUniverse | null;
  readonly strategies: readonly StrategyShare[];
  readonly unattributed: number | null;
  /** What the NAV was worth in rand, and by which rates beside the end of the books; null for a backtest. */
  readonly rand: RandView | null;
  readonly costs: { readonly fees: number | null; readonly funding: number | null; readonly slippage: number | null };
}

interface Written {
  readonly file: string;
  readonly pdf: string | null;
  readonly investor: boolean;
  readonly rand: RandView | null;
}

export function tearSheetDocument(model: TearSheetModel, { file, pdf, investor, rand }: Written): TearSheetDocument {
  const { source, attribution, figures } = model;
  const { fees, funding, slippage } = source.costs;
  return {
    ...{ schema: "hedge.report/1", mode: source.mode, file, pdf, run: source.mode === null ? source.id : null },
    ...{ investor, from: isoUtc(source.fromMs), at: isoUtc(source.toMs), currency: "USDT" },
    ...{ totalReturn: model.totalReturn, cagr: model.cagr, calmar: model.calmar, spans: model.spans },
    ...{ daily: figures, trades: model.trades, exposureTime: model.exposureTime, turnover: model.turnover },
    ...{ against: model.against, strategies: attribution.strategies, unattributed: attribution.unattributed },
    rand,
    costs: { fees, funding, slippage },
  };
}
