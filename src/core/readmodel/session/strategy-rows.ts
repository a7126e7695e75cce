import { maxDrawdown } from "../../quant/drawdown.js";
import { sharpe } from "../../quant/sharpe.js";
import { known } from "../../lib/known.js";
import { numberOf } from "../../lib/scaled.js";
import { isoUtc } from "../../lib/time.js";
import type { PositionRow } from "../../telemetry/positions.schema.js";
import type { RiskStateFile } from "../../telemetry/risk-state.schema.js";
import type { VetoRow } from "../../telemetry/vetoes.schema.js";
import { LEAST_DAYS, type FundDay } from "./fund.js";
import { navDay } from "./nav-days.js";
import type { StrategyBook } from "./strategy-books.js";

/** One strategy as the screens list it. Results are realised, fees off, funding apart; open profit stands beside. */
export interface StrategyRow {
  readonly strategy: string;
  /** off: not enabled. paused: by an operator. waiting: a cooldown. */
  readonly state: "run" | "paused" | "waiting" | "off";
  readonly why: string | null;
  readonly positions: number;
  readonly exposure: number | null;
  readonly openUsd: number | null;
  readonly realizedUsd: number;
  readonly feesUsd: number;
  /** Fractions of the NAV before. */
  readonly day: number | null;
  readonly week: number | null;
  readonly month: number | null;
  readonly sharpe90: number | null;
  readonly maxDrawdown: number | null;
  readonly trades: number;
  readonly winRate: number | null;
  /** Mean gain over mean loss. */
  readonly payoff: number | null;
  /** In the window that risk counts. */
  readonly vetoes: number;
  readonly lastOrderAt: string | null;
  /** The account's start plus this strategy's results so far, over the start: 1 at the beginning; newest 90 days. */
  readonly curve: readonly number[];
}

interface StrategyFacts {
  readonly books: readonly StrategyBook[];
  readonly days: readonly FundDay[];
  readonly navStartUsd: number | null;
  readonly positions: readonly PositionRow[];
  readonly cooldowns: RiskStateFile["cooldowns"];
  readonly vetoes: readonly VetoRow[];
  readonly windowMs: number;
  readonly atMs: number;
  /** Of the configuration; empty where it is not known. */
  readonly configured: readonly { readonly name: string; readonly enabled: boolean }[];
}

const CURVE_DAYS = 90;

export function strategyRows(facts: StrategyFacts): readonly StrategyRow[] {
  const enabled = facts.configured.filter((one) => one.enabled).map(({ name }) => name);
  const traded = [...facts.books, ...facts.positions].map(({ strategy }) => strategy);
  return [...new Set([...enabled, ...traded])].map((strategy) => strategyRow(strategy, facts));
}

function strategyRow(strategy: string, facts: StrategyFacts): StrategyRow {
  const book = facts.books.find((one) => one.strategy === strategy);
  const held = facts.positions.filter((position) => position.strategy === strategy);
  const since = (days: number): number | null => resultSince(book, facts, days);
  const daily = dailyShares(book, facts.days.slice(-CURVE_DAYS));
  return {
    strategy,
    ...stateOf(strategy, facts),
    positions: held.length,
    exposure: sumOf(held.map(({ exposure }) => exposure)),
    openUsd: sumOf(held.map(({ unrealizedPnl }) => (unrealizedPnl === null ? null : numberOf(unrealizedPnl)))),
    realizedUsd: book?.realizedUsd ?? 0,
    feesUsd: book?.feesUsd ?? 0,
    day: since(1),
    week: since(7),
    month: since(30),
    sharpe90: daily.length >= LEAST_DAYS ? known(sharpe(daily, 365)) : null,
    maxDrawdown: drawdownOf(book, facts),
    trades: book?.trades ?? 0,
    winRate: book === undefined ? null : known(book.wins / book.trades),
    payoff: payoffOf(book),
    vetoes: facts.vetoes.filter(
      (veto) => veto.strategy === strategy && facts.atMs - Date.parse(veto.at) < facts.windowMs,
    ).length,
    lastOrderAt: book === undefined || !Number.isFinite(book.lastOrderAtMs) ? null : isoUtc(book.lastOrderAtMs),
    curve: curveOf(book, facts).slice(-CURVE_DAYS),
  };
}

function stateOf(strategy: string, { cooldowns, configured }: StrategyFacts): Pick<StrategyRow, "state" | "why"> {
  const halt = cooldowns.find(({ scope, key }) => scope === "strategy" && key === strategy);
  if (halt !== undefined) {
    const paused = halt.reason === "operator";
    return {
      state: paused ? "paused" : "waiting",
      why: paused ? "by an operator" : `${halt.reason} until ${halt.until}`,
    };
  }
  const one = configured.find(({ name }) => name === strategy);
  return { state: one?.enabled === false ? "off" : "run", why: null };
}

function sumOf(values: readonly (number | null)[]): number | null {
  return values.reduce((sum: number | null, value) => (sum === null || value === null ? null : sum + value), 0);
}

/** Results of the last days, today included, over the NAV before them. */
function resultSince(
  book: StrategyBook | undefined,
  { days, navStartUsd, atMs }: StrategyFacts,
  span: number,
): number | null {
  const today = navDay(atMs);
  const before = days.findLast(({ day }) => day <= today - span)?.navUsd ?? navStartUsd;
  if (before === null) return null;
  let result = 0;
  for (let day = today - span + 1; day <= today; day++) result += book?.byDay.get(day) ?? 0;
  return known(result / before);
}

function dailyShares(book: StrategyBook | undefined, days: readonly FundDay[]): Float64Array {
  return Float64Array.from(days, ({ day, navUsd }) => (book?.byDay.get(day) ?? 0) / navUsd);
}

function curveOf(book: StrategyBook | undefined, { days, navStartUsd }: StrategyFacts): readonly number[] {
  if (navStartUsd === null) return [];
  let sum = 0;
  return days.map(({ day }) => {
    sum += book?.byDay.get(day) ?? 0;
    return 1 + sum / navStartUsd;
  });
}

function drawdownOf(book: StrategyBook | undefined, facts: StrategyFacts): number | null {
  const curve = curveOf(book, facts);
  const usable = book !== undefined && curve.length > 0 && curve.every((value) => value > 0);
  return usable ? maxDrawdown(Float64Array.of(1, ...curve)) : null;
}

function payoffOf(book: StrategyBook | undefined): number | null {
  if (book === undefined) return null;
  const losses = book.trades - book.wins;
  return known(book.grossProfitUsd / book.wins / (book.grossLossUsd / losses));
}
