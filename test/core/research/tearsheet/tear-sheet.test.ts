import { describe, expect, it } from "vitest";
import { createRng } from "../../../../src/core/lib/rng.js";
import { MINUTE_MS } from "../../../../src/core/lib/time.js";
import { pageHtml } from "../../../../src/core/page/html.js";
import { randBeside, type RandView } from "../../../../src/core/readmodel/rand.js";
import { forInvestors } from "../../../../src/core/research/tearsheet/for-investors.js";
import { runSource } from "../../../../src/core/research/tearsheet/from-run.js";
import { investorPage } from "../../../../src/core/research/tearsheet/investor-page.js";
import { tearSheetModel, worthOf } from "../../../../src/core/research/tearsheet/model.js";
import type { TearSheetSource } from "../../../../src/core/research/tearsheet/source.js";
import { tearSheetPage } from "../../../../src/core/research/tearsheet/tear-sheet-page.js";
import { dec } from "../../../../src/core/lib/decimal.js";
import { DAY_MS, sampleRun, START_MS } from "../report/sample-run.js";

const DAYS = 400;
const rng = createRng("tear sheet");
const returns = Array.from({ length: DAYS * 24 }, () => (rng.next() - 0.495) * 0.004);
const firstDay = START_MS / DAY_MS;
const byDay = new Map(Array.from({ length: DAYS }, (_, at) => [firstDay + at, Math.sin(at) / 50]));

function sourceOf(changes: Partial<TearSheetSource> = {}): TearSheetSource {
  const source = runSource(sampleRun(returns), null, []);
  const half = source.points.nav.map((nav) => (nav - source.navStart) / 2);
  return {
    ...source,
    mode: "paper",
    strategies: [
      { name: "momentum", profit: half },
      { name: "carry", profit: half },
    ],
    universe: { symbols: 3, byDay },
    held: [{ symbol: "XRPUSDT", strategy: "carry", side: "short", exposure: -0.1, unrealizedPnl: dec("-12.5") }],
    ...changes,
  };
}

const htmlOf = (source: TearSheetSource, investor = false, rand: RandView | null = null): string =>
  pageHtml(tearSheetPage(tearSheetModel(source), { investor, rand }));

/** A rate of 17.25 that was told so long after the end of the books. */
function randOf(source: TearSheetSource, afterMs: number): RandView {
  const { toMs } = source;
  const quote = { pair: "USDZAR", rate: dec("17.25"), atMs: toMs + afterMs, source: "coingecko" } as const;
  const limits = { freshMs: 15 * MINUTE_MS, maxAgeMs: DAY_MS };
  return randBeside({ limits, quotes: new Map([["USDZAR", quote]]) }, worthOf(tearSheetModel(source)), toMs);
}

