import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { createEngineContext } from "../../../../src/core/app/engine-context.js";
import { withSettings } from "../../../../src/core/ops/whatif/change-config.js";
import { type OrderWish, requireOrder } from "../../../../src/core/ops/whatif/request.js";
import type { SessionBooks } from "../../../../src/core/ops/whatif/session-books.js";
import { tryOrder, type WhatIfReading } from "../../../../src/core/ops/whatif/try-order.js";
import { booksAt, playSession, SYMBOLS } from "./played-session.js";

let books: SessionBooks;
beforeAll(async () => {
  // A strategy that never finds a signal strong enough: NAV stays 100,000 to the last digit.
  const aloof = { "strategy_config.strategies.momentum.params.entry_strength": 9 };
  books = booksAt(await playSession(aloof, ["2024-01-01", "2024-01-01T03:00:00Z"]), "2024-01-01T01:00:00Z");
}, 60_000);

const WISH: OrderWish = { symbol: "BTCUSDT", side: "buy", notional: "5000" };

function attempt(wish: Partial<OrderWish>, ...settings: readonly string[]): WhatIfReading {
  const ctx = createEngineContext(withSettings(books.config, settings));
  return tryOrder(requireOrder({ ...WISH, ...wish }, books), books, ctx);
}

const vetoes = (reading: WhatIfReading): readonly string[] => reading.document.vetoes.map(({ rule }) => rule);

/** Closes of 2024-01-01 01:00, marks where there are any. */
const ETH_MARK = 2_297.97;

describe("an order nobody sends", () => {
  it("floors 5,000 USDT of BTC to steps of 0.001 and passes", () => {
    const { document, order } = attempt({});
    const price = Number(order.price);
    expect(document.approved).toBe(true);
    expect(document.sized.qty).toBe((Math.floor(5_000 / price / 0.001) * 0.001).toFixed(3));
    expect(Number(document.sized.notional)).toBeCloseTo(Number(document.sized.qty) * price, 6);
    expect(document.sized.leverage).toBeCloseTo(Number(document.sized.notional) / 100_000, 12);
  });

  it("passes at a largest order of exactly its notional and is refused one cent below, with both figures", () => {
    const { notional } = attempt({ symbol: "ETHUSDT" }).document.sized;
    const path = "risk_limits.global.max_order_notional";
    const pair = "risk_limits.per_symbol.ETHUSDT.max_order_notional";
    expect(attempt({ symbol: "ETHUSDT" }, `${path}=${notional}`, `${pair}=${notional}`).document.approved).toBe(true);
    const cent = (Number(notional) - 0.01).toFixed(8);
    const refused = attempt({ symbol: "ETHUSDT" }, `${pair}=${cent}`).document;
    expect(refused.approved).toBe(false);
    expect(refused.vetoes).toHaveLength(1);
    expect(refused.vetoes[0]).toMatchObject({ rule: "R07", code: "max_order_notional", unit: "usd" });
    expect(refused.vetoes[0]?.measured).toBeCloseTo(Number(notional), 6);
    expect(refused.vetoes[0]?.limit).toBeCloseTo(Number(cent), 8);
  });

  it("reviews 20,000 USDT unclamped: R04 refuses it at 15 % of NAV, the largest that passes is below 15,000", () => {
    const { document } = attempt({ notional: "20000" });
    expect(vetoes({ ...attempt({ notional: "20000" }) })).toEqual(["R04"]);
    expect(document.vetoes[0]).toMatchObject({ code: "trade_gt_nav_pct", limit: 15_000 });
    expect(document.vetoes[0]?.message).toContain("15,000.00 USD (risk_limits.global.max_trade_nav_pct)");
    expect(Number(document.largestApproved?.notional)).toBeLessThanOrEqual(15_000);
    expect(Number(document.largestApproved?.notional)).toBeGreaterThan(15_000 - 45);
    expect(Number(document.sized.notional)).toBeGreaterThan(19_900);
  });

  it("gives the clamps of sizing as advice, each going on where the one before ended", () => {
    const { clamps } = attempt({ notional: "40000" }).document;
    expect(clamps[0]?.before).toBe("40000");
    expect(clamps.length).toBeGreaterThan(0);
    for (const [index, clamp] of clamps.entries()) {
      expect(Number(clamp.after)).toBeLessThan(Number(clamp.before));
      expect(clamp.before).toBe(index === 0 ? "40000" : clamps[index - 1]?.after);
    }
  });

  it("counts 1 USDT of BTC as nothing: R06 with 0 measured, no other rule", () => {
    const { document } = attempt({ notional: "1" });
    expect(document.sized).toEqual({ qty: "0", notional: "0", leverage: 0 });
    expect(document.vetoes.map(({ rule, measured }) => [rule, measured])).toEqual([["R06", 0]]);
  });

  it("floors at the limit price, itself rounded to the tick: a buy down, a sell up", () => {
    expect(attempt({ symbol: "ETHUSDT", price: "2250.018" }).order.price).toBe("2250.01");
    expect(attempt({ symbol: "ETHUSDT", side: "sell", price: "2350.011" }).order.price).toBe("2350.02");
    expect(attempt({ symbol: "ETHUSDT", price: "2250.018" }).document.sized.qty).toBe("2.222");
  });

  it("refuses a limit price the venue would refuse", () => {
    const far = String(Math.ceil(ETH_MARK * 1.5));
    expect(() => attempt({ symbol: "ETHUSDT", price: far })).toThrow(/the venue takes a buy only up to/);
  });

  it("reckons with another NAV: 1,500 of 10,000 is the limit of R04, whatever the books say", () => {
    const at = attempt({ notional: "1499", nav: "10000" });
    expect(at.document.approved).toBe(true);
    const above = attempt({ notional: "1600", nav: "10000" });
    expect(vetoes(above)).toEqual(["R04"]);
    expect(above.document.vetoes[0]?.limit).toBe(1_500);
  });

  it("is stopped 2.5 ATR away without a signal, or what --set says", () => {
    const { stopDistance } = attempt({}).order;
    const wider = attempt({}, "strategy_config.strategies.momentum.params.stop_atr=5").order.stopDistance;
    expect(wider).toBeCloseTo(2 * (stopDistance ?? Number.NaN), 6);
  });

  it("never approves more than it calls the largest, and always approves exactly that", () => {
    const symbol = fc.constantFrom(...SYMBOLS);
    const side = fc.constantFrom("buy", "sell");
    const notional = fc.double({ min: 200, max: 60_000, noNaN: true }).map((value) => value.toFixed(2));
    fc.assert(
      fc.property(symbol, side, notional, (...[of, to, usd]) => {
        const { document } = attempt({ symbol: of, side: to, notional: usd });
        const largest = Number(document.largestApproved?.notional);
        if (document.approved) expect(Number(document.sized.notional)).toBeLessThanOrEqual(largest);
        else expect(Number(document.sized.notional)).toBeGreaterThan(largest);
        // A step more than the quantity, so that flooring gives it back.
        const again = attempt({ symbol: of, side: to, notional: (largest + 1e-6).toFixed(8) }).document;
        expect([again.approved, again.sized.qty]).toEqual([true, document.largestApproved?.qty]);
      }),
      { numRuns: 40 },
    );
  });
});

