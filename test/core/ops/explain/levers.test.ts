import { beforeAll, describe, expect, it } from "vitest";
import { createEngineContext } from "../../../../src/core/app/engine-context.js";
import type { Veto } from "../../../../src/core/domain/intent.js";
import { dec, decFromNumber, floorToStep, mulDec, toNumber } from "../../../../src/core/lib/decimal.js";
import { replayer } from "../../../../src/core/ops/explain/replay.js";
import { type ChangeAnswer, smallestChanges } from "../../../../src/core/ops/explain/smallest-change.js";
import { withSettings } from "../../../../src/core/ops/whatif/change-config.js";
import { reviewBooks, type SessionBooks } from "../../../../src/core/ops/whatif/session-books.js";
import { review } from "../../../../src/core/risk/review.js";
import { booksAt, playSession } from "../whatif/played-session.js";

let books: SessionBooks;
beforeAll(async () => {
  books = booksAt(await playSession({}, ["2024-01-01", "2024-01-10"]));
}, 60_000);

interface Judged {
  readonly veto: Veto;
  readonly answer: ChangeAnswer;
}

/** An order that sizing would never make, refused by the rules of a session with settings changed. */
function refuse(symbol: string, qty: string, ...settings: readonly string[]): Judged {
  const config = withSettings(books.config, settings);
  const ctx = createEngineContext(config);
  const { view, book } = reviewBooks({ ...books, ctx }, "main");
  const price = decFromNumber(view.symbols.get(symbol)?.mark ?? Number.NaN);
  const notionalUsd = toNumber(mulDec(dec(qty), price));
  const held = book.positions.find((position) => position.symbol === symbol);
  const atr = toNumber(price) * 0.01;
  const order = {
    intent: {
      id: "oversized",
      groupId: "oversized",
      strategy: "momentum",
      account: "main",
      symbol,
      side: held !== undefined && held.qty < 0 ? ("sell" as const) : ("buy" as const),
      purpose: "open" as const,
      strength: 1,
      exposure: null,
      exits: { stopDistance: 2.5 * atr, atr, trailDistance: null, takeProfits: [], maxBars: null },
      horizonBars: 48,
      reasons: [],
    },
    qty: dec(qty),
    referencePrice: price,
    notionalUsd,
    leverage: notionalUsd / book.navUsd,
    clamps: [],
    reduceOnly: false,
    triggerPrice: null,
    closePosition: false,
  };
  const { vetoes } = review({ exits: [], entries: [order], book, view, policy: ctx.risk });
  const [veto] = vetoes;
  if (veto === undefined) throw new Error("the order passes");
  const sizing = { view, book, maxGrossUsd: Infinity, positionQty: () => null };
  const refusal = { ...sizing, veto, legs: [veto], intents: [order.intent], exits: [], before: [] };
  const replays = replayer({ ...books, config, ctx });
  return { veto, answer: smallestChanges({ refusal, config, contextOf: createEngineContext, replays }) };
}

const nav = (): number => reviewBooks(books, "main").book.navUsd;
/** A quantity for about this share of NAV, on the step grid. */
function qtyOf(symbol: string, share: number): string {
  const view = reviewBooks(books, "main").view.symbols.get(symbol);
  const raw = decFromNumber((share * nav()) / (view?.mark ?? Number.NaN));
  return floorToStep(raw, view?.instrument.stepSize ?? dec("1"));
}
const btc = (share: number): string => qtyOf("BTCUSDT", share);
const codes = ({ veto }: Judged): readonly string[] => [...new Set(veto.violations.map(({ code }) => code))];

const WIDE = [
  "risk_limits.global.max_symbol_exposure_pct=0.9",
  "risk_limits.global.tiers.CORE.per_symbol_nav_pct=0.9",
  "pairs_universe.universe.BTCUSDT.caps.max_nav_pct=0.9",
];

