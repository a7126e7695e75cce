import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SizedOrder, Violation } from "../../../src/core/domain/intent.js";
import { RISK_RULES } from "../../../src/core/risk/registry.js";
import type { RiskLimits } from "../../../src/core/risk/policy.js";
import {
  book,
  closing,
  entry,
  held,
  judge,
  limits,
  marketView,
  NOW,
  pending,
  policy,
  riskState,
  symbolView,
} from "./fixtures.js";

type Global = RiskLimits["global"];

/** Every figure of the limits, with the way in which it loosens. */
const LOOSENS: Readonly<Record<string, "larger" | "smaller">> = {
  daily_loss_limit_pct: "larger",
  max_nav_drawdown_pct: "larger",
  cooldown_minutes_after_stop: "smaller",
  "loss_streak.cooldown_minutes": "smaller",
  "veto_burst.cooldown_minutes": "smaller",
  max_trades_per_symbol_per_hour: "larger",
  max_gross_exposure_pct: "larger",
  max_net_exposure_pct: "larger",
  max_venue_exposure_pct: "larger",
  max_symbol_exposure_pct: "larger",
  max_trade_nav_pct: "larger",
  max_leverage: "larger",
  max_concurrent_positions: "larger",
  "correlation.default_beta": "smaller",
  "liquidation.max_stop_share": "larger",
  "liquidation.majors_shock_pct": "smaller",
  "liquidation.others_shock_pct": "smaller",
  "liquidation.min_margin_ratio": "smaller",
  "market_quality.max_price_age_seconds": "larger",
  "market_quality.max_spread_bps": "larger",
  "market_quality.max_slippage_bps": "larger",
  "market_quality.max_divergence_bps": "larger",
  "market_quality.max_funding_pct": "larger",
  nav_tolerance_pct: "larger",
  max_unprotected_seconds: "larger",
  min_hours_to_delisting: "smaller",
  max_quote_depeg_pct: "larger",
};

function withFigure(global: Global, path: string, value: number): Global {
  const [first = "", second] = path.split(".");
  if (second === undefined) return { ...global, [first]: value };
  const section = (global as unknown as Record<string, Record<string, unknown>>)[first];
  return { ...global, [first]: { ...section, [second]: value } };
}

const scenes = fc.record({
  qty: fc.integer({ min: 1, max: 900 }),
  side: fc.constantFrom("buy" as const, "sell" as const),
  heldQty: fc.integer({ min: -500, max: 500 }),
  pendingQty: fc.integer({ min: 0, max: 300 }),
  navUsd: fc.integer({ min: 80_000, max: 110_000 }),
  markAgeMs: fc.integer({ min: 0, max: 120_000 }),
  spreadBps: fc.integer({ min: 1, max: 60 }),
  fundingRate: fc.double({ min: -0.01, max: 0.01, noNaN: true }),
  timerMinutes: fc.integer({ min: 0, max: 300 }),
  entriesAgo: fc.array(fc.integer({ min: 0, max: 3_600_000 }), { maxLength: 8 }),
  unprotectedMs: fc.option(fc.integer({ min: 0, max: 30_000 })),
  beta: fc.option(fc.double({ min: -1, max: 3, noNaN: true })),
});
type Scene = typeof scenes extends fc.Arbitrary<infer T> ? T : never;

