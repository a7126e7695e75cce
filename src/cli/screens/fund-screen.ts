import type { Paper } from "../paper.js";
import { age, money, multiple, percent, ratio, signedPercent, UNKNOWN } from "../../core/lib/format.js";
import { heading } from "./heading.js";

interface RateView {
  readonly rate: string | null;
  readonly source: string | null;
  readonly ageMs: number | null;
  readonly fresh: boolean;
}

interface FundView {
  readonly mode: string;
  readonly at: string;
  readonly currency: "USD" | "ZAR";
  readonly rates: { readonly usdtUsd: RateView; readonly usdZar: RateView; readonly problems: readonly string[] };
  readonly nav: { readonly usd: string | null; readonly zar: string | null };
  readonly navPerUnit: { readonly usd: string | null; readonly zar: string | null };
  readonly drawdown: number | null;
  readonly grossExposure: number | null;
  readonly netExposure: number | null;
  readonly returns: { readonly day: number | null; readonly month: number | null; readonly total: number | null };
  readonly sharpe30: number | null;
  readonly sharpe90: number | null;
  readonly correlation: {
    readonly strategies: readonly string[];
    readonly matrix: readonly (readonly (number | null)[])[];
  };
  readonly ledger: {
    readonly name: string;
    readonly nav: string;
    readonly units: string;
    readonly growth: number;
    readonly series: readonly unknown[];
  } | null;
}

/** The blended view of the fund for a person. */
export function fundScreen(view: FundView, paper: Paper): readonly string[] {
  const { currency, rates, nav, navPerUnit, ledger, returns } = view;
  const key = currency === "ZAR" ? "zar" : "usd";
  const unit = navPerUnit[key];
  const shownUnit = unit === null ? UNKNOWN : Number(unit).toFixed(4);
  const lines = [
    `NAV ${money(nav[key])} ${currency}   per unit ${shownUnit} ${currency}`,
    rateLine("USDT/USD", rates.usdtUsd, "a USDT counts as a dollar"),
    rateLine("USD/ZAR", rates.usdZar, "no figures in rand"),
    ...rates.problems.map((problem) => `no answer: ${problem}`),
    `return  day ${signedPercent(returns.day)}  month ${signedPercent(returns.month)}  total ${signedPercent(returns.total)}`,
    `exposure  gross ${multiple(view.grossExposure)}  net ${multiple(view.netExposure)}   drawdown ${percent(view.drawdown)}`,
    `Sharpe  30d ${ratio(view.sharpe30)}  90d ${ratio(view.sharpe90)}`,
    ...correlationLines(view.correlation),
    ledger === null
      ? "no unitised ledger: hedge fund enter open"
      : `${ledger.name}: ${money(ledger.nav)} USD in ${money(ledger.units, 4)} units of ${String(ledger.series.length)} series, net growth ${signedPercent(ledger.growth - 1)}`,
  ];
  return [heading(view, "fund", paper), ...lines.flatMap((line) => paper.wrap(line))];
}

function rateLine(name: string, { rate, source, ageMs, fresh }: RateView, without: string): string {
  if (source === null) return `${name}  no rate: ${without}`;
  const told = `of ${source}, ${age(ageMs)} old`;
  return rate === null
    ? `${name}  the rate ${told} is too old: ${without}`
    : `${name}  ${rate} ${told}${fresh ? "" : " (not fresh)"}`;
}

function correlationLines({ strategies, matrix }: FundView["correlation"]): readonly string[] {
  return strategies.flatMap((name, row) =>
    strategies.slice(row + 1).map((other, index) => {
      return `correlation  ${name} / ${other}  ${ratio(matrix[row]?.[row + 1 + index] ?? null)}`;
    }),
  );
}
