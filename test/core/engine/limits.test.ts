import { describe, expect, it } from "vitest";
import type { PaperVenue } from "../../../src/core/adapters/paper/paper-venue.js";
import { type Dec, dec, subDec } from "../../../src/core/lib/decimal.js";
import { withFaults } from "../../support/engine-faults.js";
import type { SketchedBars } from "../../support/engine-market.js";
import { barSetup, runSession } from "../../support/engine-session.js";
import { bandStrategy } from "../../support/engine-strategy.js";
import { hourOf, intendedOf, ofType, storyOf } from "../../support/engine-story.js";

type Changes = Readonly<Record<string, unknown>>;

function session(bars: SketchedBars, changes: Changes, wrap?: (market: PaperVenue) => PaperVenue) {
  return runSession(
    barSetup({
      markets: [{ symbol: "BTCUSDT", bars }],
      strategies: [bandStrategy()],
      changes,
      ...(wrap === undefined ? {} : { wrap }),
    }),
  );
}

/** A position of about 5 % of NAV, held by a stop far away: 1 % of price is 0.05 % of NAV. */
const hours = (count: number, close: number): number[] => Array.from({ length: count }, () => close);

describe("daily loss limit", () => {
  it("closes the day for entries by R10 after a loss of 0.12 %, and opens again at midnight by itself", async () => {
    const lost = [50_000, 50_600, 50_600, 49_400];
    const { events, state } = await session([...lost, ...hours(21, 49_400)], {
      "risk_limits.global.daily_loss_limit_pct": 0.001,
      "risk_limits.global.veto_burst.vetoes": 0,
    });
    const vetoed = ofType(events, "cycle.decided").filter(({ vetoes }) => vetoes.length > 0);
    expect(vetoed.every(({ vetoes }) => vetoes[0]!.primary === "R10")).toBe(true);
    expect(vetoed.map(hourOf)).toEqual([expect.closeTo(4, 3), ...Array.from({ length: 19 }, (_, at) => at + 5)]);
    const opens = intendedOf(events).filter(({ order }) => order.purpose === "open");
    expect(opens.map(({ event }) => hourOf(event))).toEqual([2, 24]);
    expect(state.portfolio.causes).toEqual([]);
  });
});

describe("drawdown limit", () => {
  it("latches REDUCING at 0.1 % below the peak, refuses entries by R01 and R11, and stays after a recovery", async () => {
    const bars = [50_000, 50_600, 50_600, 49_400, 49_400, 50_600, 50_600];
    const { events, state } = await session(bars, { "risk_limits.global.max_nav_drawdown_pct": 0.001 });
    const [raised] = ofType(events, "cause.raised");
    expect(raised!.cause).toMatchObject({ code: "drawdown_limit", kind: "latch", state: "REDUCING" });
    expect(hourOf(raised!)).toBe(4);
    const vetoes = ofType(events, "cycle.decided").flatMap((cycle) => cycle.vetoes);
    expect(vetoes.length).toBeGreaterThan(2);
    for (const { violations } of vetoes) expect(violations.map(({ rule }) => rule)).toEqual(["R01", "R11"]);
    expect(ofType(events, "cause.cleared")).toEqual([]);
    expect(state.portfolio.causes.map(({ code }) => code)).toEqual(["drawdown_limit"]);
  });

  it("lets the position's own close pass while it reduces", async () => {
    const { events, state } = await session([50_000, 50_600, 49_990, 49_990, 49_990], {
      "risk_limits.global.max_nav_drawdown_pct": 0.0005,
    });
    expect(storyOf(events, 2.99).slice(0, 4)).toEqual([
      "bars",
      "raised drawdown_limit",
      "cycle close",
      "submitted close",
    ]);
    expect(state.portfolio.positions).toEqual({});
  });
});