function judged(scene: Scene, global: Partial<Global>, order: SizedOrder): readonly Violation[] {
  const { spreadBps, markAgeMs, fundingRate, beta } = scene;
  const half = spreadBps / 200;
  const sides = {
    symbol: "BTCUSDT",
    atMs: NOW,
    bids: [{ price: 100 - half, qty: 700 }],
    asks: [{ price: 100 + half, qty: 700 }],
  };
  const btc = symbolView(
    "BTCUSDT",
    { markAtMs: NOW - markAgeMs, fundingRate, book: sides, indexPrice: 99 },
    beta ?? Number.NaN,
  );
  const own = { unprotectedSinceMs: scene.unprotectedMs === null ? null : NOW - scene.unprotectedMs };
  const positions = scene.heldQty === 0 ? [] : [held("BTCUSDT", scene.heldQty, own), held("ETHUSDT", scene.heldQty)];
  const sinceMs = NOW - 60_000 * 30;
  const books = book({
    navUsd: scene.navUsd,
    predictedNavUsd: scene.navUsd - 50,
    positions,
    pending: scene.pendingQty === 0 ? [] : [pending("SOLUSDT", scene.pendingQty)],
    risk: riskState({
      cooldowns: [
        { scope: "symbol", key: "BTCUSDT", sinceMs, untilMs: sinceMs + scene.timerMinutes * 60_000, reason: "stop" },
        {
          scope: "strategy",
          key: "momentum",
          sinceMs,
          untilMs: sinceMs + scene.timerMinutes * 30_000,
          reason: "loss_streak",
        },
      ],
      recentEntries: { BTCUSDT: scene.entriesAgo.map((ago) => NOW - ago) },
    }),
  });
  return judge(order, { book: books, view: marketView(btc), policy: policy({ global }), quoteUsd: { USDT: 0.998 } });
}

describe("limits", () => {
  it.each(Object.entries(LOOSENS))("%s: what passes stays passed when it is %s", (path, way) => {
    fc.assert(
      fc.property(
        scenes,
        fc.double({ min: 0.001, max: 3, noNaN: true }),
        fc.double({ min: 1, max: 5, noNaN: true }),
        (scene, value, factor) => {
          const whole = /trades_per|concurrent/.test(path);
          const minutes = path.includes("cooldown") ? 60 : 1;
          const scaled = value * minutes * (path.startsWith("market_quality") ? 20 : 1);
          // A market can't fall by more than all of it.
          const legal = path.endsWith("shock_pct") ? Math.min(1, scaled) : scaled;
          const tight = whole ? Math.ceil(legal) : legal;
          const loose = way === "larger" ? tight * factor : tight / factor;
          const order = entry("BTCUSDT", String(scene.qty), { intent: { side: scene.side } });
          const base = limits().global;
          // The setting named is the tightest one, which may be another once this one is wider.
          const ofRule = (violations: readonly Violation[]): string[] =>
            violations.map(({ rule, code }, index) => {
              const earlier = violations.slice(0, index).filter((other) => other.code === code);
              return `${rule} ${code} ${String(earlier.length)}`;
            });
          const before = ofRule(judged(scene, withFigure(base, path, tight), order));
          const after = ofRule(judged(scene, withFigure(base, path, whole ? Math.floor(loose) : loose), order));
          // A looser limit never adds a refusal, whatever else is refused.
          expect(after.filter((found) => !before.includes(found))).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("an order that only reduces", () => {
  it("is never refused by a rule with a star, whatever the books and the market say", () => {
    const starred = new Set(RISK_RULES.filter(({ skipsReducing }) => skipsReducing).map(({ id }) => id));
    expect(starred.size).toBe(19);
    fc.assert(
      fc.property(scenes, fc.double({ min: 0.01, max: 1, noNaN: true }), (scene, share) => {
        const heldQty = scene.heldQty === 0 ? 7 : scene.heldQty;
        const qty = (Math.abs(heldQty) * share).toFixed(3);
        const side = heldQty > 0 ? "sell" : "buy";
        const worst = {
          daily_loss_limit_pct: 1e-9,
          max_nav_drawdown_pct: 1e-9,
          max_trade_nav_pct: 1e-9,
          max_leverage: 1e-9,
        };
        const found = judged({ ...scene, heldQty }, worst, closing("BTCUSDT", qty, { intent: { side } }));
        expect(found.filter(({ rule }) => starred.has(rule))).toEqual([]);
      }),
    );
  });
});
