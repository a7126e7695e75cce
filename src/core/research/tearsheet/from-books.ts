import type { Mode } from "../../domain/mode.js";
import { dec } from "../../lib/decimal.js";
import type { BookHistory, SessionStart } from "../../readmodel/book-history.js";
import type { PositionsDocument } from "../../readmodel/books.js";
import { universeReturns } from "../report/market-days.js";
import type { TearSheetSource } from "./source.js";

interface Books {
  readonly history: BookHistory;
  readonly start: SessionStart;
  readonly mode: Mode;
  readonly positions: PositionsDocument;
}

/** Digits of a hash that tell one session from another. */
const SHORT = 12;

/** The books of a session, of any mode. */
export function booksSource({ history, start, mode, positions }: Books): TearSheetSource {
  const { points, marks, trades, vetoes, costs } = history;
  const closes = [...marks.dailyCloses.values()];
  return {
    mode,
    id: start.hash.slice(0, SHORT),
    title: "The fund",
    fromMs: start.fromMs,
    toMs: points.atMs.at(-1) ?? start.fromMs,
    navStart: Number(start.navStart),
    points: {
      atMs: Float64Array.from(points.atMs),
      nav: Float64Array.from(points.nav),
      flows: Float64Array.from(points.flows),
      gross: Float64Array.from(points.grossExposure),
      net: Float64Array.from(points.netExposure),
    },
    strategies: [...points.profits].map(([name, profit]) => ({ name, profit: Float64Array.from(profit) })),
    trades,
    vetoes,
    costs: { ...costs, turnover: null },
    held: positions.items.map(({ symbol, strategy, side, exposure, unrealizedPnl }) => ({
      ...{ symbol, strategy, side, exposure },
      unrealizedPnl: unrealizedPnl === null ? null : dec(unrealizedPnl),
    })),
    universe: closes.length === 0 ? null : { symbols: closes.length, byDay: universeReturns(closes) },
    origin: {
      ...{ codeVersion: start.codeVersion, configHash: start.configHash, dataHash: start.dataHash },
      notes: start.notes,
    },
  };
}