describe("hard limits", () => {
  it("flattens and halts when 0.1 % are lost in a day: stops go, nothing opens any more", async () => {
    const bars = [50_000, 50_600, 50_600, 49_600, 49_400, 49_400];
    const { events, state } = await session(bars, {
      "risk_limits.global.daily_loss_limit_pct": 0.0005,
      "risk_limits.global.hard_daily_loss_pct": 0.0008,
    });
    expect(storyOf(events, 3.99).slice(0, 9)).toEqual([
      ...["bars", "raised hard_daily_loss", "intended flatten", "submitted flatten", "cycle"],
      ...["acknowledged flatten", "filled flatten", "cancel stop", "expired disaster_stop"],
    ]);
    expect(state.portfolio.positions).toEqual({});
    expect(state.portfolio.causes).toMatchObject([{ code: "hard_daily_loss", kind: "latch", state: "HALTED" }]);
    const later = ofType(events, "cycle.decided").filter((cycle) => hourOf(cycle) > 4);
    expect(later.flatMap(({ orders }) => orders)).toEqual([]);
    for (const { violations } of later.flatMap(({ vetoes }) => vetoes)) {
      expect(violations[0]).toMatchObject({ rule: "R01", code: "trading_halted" });
    }
  });

  it("raises both the limit and the hard limit of the drawdown, in this order, each once", async () => {
    const bars = [50_000, 50_600, 50_600, 49_600, 49_600, 49_600];
    const { events, state } = await session(bars, {
      "risk_limits.global.max_nav_drawdown_pct": 0.0005,
      "risk_limits.global.hard_drawdown_pct": 0.0008,
    });
    expect(ofType(events, "cause.raised").map(({ cause }) => cause.code)).toEqual(["drawdown_limit", "hard_drawdown"]);
    expect(state.portfolio.positions).toEqual({});
    expect(Object.values(state.portfolio.orders).filter(({ status }) => status === "acknowledged")).toEqual([]);
  });

  it("flattens every one of 3 positions", async () => {
    const symbols = ["BTCUSDT", "ETHUSDT", "LTCUSDT"];
    const bars = [50_000, 50_600, 50_600, 49_600, 49_600];
    const { events, state } = await runSession(
      barSetup({
        markets: symbols.map((symbol) => ({ symbol, bars })),
        strategies: [bandStrategy({ symbols })],
        changes: {
          "risk_limits.global.daily_loss_limit_pct": 0.0005,
          "risk_limits.global.hard_daily_loss_pct": 0.0008,
        },
      }),
    );
    const flattened = intendedOf(events).filter(({ order }) => order.purpose === "flatten");
    expect(flattened.map(({ order }) => order.request.symbol).sort()).toEqual(symbols);
    expect(state.portfolio.positions).toEqual({});
  });
});

describe("cooldown after a stop", () => {
  it("refuses the other direction by R12 for 60 minutes and lets it in at the bar after", async () => {
    // Stopped half way through hour 2 (nominal middle of the bar): 60 minutes end at 3.5.
    const bars = [50_000, 50_600, { close: 49_400, low: 49_000 }, 49_400, 49_400, 49_400];
    const { events } = await session(bars, {});
    const vetoes = ofType(events, "cycle.decided").flatMap((cycle) =>
      cycle.vetoes.map(({ primary }) => [hourOf(cycle), primary]),
    );
    expect(vetoes).toEqual([[3, "R12"]]);
    const opens = intendedOf(events).filter(({ order }) => order.purpose === "open");
    expect(opens.map(({ order, event }) => [hourOf(event), order.request.side])).toEqual([
      [2, "buy"],
      [4, "sell"],
    ]);
  });
});

