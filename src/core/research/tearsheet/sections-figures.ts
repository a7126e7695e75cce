import { count, dayOf, decimal, percent, signedPercent, toned, UNKNOWN } from "../../page/figures.js";
import { binsOf } from "../../page/histogram.js";
import { columnsOf, type Section, type Table } from "../../page/page.js";
import type { TearSheetModel } from "./model.js";

type Rows = Table["rows"];

function figuresOf(caption: string, rows: Rows): Table {
  return { kind: "table", caption, columns: columnsOf(["figure", "value"]), rows };
}

/** Every figure that a reader may look for, by subject. */
export function metricSection(model: TearSheetModel): Section {
  return {
    title: "All figures",
    blocks: [
      {
        kind: "tables",
        tables: [
          figuresOf("Return", returnRows(model)),
          figuresOf("Risk", riskRows(model)),
          figuresOf("Return for risk", ratioRows(model)),
          figuresOf("Round trips and turnover", tradeRows(model)),
          figuresOf("Against the equal-weight universe", againstRows(model)),
        ],
      },
    ],
  };
}

function signed(value: number | null): Rows[number][number] {
  return toned(value, signedPercent(value));
}

function returnRows({ figures, spans, totalReturn, cagr }: TearSheetModel): Rows {
  return [
    ["cumulative", signed(totalReturn)],
    ["a year (CAGR)", signed(cagr)],
    ["month to date", signed(spans.monthToDate)],
    ["year to date", signed(spans.yearToDate)],
    ["last 365 days", signed(spans.oneYear)],
    ["best month", signed(spans.bestMonth)],
    ["worst month", signed(spans.worstMonth)],
    ["best day", signed(figures.bestDay)],
    ["worst day", signed(figures.worstDay)],
    ["days won", percent(figures.winningDays, 1)],
  ];
}

function riskRows({ figures }: TearSheetModel): Rows {
  const { longestDrawdownDays: longest } = figures;
  return [
    ["volatility a year", percent(figures.volatility)],
    ["max drawdown", percent(figures.maxDrawdown)],
    ["longest drawdown, days", longest === null ? UNKNOWN : count(longest)],
    ["mean drawdown", percent(figures.averageDrawdown)],
    ["ulcer index", percent(figures.ulcerIndex)],
    ["value at risk, 95 %, a day", percent(figures.valueAtRisk95)],
    ["conditional value at risk, 95 %, a day", percent(figures.conditionalValueAtRisk95)],
    ["skewness", decimal(figures.skewness)],
    ["kurtosis (3 is normal)", decimal(figures.kurtosis)],
    ["tail ratio", decimal(figures.tailRatio)],
  ];
}

function ratioRows({ figures, calmar }: TearSheetModel): Rows {
  const interval = figures.sharpeInterval?.map((end) => decimal(end)).join(" to ");
  return [
    ["Sharpe ratio", decimal(figures.sharpe)],
    ["its 95 % interval", interval ?? UNKNOWN],
    ["probability that the true one is above 0", percent(figures.probabilisticSharpe, 1)],
    ["Sortino ratio", decimal(figures.sortino)],
    ["Calmar ratio", decimal(calmar)],
    ["Omega ratio", decimal(figures.omega)],
    ["gain to pain", decimal(figures.gainToPain)],
    ["recovery factor", decimal(figures.recoveryFactor)],
  ];
}

function tradeRows({ trades, exposureTime, turnover }: TearSheetModel): Rows {
  return [
    ["round trips", count(trades.trades)],
    ["won", percent(trades.winRate, 1)],
    ["payoff (mean win / mean loss)", decimal(trades.payoff)],
    ["profit factor", decimal(trades.profitFactor)],
    ["Kelly share, for information", percent(trades.kelly, 1)],
    ["time with something held", percent(exposureTime, 1)],
    ["turnover a year, times NAV", decimal(turnover, 1)],
  ];
}

function againstRows({ against }: TearSheetModel): Rows {
  return [
    ["alpha a year", signed(against?.alpha ?? null)],
    ["beta", decimal(against?.beta ?? null)],
    ["R²", percent(against?.rSquared ?? null, 1)],
    ["information ratio", decimal(against?.informationRatio ?? null)],
    ["days that both have", against === null ? UNKNOWN : count(against.days)],
  ];
}

/** How the days are spread, with what the worst twentieth of them loses. */
export function histogramSection({ daily, figures }: TearSheetModel): Section {
  const { valueAtRisk95: risk, conditionalValueAtRisk95: tail } = figures;
  const bins = binsOf(daily.returns);
  return {
    title: "Daily returns",
    blocks: [
      {
        kind: "histogram",
        histogram: {
          id: "returns",
          title: "Days by their return",
          description: `${count(daily.returns.length)} days in ${count(bins.length)} bins; value at risk ${percent(risk)}, conditional ${percent(tail)}.`,
          values: daily.returns,
          marks: [
            ...(risk === null ? [] : [{ name: `VaR 95 % ${percent(risk)}`, value: -risk }]),
            ...(tail === null ? [] : [{ name: `CVaR ${percent(tail)}`, value: -tail }]),
          ],
          format: (value) => percent(value, 1),
        },
        data: {
          table: {
            kind: "table",
            caption: "Days by their return, as a table",
            columns: columnsOf(["from", "to", "days"], []),
            rows: bins.map(({ from, to, count: days }) => [signedPercent(from), signedPercent(to), count(days)]),
          },
        },
      },
    ],
  };
}

/** What each strategy added, and how they move together. */
export function attributionSections({ attribution }: TearSheetModel): readonly Section[] {
  const { strategies, unattributed, correlation } = attribution;
  const rest: Rows = [["not of a strategy", decimal(unattributed), UNKNOWN, ""]];
  const correlated: Table = {
    kind: "table",
    caption: "Correlation of the strategies' daily contributions and of the universe",
    columns: columnsOf(["", ...correlation.names]),
    rows: correlation.rows.map((row, at) => [
      correlation.names[at] ?? "",
      ...row.map((value) => ({ text: decimal(value), heat: value ?? 0 })),
    ]),
  };
  return [
    { title: "Correlation", blocks: [correlated] },
    {
      title: "Contribution by strategy",
      blocks: [
        {
          kind: "table",
          caption: "Profit in USDT after fees and funding, and the sum of its daily shares of NAV",
          columns: columnsOf(["strategy", "profit", "contribution", "round trips"]),
          rows: [
            ...strategies.map(({ name, profit, contribution, trades }) => [
              ...[name, toned(profit, decimal(profit))],
              ...[toned(contribution, signedPercent(contribution)), count(trades)],
            ]),
            ...(unattributed === null || Math.abs(unattributed) < 0.005 ? [] : rest),
          ],
        },
      ],
    },
  ];
}

/** Span of the days, for a title. */
export function spanText({ daily: { days } }: TearSheetModel): string {
  return `${dayOf(days[0] ?? Number.NaN)} to ${dayOf(days.at(-1) ?? Number.NaN)}`;
}
