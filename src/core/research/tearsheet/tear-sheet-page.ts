import type { Mode } from "../../domain/mode.js";
import { datedRateWords } from "../../domain/rate-words.js";
import { isoUtc } from "../../lib/time.js";
import { decimal, signedPercent, toned } from "../../page/figures.js";
import { figureTable, type Page, type Section } from "../../page/page.js";
import type { RandView } from "../../readmodel/rand.js";
import { vetoSection } from "../report/sections-books.js";
import { months, worstDrawdowns } from "../report/sections-result.js";
import type { TearSheetModel } from "./model.js";
import { attributionSections, histogramSection, metricSection, spanText } from "./sections-figures.js";
import { curves, keyFigures } from "./sections-result.js";

const SIMULATED =
  "Simulated results: no order reached a market and no money was at risk. What a simulation leaves out makes it look better than trading will be.";

const NOTICES: Readonly<Record<Mode, string>> = {
  paper: SIMULATED,
  "dry-run": SIMULATED,
  testnet: "Results at a demonstration venue: no money was at risk, and its market is not the real one.",
  prod: "Past returns do not predict those to come.",
};

/** What stands before the title: whether this is money. */
export function badgeOf(mode: Mode | null): string {
  if (mode === null) return "BACKTEST";
  return mode === "prod" ? "LIVE" : mode.toUpperCase();
}

/** What must be read before any figure. */
export function noticeOf(mode: Mode | null): string {
  return mode === null ? SIMULATED : NOTICES[mode];
}

interface Reader {
  /** May not see positions, refused orders and notes on single markets. */
  readonly investor: boolean;
  /** What the books were worth in rand at their end; null for a backtest, which is no money. */
  readonly rand: RandView | null;
}

export function tearSheetPage(model: TearSheetModel, { investor, rand }: Reader): Page {
  const { source } = model;
  const { origin, mode } = source;
  const [value, ...others] = curves(model);
  return {
    badge: badgeOf(mode),
    title: `${source.title}: tear sheet`,
    subtitle: `${spanText(model)} · in USDT, net of fees, slippage and funding`,
    facts: [
      [mode === null ? "run" : "session", source.id],
      ["as of", isoUtc(source.toMs)],
      ["base currency", "USDT"],
      ...(rand === null ? [] : randFacts(rand)),
      ["code", origin.codeVersion],
      ["configuration", origin.configHash.slice(0, 12)],
      ["data", origin.dataHash.slice(0, 12)],
    ],
    notice: noticeOf(mode),
    sections: [
      keyFigures(model, rand),
      ...(value === undefined ? [] : [value]),
      months(model),
      metricSection(model),
      ...others,
      histogramSection(model),
      worstDrawdowns(model),
      ...attributionSections(model),
      costSection(model),
      ...(investor ? [] : [vetoSection({ evidence: source }), noteSection(model)]),
      methodSection(model),
    ],
  };
}

/** By which rates, of whom and how far from the books. */
function randFacts({ usdZar, usdtUsd }: RandView): readonly (readonly [string, string])[] {
  const dollar = usdtUsd.source === null ? [] : [["USD a USDT", datedRateWords(usdtUsd)] as const];
  return [["ZAR a USD", datedRateWords(usdZar)], ...dollar];
}

/** What trading took. */
function costSection({ source: { costs, points, navStart } }: TearSheetModel): Section {
  const { fees, funding, slippage } = costs;
  const paid = (value: number | null): number | null => (value === null ? null : -value);
  // One sign for all: below 0 the fund has paid it.
  const moved = [
    ["fees", paid(fees)],
    ["funding", funding],
    ["slippage against the decision", paid(slippage)],
  ] as const;
  const share = (value: number | null): string => signedPercent(value === null ? null : value / navStart);
  return {
    title: "Costs",
    blocks: [
      figureTable("In USDT; what was paid is below 0, what came in above", [
        ...moved.map(([name, value]) => [name, toned(value, decimal(value))]),
        ...moved.map(([name, value]) => [`${name}, of the opening NAV`, share(value)]),
        ["notional filled as taker", decimal(costs.takerUsd, 0)],
        ["notional filled", decimal(costs.tradedUsd, 0)],
        ["NAV at the start", decimal(navStart)],
        ["NAV at the end", decimal(points.nav.at(-1) ?? null)],
      ]),
    ],
  };
}

function noteSection({ source }: TearSheetModel): Section {
  const { notes } = source.origin;
  const none = { kind: "text", text: "Nothing was noted." } as const;
  return { title: "What to know", blocks: [notes.length === 0 ? none : { kind: "list", items: notes }] };
}

function methodSection({ source, figures }: TearSheetModel): Section {
  const universe =
    source.universe === null
      ? "There is no market data to hold the returns against."
      : `The universe is the mean daily return of ${String(source.universe.symbols)} markets, drawn at the volatility of the fund.`;
  return {
    title: "Method and definitions",
    blocks: [
      {
        kind: "list",
        items: [
          `Returns are daily, by UTC closes, ${String(figures.days)} of them, of a unit: deposits and withdrawals are no returns. Net of fees, slippage and funding; gross of management fees, of which there are none.`,
          "A year has 365 days, the risk-free rate is 0. Annualised figures are n/a under 90 days, those of tails and correlations under 30 days, of the universe under 60, of round trips under 30 of them.",
          "The interval of the Sharpe ratio is 1.96 standard errors to each side (Mertens 2002); its probability is the probabilistic Sharpe ratio (Bailey and López de Prado 2012).",
          "Value at risk is the loss that one day in twenty exceeds, the conditional one the mean of those days; both are historical.",
          "Contribution is the sum of a strategy's daily profits over the NAV before each day. What is held counts at its mark.",
          "Slippage is the price of the fills against the price at the decision; stops count with what the market moved until they triggered.",
          universe,
          "Formulas and sources of all figures: docs/METRICS.md.",
        ],
      },
    ],
  };
}