describe("reconcile", () => {
  const differing =
    (change: (report: { wallets: Record<string, Dec>; openOrders: string[] }) => void) => (market: PaperVenue) =>
      withFaults(market, {
        onInput: (input) => {
          if (input.type !== "venue.reported" || input.openOrders.length === 0) return input;
          const copy = structuredClone(input) as never;
          change(copy);
          return copy;
        },
      });
  const BARS = [...hours(22, 50_000), 50_600, 50_600, 50_600, 50_600, 50_600, 49_400, 49_400];

  it("latches REDUCING when the venue's wallet is 0.01 off, names both figures, and keeps the position's stops", async () => {
    const { events, state } = await session(
      BARS,
      {},
      differing((report) => {
        report.wallets["main"] = subDec(report.wallets["main"]!, dec("0.01"));
      }),
    );
    const [raised] = ofType(events, "cause.raised");
    expect(raised!.cause).toMatchObject({ code: "reconcile_difference", kind: "latch", state: "REDUCING" });
    expect(raised!.cause.clears).toBe(
      "an operator, after settling: wallet of main: books 99995.50672, venue 99995.49672",
    );
    expect(state.portfolio.accounts["main"]!.wallet).not.toBe("99995.49672");
    expect(ofType(events, "cause.raised")).toHaveLength(1);
    const opens = intendedOf(events).filter(({ order }) => order.purpose === "open");
    expect(opens).toHaveLength(1);
  });

  it("latches for an open order that only the venue knows", async () => {
    const { events } = await session(
      BARS,
      {},
      differing((report) => {
        report.openOrders.push("stranger");
      }),
    );
    expect(ofType(events, "cause.raised")[0]!.cause.clears).toContain("order stranger is open at the venue only");
  });

  it("latches for a stop that the books hold for working and the venue does not have", async () => {
    const { events } = await session(
      BARS,
      {},
      differing((report) => {
        report.openOrders.pop();
      }),
    );
    expect(ofType(events, "cause.raised")[0]?.cause.clears).toMatch(/order \w+ works in the books only/);
  });

  it("latches for 0.1 BNB that is gone and names both figures; the books follow, so that an operator can resume", async () => {
    let reports = 0;
    const holds = (market: PaperVenue): PaperVenue =>
      withFaults(market, {
        onInput: (input) => {
          if (input.type !== "venue.reported") return input;
          reports += 1;
          return { ...input, otherWallets: { main: { BNB: dec(reports === 1 ? "1.5" : "1.4") } } };
        },
      });
    const { events, state } = await session([...BARS, ...hours(20, 49_400)], {}, holds);
    const raised = ofType(events, "cause.raised").map(({ cause }) => cause);
    expect(raised).toHaveLength(1);
    expect(raised[0]).toMatchObject({ code: "reconcile_difference", kind: "latch", state: "REDUCING" });
    expect(raised[0]!.clears).toBe("an operator, after settling: BNB of main: books 1.5, venue 1.4");
    expect([state.reconcileDifference, state.portfolio.accounts["main"]!.others]).toMatchObject([
      null,
      { held: { BNB: { qty: "1.4" } } },
    ]);
  });

  it("finds no difference in a session with 1 round trip, 1 open position and 4 reports", async () => {
    const { events, state } = await session([...BARS, ...hours(20, 49_400)], {});
    expect(ofType(events, "venue.reported")).toHaveLength(4);
    expect(state.portfolio.causes).toEqual([]);
  });
});

describe("a NAV that differs from its prediction", () => {
  it("latches nav_anomaly when a bar told twice makes them part by 121, beyond 0.1 % of NAV", async () => {
    const { events, state } = await session([50_000, 50_600, 50_600, 51_800, 51_800], {}, (market) =>
      withFaults(market, {
        onInput: (input) =>
          input.type === "market.bars" && hourOf(input) === 4
            ? { ...input, rows: [...input.rows, ...input.rows] }
            : input,
      }),
    );
    const [raised] = ofType(events, "cause.raised");
    expect(raised!.cause).toMatchObject({ code: "nav_anomaly", kind: "latch", state: "REDUCING" });
    expect(hourOf(raised!)).toBe(4);
    expect(state.portfolio.causes.map(({ code }) => code)).toEqual(["nav_anomaly"]);
    expect(Object.keys(state.portfolio.positions)).toEqual(["main:BTCUSDT"]);
  });

  it("stays quiet over 30 bars of ups and downs with fees and funding", async () => {
    const bars = Array.from({ length: 30 }, (_, at) => 50_000 + 900 * Math.sin(at / 2));
    const { state } = await runSession(
      barSetup({
        markets: [
          {
            symbol: "BTCUSDT",
            bars,
            funding: [
              [8, 0.0003],
              [16, -0.0002],
              [24, 0.0001],
            ],
          },
        ],
        strategies: [bandStrategy()],
      }),
    );
    expect(state.portfolio.totals.trades).toBeGreaterThan(2);
    expect(Number(state.portfolio.totals.funding)).not.toBe(0);
    expect(state.portfolio.causes).toEqual([]);
  });
});
