import { counted, type Figure, figureLines } from "../figures.js";
import { money, multiple, percent, ratio, signedMoney, signedPercent } from "../../core/lib/format.js";
import type { Paper } from "../paper.js";
import { wrapText } from "../../core/lib/text.js";

interface MetricsView {
  readonly totalReturn: number | null;
  readonly cagr: number | null;
  readonly sharpe: number | null;
  readonly sortino: number | null;
  readonly calmar: number | null;
  readonly maxDrawdown: number | null;
  readonly volatility: number | null;
  readonly trades: number;
  readonly winRate: number | null;
  readonly profitFactor: number | null;
  readonly turnover: number | null;
  readonly exposure: number | null;
  readonly fees: string;
  readonly funding: string;
}

interface RunView {
  readonly id: string;
  readonly engine: string;
  readonly strategy: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly symbols: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly bars: number;
  readonly metrics: MetricsView;
  readonly flags: readonly string[];
}

/** One backtest for a person. directory: where its files are; null where none were kept. */
export function backtestScreen(run: RunView, directory: string | null, paper: Paper): readonly string[] {
  const { width, tint } = paper;
  const notes = run.flags.flatMap((flag) =>
    wrapText(flag, width - 4).map((line, index) => `  ${index === 0 ? "·" : " "} ${line}`),
  );
  const kept = directory === null ? "Nothing was kept." : `Kept in ${directory}`;
  return [
    tint(`Backtest ${run.strategy}  ${day(run.from)} to ${day(run.to)}  engine ${run.engine}`, "strong"),
    "",
    ...figureLines(figures(run), paper),
    "",
    ...notes,
    "",
    ...wrapText(kept, width).map((line) => tint(line, "dim")),
  ];
}

function figures({ metrics: of, symbols, bars, params }: RunView): readonly Figure[] {
  const tone = of.totalReturn === null ? "dim" : of.totalReturn < 0 ? "bad" : "good";
  return [
    { label: "return", parts: [signedPercent(of.totalReturn), `a year ${signedPercent(of.cagr)}`], tone },
    {
      label: "risk",
      parts: [
        `Sharpe ${ratio(of.sharpe)}`,
        `Sortino ${ratio(of.sortino)}`,
        `Calmar ${ratio(of.calmar)}`,
        `volatility ${percent(of.volatility)}`,
      ],
    },
    { label: "max drawdown", parts: [percent(of.maxDrawdown)] },
    {
      label: "trades",
      parts: [
        counted(of.trades, "round trip"),
        `won ${percent(of.winRate, 1)}`,
        `profit factor ${ratio(of.profitFactor)}`,
      ],
    },
    {
      label: "costs",
      parts: [
        `fees ${money(of.fees)}`,
        `funding ${signedMoney(of.funding)}`,
        `turnover ${multiple(of.turnover, 1)} a year`,
        `mean exposure ${multiple(of.exposure)}`,
      ],
    },
    { label: "market", parts: [`${counted(bars, "bar")} of ${symbols.join(", ")}`] },
    { label: "parameters", parts: Object.entries(params).map(([name, value]) => `${name} ${JSON.stringify(value)}`) },
  ];
}

function day(instant: string): string {
  return instant.slice(0, 10);
}