describe("settings that lift the limit of each rule", () => {
  it("R04: max_trade_nav_pct, rounded up in the third digit", () => {
    const judged = refuse("BTCUSDT", btc(0.2), ...WIDE);
    expect(codes(judged)).toEqual(["trade_gt_nav_pct"]);
    const needed = (judged.veto.violations[0]?.measured ?? 0) / nav();
    const [change, ...others] = judged.answer.changes;
    expect(others).toEqual([]);
    expect(change).toMatchObject({ path: "risk_limits.global.max_trade_nav_pct", from: 0.15, approves: true });
    expect(change?.to).toBeGreaterThanOrEqual(needed * (1 - 1e-9));
    expect(Number(change?.to) - needed).toBeLessThan(0.001);
    expect(String(change?.to).replace(/^0\.0*/, "").length).toBeLessThanOrEqual(3);
  });

  it("R05: the strategy's leverage", () => {
    const judged = refuse("BTCUSDT", btc(0.12), ...WIDE, "strategy_config.strategies.momentum.max_leverage=0.05");
    expect(codes(judged)).toEqual(["leverage_exceeded"]);
    expect(judged.answer.changes.map(({ path }) => path)).toEqual(["strategy_config.strategies.momentum.max_leverage"]);
  });

  it("R08: none alone where three settings hold the same 2 %, all three together", () => {
    const { veto, answer } = refuse(
      "BTCUSDT",
      btc(0.12),
      "risk_limits.global.max_symbol_exposure_pct=0.02",
      "risk_limits.global.tiers.CORE.per_symbol_nav_pct=0.02",
      "pairs_universe.universe.BTCUSDT.caps.max_nav_pct=0.02",
    );
    expect(veto.violations.map(({ code }) => code)).toEqual(["symbol_exposure"]);
    expect(answer.changes).toEqual([]);
    expect(answer.reason).toMatch(/^R08: 3 settings hold this limit at once\. Together these would do: /);
  });

  it("R08: the one that is tighter than the others", () => {
    const { answer } = refuse("BTCUSDT", btc(0.12), "pairs_universe.universe.BTCUSDT.caps.max_nav_pct=0.02");
    expect(answer.changes.map(({ path }) => path)).toEqual(["pairs_universe.universe.BTCUSDT.caps.max_nav_pct"]);
  });

  it("R07: the symbol's own largest order", () => {
    const { answer } = refuse("BTCUSDT", btc(0.12), "pairs_universe.universe.BTCUSDT.caps.max_order_notional=1000");
    expect(answer.changes.map(({ path }) => path)).toEqual(["pairs_universe.universe.BTCUSDT.caps.max_order_notional"]);
  });

  it("R13: one more slot, a whole number", () => {
    const taken = new Set(reviewBooks(books, "main").book.positions.map(({ symbol }) => symbol));
    expect(taken.size).toBeGreaterThan(0);
    const free = ["BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT"].find((symbol) => !taken.has(symbol));
    expect(free).toBeDefined();
    const { answer } = refuse(
      free ?? "",
      qtyOf(free ?? "", 0.1),
      `risk_limits.global.max_concurrent_positions=${String(taken.size)}`,
    );
    expect(answer.changes).toEqual([
      {
        path: "risk_limits.global.max_concurrent_positions",
        from: taken.size,
        to: taken.size + 1,
        approves: true,
      },
    ]);
  });

  it("R14: one more entry an hour", () => {
    const { answer } = refuse("BTCUSDT", btc(0.1), "risk_limits.global.max_trades_per_symbol_per_hour=0");
    expect(answer.changes).toMatchObject([{ path: "risk_limits.global.max_trades_per_symbol_per_hour", to: 1 }]);
  });

  it("R14: none where the venue's own limit of orders refuses, and says so; the figure stands in venues.json", () => {
    const { veto, answer } = refuse("BTCUSDT", btc(0.1), 'venues.binance.order_limits={"orders_10s":1,"orders_1m":9}');
    expect(veto.violations).toMatchObject([
      { code: "trade_rate_limit", measured: 1, limit: 0, setting: "venues.binance.order_limits.orders_10s" },
    ]);
    expect(answer.changes).toEqual([]);
    expect(answer.reason).toBe(
      "The venue itself limits the orders of an account: no setting changes that, it passes with time.",
    );
  });

  it("R15: the strategy's share of NAV", () => {
    const { answer } = refuse("BTCUSDT", btc(0.12), "strategy_config.strategies.momentum.max_nav_pct=0.05");
    expect(answer.changes.map(({ path }) => path)).toEqual(["strategy_config.strategies.momentum.max_nav_pct"]);
  });

  it("R19: a stop that may lie farther on the way to liquidation", () => {
    const { veto, answer } = refuse("BTCUSDT", btc(0.12), "risk_limits.global.liquidation.max_stop_share=0.001");
    const measured = veto.violations[0]?.measured ?? Number.NaN;
    expect(answer.changes.map(({ path }) => path)).toEqual(["risk_limits.global.liquidation.max_stop_share"]);
    expect(answer.changes[0]?.to).toBeGreaterThanOrEqual(measured * (1 - 1e-9));
    expect(answer.changes[0]?.to).toBeLessThan(measured * 1.01);
  });

  it("R20: the cap of the group", () => {
    const { answer } = refuse(
      "BTCUSDT",
      btc(0.12),
      "risk_limits.global.correlation.groups.all_perps.max_gross_exposure_pct=0.05",
    );
    expect(answer.changes.map(({ path }) => path)).toEqual([
      "risk_limits.global.correlation.groups.all_perps.max_gross_exposure_pct",
    ]);
  });

  it("gives up where no setting may go that far: one order of 120 % of NAV", () => {
    const far = [...WIDE, "risk_limits.per_symbol.BTCUSDT.max_order_notional=1000000"];
    const { answer } = refuse("BTCUSDT", btc(1.2), ...far);
    expect(answer.changes).toEqual([]);
    expect(answer.reason).not.toBeNull();
  });
});