describe("the tear sheet", () => {
  const html = htmlOf(sourceOf());

  it("has every section, in this order", () => {
    const titles = [...html.matchAll(/<h2 id="s\d+">([^<]*)</g)].map(([, title]) => title);
    expect(titles).toEqual([
      ...["Key figures", "Value", "Monthly returns", "All figures", "Rolling figures of 90 days", "Exposure"],
      ...["Daily returns", "Deepest drawdowns", "Correlation", "Contribution by strategy", "Costs", "Vetoes"],
      ...["What to know", "Method and definitions"],
    ]);
  });

  it("asks nothing of anyone and runs nothing", () => {
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    const markup = html.replace(/"data:[^"]*"/g, '""').replace(/>[^<]*</g, "><");
    expect(markup).not.toMatch(/https?:|<script|<link|<img|<iframe|@import|url\(|\son\w+=/i);
  });

  it("has words and a table for every drawing, and each id once", () => {
    const drawings = html.match(/<svg /g)?.length ?? 0;
    expect(drawings).toBeGreaterThanOrEqual(6);
    expect(html.match(/<desc id=/g)).toHaveLength(drawings);
    expect(html.match(/<details><summary>/g)?.length).toBeGreaterThanOrEqual(drawings - 1);
    const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("gives the same bytes for the same books", () => {
    expect(htmlOf(sourceOf())).toBe(html);
  });

  it("says whether this is money", () => {
    expect(html).toContain('<p class="badge">PAPER</p>');
    expect(html).toContain("no order reached a market");
    const live = htmlOf(sourceOf({ mode: "prod" }));
    expect(live).toContain('<p class="badge">LIVE</p>');
    expect(live).not.toContain("Simulated");
    expect(htmlOf(sourceOf({ mode: null }))).toContain('<p class="badge">BACKTEST</p>');
  });

  it("holds no NaN, no undefined and no null as a text", () => {
    for (const source of [sourceOf(), short(), sourceOf({ universe: null })]) {
      expect(htmlOf(source).replace(/<style>[\s\S]*?<\/style>/, "")).not.toMatch(/\b(?:NaN|undefined|null|Infinity)\b/);
    }
  });

  it("for investors names no strategy, market, rule or note", () => {
    const text = htmlOf(forInvestors(sourceOf()), true);
    expect(text).toContain("Strategy 1");
    expect(text).toContain("Strategy 2");
    expect(text).not.toMatch(/momentum|carry|XRPUSDT|BTCUSDT|R12|A flag|sample-1 of/);
    const live = JSON.stringify(investorPage(tearSheetModel(forInvestors(sourceOf())), randOf(sourceOf(), 0)));
    expect(live).not.toMatch(/momentum|carry|XRPUSDT|BTCUSDT|R12|A flag/);
  });
});

describe("rand on the tear sheet", () => {
  const source = sourceOf();
  const nav = source.points.nav.at(-1) ?? 0;

  it("stands beside the NAV with rate, source, its instant and how far that is from the end of the books", () => {
    const html = htmlOf(source, false, randOf(source, 5 * MINUTE_MS));
    const zar = Math.round(nav * 17.25).toLocaleString("en-US");
    expect(html).toContain(`USDT · ${zar} ZAR</dd>`);
    expect(html).toMatch(/<dt>ZAR a USD<\/dt><dd>17\.25 coingecko of \S+ 00:05Z, 5m from their end<\/dd>/);
  });

  it("is n/a with the reason where the nearest rate is two days away, and where there is none", () => {
    expect(htmlOf(source, false, randOf(source, -2 * DAY_MS))).toMatch(
      /no rate: the nearest is coingecko of .*, 2d from/,
    );
    const none = randBeside(
      { limits: { freshMs: 1, maxAgeMs: 1 }, quotes: new Map() },
      worthOf(tearSheetModel(source)),
      0,
    );
    expect(htmlOf(source, false, none)).toContain("<dd>no rate</dd>");
    expect(htmlOf(source, false, none)).toContain("USDT · n/a ZAR");
    expect(htmlOf(source)).not.toContain("ZAR");
  });

  it("has an age on the investors' page", () => {
    const page = JSON.stringify(investorPage(tearSheetModel(source), randOf(source, 0)));
    expect(page).toContain("ZAR a USD: 17.25 coingecko, under 1m old.");
  });
});

it("what was paid is below 0, as money and as a share; drawdowns say of what they are", () => {
  const costs = { fees: 250, funding: -100, slippage: 50, tradedUsd: 1e6, takerUsd: 1e5, turnover: null };
  const text = htmlOf({ ...sourceOf({ costs }), navStart: 100_000 })
    .replace(/\u00a0/g, " ")
    .replace(/(?:\s*<[^>]+>\s*)+/g, "|");
  expect(text).toContain("fees|−250.00|funding|−100.00|slippage against the decision|−50.00");
  expect(text).toContain("fees, of the opening NAV|−0.25 %|funding, of the opening NAV|−0.10 %");
  expect(text).toMatch(/Max drawdown\|[\d.]+ %\|of daily closes/);
});

/** Ten days. */
function short(): TearSheetSource {
  return { ...runSource(sampleRun(returns.slice(0, 240)), null, []), mode: "paper" };
}

describe("figures of a tear sheet", () => {
  it("deposits and withdrawals are no returns", () => {
    const nav = Float64Array.of(100, 150, 165);
    const column = (value: number): Float64Array => new Float64Array(3).fill(value);
    const model = tearSheetModel({
      ...short(),
      ...{ navStart: 100, fromMs: START_MS, toMs: START_MS + 3 * DAY_MS, strategies: [] },
      points: {
        atMs: Float64Array.of(1, 2, 3).map((day) => START_MS + day * DAY_MS),
        ...{ nav, flows: Float64Array.of(0, 50, 0), gross: column(0), net: column(0) },
      },
    });
    expect(Array.from(model.daily.returns)).toEqual([0, 0, expect.closeTo(0.1, 12)]);
    expect(model.attribution.unattributed).toBe(15);
  });

  it("nothing is annualised under 90 days, and figures of round trips need 30", () => {
    const { cagr, calmar, turnover, figures, trades, against } = tearSheetModel(short());
    expect([cagr, calmar, turnover, figures.sharpe, figures.volatility, trades.winRate, trades.kelly, against]).toEqual(
      new Array(8).fill(null),
    );
  });

  it("contributions of the strategies are those of the fund, and halves of one thing have a correlation of 1", () => {
    const { attribution, daily } = tearSheetModel(sourceOf());
    const made = attribution.strategies.reduce((sum, { contribution }) => sum + (contribution ?? Number.NaN), 0);
    expect(made).toBeCloseTo(
      daily.returns.reduce((sum, value) => sum + value, 0),
      9,
    );
    expect(attribution.unattributed).toBeCloseTo(0, 6);
    expect(attribution.correlation.names).toEqual(["momentum", "carry", "universe"]);
    expect(attribution.correlation.rows[0]?.[1]).toBeCloseTo(1, 9);
  });

  it("a year is 365 days, and the books must be as old", () => {
    expect(tearSheetModel(sourceOf()).spans.oneYear).not.toBeNull();
    expect(tearSheetModel(short()).spans).toMatchObject({ oneYear: null });
    expect(tearSheetModel(short()).spans.monthToDate).toBeCloseTo(tearSheetModel(short()).totalReturn ?? 0, 12);
  });
});