describe("nonsense", () => {
  const failures: readonly (readonly [Partial<OrderWish>, string, RegExp])[] = [
    [{ notional: "NaN" }, "invalid_value", /--notional NaN is no number above 0/],
    [{ notional: "0" }, "invalid_value", /no number above 0/],
    [{ notional: "-5" }, "invalid_value", /no number above 0/],
    [{ notional: "1e400" }, "invalid_value", /no number above 0/],
    [{ notional: "Infinity" }, "invalid_value", /no number above 0/],
    [{ price: "0" }, "invalid_value", /--price 0/],
    [{ nav: "0.0" }, "invalid_value", /--nav 0.0/],
    [{ symbol: "BTCUSD" }, "unknown_symbol", /no symbol "BTCUSD"/],
    [{ side: "bye" }, "unknown_side", /no side "bye"/],
    [{ strategy: "momentun" }, "unknown_strategy", /no strategy "momentun"/],
  ];
  it.each(failures)("%j ends with exit code 2 (%s)", (wish, code, message) => {
    expect(() => attempt(wish)).toThrow(expect.objectContaining({ code, exitCode: 2 }) as Error);
    expect(() => attempt(wish)).toThrow(message);
  });

  it("answers a typo with the nearest name", () => {
    expect(() => attempt({ symbol: "BTCUSD" })).toThrow(
      expect.objectContaining({
        place: expect.objectContaining({ fix: expect.stringContaining("did you mean BTCUSDT?") as string }) as object,
      }) as Error,
    );
  });

  it.each([
    ["risk_limits.global.max_trade_nav=1", "unknown_setting", "Did you mean max_trade_nav_pct?"],
    ["risk_limit.global.max_trade_nav_pct=1", "unknown_setting", "Did you mean risk_limits?"],
    ["risk_limits.global.max_trade_nav_pct=5", "invalid_setting", "did you mean 0.05?"],
    ["risk_limits.global.max_trade_nav_pct", "invalid_setting", "Write path=value"],
    ["risk_limits.global.hard_daily_loss_pct=0.01", "invalid_setting", "Change hard_daily_loss_pct"],
  ])("--set %s is refused (%s)", (assignment, code, fix) => {
    expect(() => withSettings(books.config, [assignment])).toThrow(
      expect.objectContaining({
        code,
        exitCode: 2,
        place: expect.objectContaining({ fix: expect.stringContaining(fix) as string }) as object,
      }) as Error,
    );
  });

  it("takes several settings, members of lists by their id, and leaves the session's configuration alone", () => {
    const changed = withSettings(books.config, [
      "risk_limits.global.max_leverage=2",
      "strategy_config.strategies.momentum.max_nav_pct=0.5",
    ]);
    expect(changed.risk_limits.global.max_leverage).toBe(2);
    expect(changed.strategy_config.strategies[0]?.max_nav_pct).toBe(0.5);
    expect(books.config.risk_limits.global.max_leverage).toBe(3);
  });
});
