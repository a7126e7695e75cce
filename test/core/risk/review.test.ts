import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RISK_RULES } from "../../../src/core/risk/registry.js";
import { review } from "../../../src/core/risk/review.js";
import { book, closing, entry, held, marketView, NAV, NOW, pending, policy, SYMBOLS, symbolView } from "./fixtures.js";

const scene = { book: book(), view: marketView(), policy: policy() };

describe("review", () => {
  it("approves with the number of rules and vetoes with an id made of the intent's", () => {
    const { approved, vetoes } = review({
      ...scene,
      exits: [],
      entries: [entry("BTCUSDT", "10"), entry("ETHUSDT", "0.01")],
    });
    expect(approved).toMatchObject([{ qty: "10", rulesEvaluated: RISK_RULES.length }]);
    expect(vetoes).toMatchObject([{ id: "viETHUSDT", primary: "R06", violations: [{ measured: 1, limit: 10 }] }]);
  });

  it("names every failing rule, the first one as primary", () => {
    const tight = policy({ global: { max_trade_nav_pct: 0.01 }, caps: { maxNavPct: 0.02, maxOrderNotionalUsd: 500 } });
    const { vetoes } = review({ ...scene, policy: tight, exits: [], entries: [entry("BTCUSDT", "100")] });
    expect(vetoes[0]?.primary).toBe("R04");
    expect(vetoes[0]?.violations.map(({ rule }) => rule)).toEqual(["R04", "R07", "R08"]);
  });

  it("reviews the 2nd entry of a cycle against the book with the 1st: 60 % of NAV fits a 1 x gross cap once", () => {
    const entries = [
      entry("BTCUSDT", "600"),
      entry("ETHUSDT", "600", { intent: { side: "sell" } }),
      entry("SOLUSDT", "400"),
    ];
    const gross = policy({ global: { max_gross_exposure_pct: 1 } });
    const { approved, vetoes } = review({ ...scene, policy: gross, exits: [], entries });
    expect(approved.map(({ intent }) => intent.symbol)).toEqual(["BTCUSDT", "SOLUSDT"]);
    expect(vetoes[0]?.violations).toMatchObject([{ rule: "R09", measured: 120_000, limit: 100_000 }]);
  });

  it("judges what sizing refused by every rule and never approves it: a limit of both is told once, by its rule", () => {
    const usd = "usd" as const;
    const net = { rule: "R09", code: "global_exposure", setting: "risk_limits.global.max_net_exposure_pct", unit: usd };
    const capacity = { rule: "sizing", code: "capacity_usd", measured: 1_000, limit: 900, unit: usd, setting: "x" };
    const minimum = { rule: "R06", code: "min_notional", measured: 3, limit: 1_000, unit: usd, setting: "y" };
    const least = entry("BTCUSDT", "10");
    const unsized = new Map([
      [
        "iBTCUSDT",
        { order: least, primary: "R09", violations: [{ ...net, measured: 7, limit: 7 }, capacity, minimum] },
      ],
    ]);
    const tight = policy({ global: { max_trade_nav_pct: 0.001, max_net_exposure_pct: 0.005 } });
    const input = { ...scene, policy: tight, exits: [], unsized };
    const { approved, vetoes } = review({ ...input, entries: [least] });
    expect(approved).toEqual([]);
    expect(vetoes[0]).toMatchObject({ id: "viBTCUSDT", primary: "R09", bySizing: true });
    expect(vetoes[0]?.violations.map(({ rule, measured, limit }) => [rule, measured, limit])).toEqual([
      ["R09", 1_000, 500],
      ["sizing", 1_000, 900],
      ["R04", 1_000, 100],
      ["R06", 3, 1_000],
    ]);
    const alone = review({ ...input, policy: policy(), entries: [least] });
    expect(alone.approved).toEqual([]);
    expect(alone.vetoes[0]?.violations.map(({ rule }) => rule)).toEqual(["R09", "sizing", "R06"]);
  });

  it("takes no room and no slot for what sizing refused, and refuses the other leg of its idea because of it", () => {
    const one = policy({ global: { max_concurrent_positions: 1 } });
    const refused = entry("BTCUSDT", "10");
    const minimum = { rule: "R06", code: "min_notional", measured: 3, limit: 10, unit: "usd" as const, setting: "y" };
    const unsized = new Map([["iBTCUSDT", { order: refused, primary: "R06", violations: [minimum] }]]);
    const input = { ...scene, policy: one, exits: [], unsized };
    const { approved } = review({ ...input, entries: [refused, entry("ETHUSDT", "10")] });
    expect(approved.map(({ intent }) => intent.symbol)).toEqual(["ETHUSDT"]);
    const legs = [
      entry("BTCUSDT", "10", { intent: { groupId: "g" } }),
      entry("ETHUSDT", "10", { intent: { groupId: "g" } }),
    ];
    const pair = review({ ...input, policy: policy(), entries: legs });
    expect(pair.approved).toEqual([]);
    expect(pair.vetoes.map(({ primary, bySizing }) => [primary, bySizing])).toEqual([
      ["R06", true],
      ["GROUP", false],
    ]);
    expect(pair.vetoes[1]?.violations).toMatchObject([{ measured: 1, limit: 2, setting: "y", leg: "BTCUSDT" }]);
  });

  it("counts slots and the hourly rate within the cycle", () => {
    const one = policy({ global: { max_concurrent_positions: 1 } });
    const entries = [entry("BTCUSDT", "1"), entry("ETHUSDT", "1")];
    expect(review({ ...scene, policy: one, exits: [], entries }).vetoes[0]?.violations).toMatchObject([
      { code: "max_concurrent_positions", measured: 2, limit: 1 },
    ]);
    const rate = policy({ global: { max_trades_per_symbol_per_hour: 1 }, caps: { maxConcurrentPositions: 2 } });
    const twice = [entry("BTCUSDT", "1"), entry("BTCUSDT", "1", { intent: { id: "i2", groupId: "g2" } })];
    expect(review({ ...scene, policy: rate, exits: [], entries: twice }).vetoes[0]?.violations).toMatchObject([
      { code: "trade_rate_limit", measured: 2, limit: 1 },
    ]);
  });

  it("closes a position once: of two closes of the same cycle the second has nothing left", () => {
    const long = book({ positions: [held("BTCUSDT", 10)] });
    const { approved, vetoes } = review({
      ...scene,
      book: long,
      exits: [closing("BTCUSDT", "10")],
      entries: [closing("BTCUSDT", "10", { intent: { id: "y" } })],
    });
    expect(approved.map(({ intent }) => intent.id)).toEqual(["xBTCUSDT"]);
    expect(vetoes).toMatchObject([{ primary: "R13" }]);
    expect(vetoes[0]?.violations[0]).toMatchObject({
      code: "symbol_concurrency",
      measured: 2_000,
      limit: 1_000,
      unit: "usd",
    });
  });

  it("counts a close of unknown outcome as still closing, and resting exits as its siblings", () => {
    const close = (over: object) => pending("BTCUSDT", 10, { side: "sell", reduceOnly: true, ...over });
    const positions = [held("BTCUSDT", 10)];
    const unknown = book({ positions, pending: [close({ purpose: "close", unknown: true })] });
    expect(review({ ...scene, book: unknown, exits: [closing("BTCUSDT", "10")], entries: [] }).vetoes).toHaveLength(1);
    const resting = book({
      positions,
      tradingState: "HALTED",
      pending: [close({ purpose: "disaster_stop" }), close({ purpose: "stop" }), close({ purpose: "take_profit" })],
    });
    const flatten = closing("BTCUSDT", "10", { intent: { purpose: "flatten" } });
    const stop = closing("BTCUSDT", "10", {
      intent: { id: "s", purpose: "disaster_stop" },
      order: { reduceOnly: false, closePosition: true },
    });
    expect(review({ ...scene, book: resting, exits: [flatten, stop], entries: [] }).vetoes).toEqual([]);
  });

  it("lets take-profits of a ladder add up to the position and no further", () => {
    const takeProfit = (id: string, qty: string) => closing("BTCUSDT", qty, { intent: { id, purpose: "take_profit" } });
    const reducing = book({ positions: [held("BTCUSDT", 10)], tradingState: "REDUCING" });
    const exits = [takeProfit("a", "6"), takeProfit("b", "4"), takeProfit("c", "0.001")];
    const { approved, vetoes } = review({ ...scene, book: reducing, exits, entries: [] });
    expect(approved.map(({ intent }) => intent.id)).toEqual(["a", "b"]);
    expect(vetoes[0]?.primary).toBe("R01");
  });

  it("takes the legs of a group together or not at all, and gives back what the first leg had taken", () => {
    const gross = policy({ global: { max_gross_exposure_pct: 1 } });
    const leg = (symbol: string, qty: string) => entry(symbol, qty, { intent: { groupId: "pair" } });
    const entries = [leg("BTCUSDT", "600"), leg("ETHUSDT", "600"), entry("SOLUSDT", "900")];
    const { approved, vetoes } = review({ ...scene, policy: gross, exits: [], entries });
    expect(approved.map(({ intent }) => intent.symbol)).toEqual(["SOLUSDT"]);
    expect(vetoes.map(({ primary }) => primary)).toEqual(["GROUP", "R09"]);
    expect(vetoes[0]?.violations).toMatchObject([{ code: "group_incomplete", measured: 1, limit: 2, unit: "count" }]);
    const fitting = [leg("BTCUSDT", "500"), leg("ETHUSDT", "500"), entry("SOLUSDT", "0.1")];
    const both = review({ ...scene, policy: gross, exits: [], entries: fitting });
    expect(both.approved.map(({ intent }) => intent.symbol)).toEqual(["BTCUSDT", "ETHUSDT"]);
    expect(both.vetoes[0]?.violations[0]?.measured).toBeCloseTo(100_010, 6);
  });
});

