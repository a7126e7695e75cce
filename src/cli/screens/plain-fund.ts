import { money, multiple, percent, ratio, signedMoney, signedPercent, utc } from "../../core/lib/format.js";
import { isoUtc } from "../../core/lib/time.js";
import type { Paper } from "../paper.js";

interface FundFigures {
  readonly unit: number | null;
  readonly navUsd: number | null;
  readonly exposure: {
    readonly long: number;
    readonly short: number;
    readonly gross: number | null;
    readonly net: number | null;
  };
  readonly returns: Readonly<
    Record<"day" | "week" | "month" | "quarter" | "yearToDate" | "year" | "total", number | null>
  >;
  readonly cagr: number | null;
  readonly volatility: number | null;
  readonly sharpe: number | null;
  readonly sortino: number | null;
  readonly worst: { readonly depth: number } | null;
  readonly months: readonly { readonly year: number; readonly months: readonly (number | null)[] }[];
  readonly contribution: readonly {
    readonly strategy: string;
    readonly pnlUsd: number;
    readonly share: number | null;
  }[];
  readonly otherUsd: number | null;
}

interface FundPage {
  readonly mode: string;
  readonly at: string;
  readonly fund: FundFigures;
}

type Line = readonly [name: string, text: string];

/** Months that are told. */
const MOST_MONTHS = 12;
const cash = (value: number | null): string => money(value === null ? null : value.toFixed(2));
const result = (value: number | null): string => signedMoney(value === null ? null : value.toFixed(2));

/** The fund page as one `name: value` a line: for screen readers and logs. */
export function plainFund({ mode, at, fund }: FundPage, paper: Pick<Paper, "wrap">): readonly string[] {
  const { returns, exposure } = fund;
  const isSimulated = mode !== "prod";
  const lines: readonly Line[] = [
    ["mode", mode],
    ["at", utc(at)],
    ["note", `${isSimulated ? "simulated results, " : ""}net of fees and funding; past returns do not predict`],
    ["NAV of a unit", ratio(fund.unit, 4)],
    ["NAV", `${cash(fund.navUsd)} USD`],
    ["last day", signedPercent(returns.day)],
    ["7 days", signedPercent(returns.week)],
    ["30 days", signedPercent(returns.month)],
    ["90 days", signedPercent(returns.quarter)],
    ["year to date", signedPercent(returns.yearToDate)],
    ["365 days", signedPercent(returns.year)],
    ["since start", signedPercent(returns.total)],
    ["CAGR", signedPercent(fund.cagr)],
    ["Sharpe", ratio(fund.sharpe)],
    ["Sortino", ratio(fund.sortino)],
    ["volatility", percent(fund.volatility)],
    ["drawdown of daily closes", fund.worst === null ? "none" : `-${percent(fund.worst.depth)}`],
    ["exposure", `long ${multiple(exposure.long)}, short ${multiple(exposure.short)}`],
    ["exposure of both", `gross ${multiple(exposure.gross)}, net ${multiple(exposure.net)} of NAV`],
    ...fund.contribution.map(({ strategy, pnlUsd, share }): Line => [
      strategy,
      `${result(pnlUsd)} USD (${signedPercent(share)})`,
    ]),
    ["funding, other", `${result(fund.otherUsd)} USD`],
    ...monthLines(fund),
  ];
  return lines.flatMap(([name, text]) => paper.wrap(`${name}: ${text}`));
}

function monthLines({ months }: FundFigures): readonly Line[] {
  const known = months.flatMap(({ year, months: values }) =>
    values.flatMap((value, month): readonly Line[] =>
      value === null ? [] : [[isoUtc(Date.UTC(year, month)).slice(0, 7), signedPercent(value)]],
    ),
  );
  return known.slice(-MOST_MONTHS);
}