const anyNumber = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Infinity, -Infinity, 0, -1, 1e308));
const anyQty = fc.oneof(
  fc.double({ min: 0, max: 2_000, noNaN: true }).map(String),
  fc.constantFrom("NaN", "Infinity", "-1", "0", "1e400", ""),
);
const side = fc.constantFrom("buy", "sell");

const wildOrder = fc
  .record({
    symbol: fc.constantFrom(...SYMBOLS, "NOPEUSDT", "__proto__"),
    qty: anyQty,
    side,
    purpose: fc.constantFrom("open", "close", "reduce", "stop", "disaster_stop", "take_profit", "flatten"),
    reduceOnly: fc.boolean(),
    closePosition: fc.boolean(),
    groupId: fc.constantFrom("a", "b", "c"),
    id: fc.string({ minLength: 4, maxLength: 8 }),
    stopDistance: anyNumber,
  })
  .map(({ symbol, qty, reduceOnly, closePosition, stopDistance, ...intent }) =>
    entry(symbol, qty, {
      intent: {
        ...intent,
        exits: { stopDistance, atr: 1, trailDistance: null, takeProfits: [], maxBars: null },
      },
      order: { reduceOnly, closePosition },
    }),
  );

describe("review of anything", () => {
  it("never throws, judges every order once, and neither approves a violation nor vetoes without one", () => {
    fc.assert(
      fc.property(
        fc.array(wildOrder, { maxLength: 8 }),
        fc.array(wildOrder, { maxLength: 4 }),
        fc.record({
          navUsd: anyNumber,
          navAtMs: anyNumber,
          predictedNavUsd: anyNumber,
          mark: anyNumber,
          qty: anyNumber,
          beta: anyNumber,
        }),
        (entries, exits, figures) => {
          const { mark, qty, beta, ...nav } = figures;
          const positions = [held("BTCUSDT", qty, { markPrice: mark })];
          const view = marketView(symbolView("ETHUSDT", { mark }, beta));
          const wild = { book: book({ positions, ...nav }), view, policy: policy() };
          const { approved, vetoes } = review({ ...wild, exits, entries });
          expect(approved.length + vetoes.length).toBe(exits.length + entries.length);
          for (const { violations, primary } of vetoes) {
            expect(violations[0]?.rule).toBe(primary);
            expect(JSON.parse(JSON.stringify(violations))).toEqual(violations);
          }
          if (!Number.isFinite(nav.navUsd))
            expect(approved.every(({ reduceOnly, closePosition }) => reduceOnly || closePosition)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("answers the same orders with the same bytes", () => {
    fc.assert(
      fc.property(fc.array(wildOrder, { maxLength: 6 }), (entries) => {
        const once = JSON.stringify(review({ ...scene, exits: [], entries }));
        expect(JSON.stringify(review(structuredClone({ ...scene, exits: [], entries })))).toBe(once);
      }),
      { numRuns: 100 },
    );
  });
});

describe("sequence review", () => {
  const tight = policy({
    global: {
      max_gross_exposure_pct: 1.1,
      max_net_exposure_pct: 0.7,
      max_concurrent_positions: 3,
      max_symbol_exposure_pct: 0.5,
      correlation: {
        default_beta: 1.5,
        groups: { perps: { symbols: ["*"], max_beta_exposure_pct: 0.9, max_gross_exposure_pct: 1 } },
      },
    },
    strategy: { maxNavPct: 0.8 },
  });
  const betas: Readonly<Record<string, number>> = { BTCUSDT: 1, ETHUSDT: 1.3, SOLUSDT: 1.8, XRPUSDT: -0.4 };
  const view = marketView(...SYMBOLS.map((symbol) => symbolView(symbol, {}, betas[symbol])));
  const tame = fc.record({
    symbol: fc.constantFrom(...SYMBOLS),
    qty: fc.integer({ min: 1, max: 600_000 }).map((milli) => String(milli / 1_000)),
    side,
    strategy: fc.constantFrom("momentum", "other"),
    groupId: fc.constantFrom("a", "b", "c", "d", "e", "f"),
    id: fc.uuid(),
  });

  it("never lets gross, net, symbol, strategy, beta sum or slots exceed their caps, whatever comes together", () => {
    fc.assert(
      fc.property(fc.array(tame, { maxLength: 12 }), fc.integer({ min: -400, max: 400 }), (wishes, heldQty) => {
        const positions = heldQty === 0 ? [] : [held("ETHUSDT", heldQty)];
        const entries = wishes.map(({ symbol, qty, ...intent }) => entry(symbol, qty, { intent }));
        const { approved } = review({ book: book({ positions, atMs: NOW }), view, policy: tight, exits: [], entries });
        const signed = new Map<string, number>(heldQty === 0 ? [] : [["ETHUSDT", heldQty * 100]]);
        const momentum = approved.filter(({ intent }) => intent.strategy === "momentum");
        for (const { intent, qty } of approved) {
          const usd = Number(qty) * 100 * (intent.side === "buy" ? 1 : -1);
          signed.set(intent.symbol, (signed.get(intent.symbol) ?? 0) + usd);
        }
        if (approved.length === 0) return;
        const all = [...signed];
        const within = (measured: number, navs: number) =>
          expect(measured).toBeLessThanOrEqual(navs * NAV * (1 + 1e-8));
        within(
          all.reduce((sum, [, usd]) => sum + Math.abs(usd), 0),
          1,
        );
        within(Math.abs(all.reduce((sum, [, usd]) => sum + usd, 0)), 0.7);
        within(Math.abs(all.reduce((sum, [symbol, usd]) => sum + usd * (betas[symbol] ?? 0), 0)), 0.9);
        for (const [, usd] of all) within(Math.abs(usd), 0.5);
        if (momentum.length > 0)
          within(
            momentum.reduce((sum, { qty }) => sum + Number(qty) * 100, Math.abs(heldQty) * 100),
            0.8,
          );
        expect(signed.size).toBeLessThanOrEqual(3);
      }),
      { numRuns: 1_000 },
    );
  });
});
