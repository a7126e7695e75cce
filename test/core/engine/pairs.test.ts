import { describe, expect, it } from "vitest";
import type { JournalEvent } from "../../../src/core/domain/event.js";
import { toNumber } from "../../../src/core/lib/decimal.js";
import { kindOf, type Fate, type FaultPlan, withFaults } from "../../support/engine-faults.js";
import type { SketchedBars } from "../../support/engine-market.js";
import { barSetup, runSession } from "../../support/engine-session.js";
import { hourOf, intendedOf, ofType } from "../../support/engine-story.js";
import { longestAloneMs, pairStrategy, type PairOptions } from "../../support/pair-strategy.js";

const ETH = "ETHUSDT";
const BTC = "BTCUSDT";
const WIDE = {
  "risk_limits.global.risk_per_trade_pct": 0.05,
  "risk_limits.global.cooldown_minutes_after_stop": 0,
  "router_policy.unknown_size_factor": 1,
  // Legs at 50,000 and 50,000 with a noise of 0.3 % have the same volatility: nobody is scaled.
  "strategy_config.sizing.vol_target": 0.3,
};

interface Session {
  readonly y: SketchedBars;
  readonly x?: SketchedBars;
  readonly options?: PairOptions;
  readonly changes?: Readonly<Record<string, unknown>>;
  readonly faults?: FaultPlan;
}

function setupOf({ y, x = y.map(() => 50_000), options = {}, changes = {}, faults }: Session) {
  return barSetup({
    markets: [
      { symbol: ETH, bars: y },
      { symbol: BTC, bars: x },
    ],
    strategies: [],
    pairs: [pairStrategy(options)],
    changes: { ...WIDE, ...changes },
    ...(faults === undefined ? {} : { wrap: (market) => withFaults(market, faults) }),
  });
}

const session = (of: Session) => runSession(setupOf(of));

/** Fate of the entry in a symbol. */
const entryFate = (symbol: string, fate: Fate): FaultPlan => ({
  ofOrder: (request) => (kindOf(request) === "entry" && request.symbol === symbol ? fate : "take"),
});

/** Every order but stops, and what ended it: `open ETHUSDT filled`. */
function story(events: readonly JournalEvent[]): readonly string[] {
  const names = new Map(
    intendedOf(events)
      .filter(({ order }) => !order.purpose.endsWith("stop"))
      .map(({ order }) => [order.request.clientOrderId, `${order.purpose} ${order.request.symbol}`]),
  );
  const told = ["order.submitted", "order.filled", "order.rejected", "order.abandoned", "order.expired"];
  return events.flatMap((event) => {
    if (!told.includes(event.type) || !("clientOrderId" in event)) return [];
    const name = names.get(event.clientOrderId);
    return name === undefined ? [] : [`${name} ${event.type.slice(6)}`];
  });
}

/** Hour, purpose and market of what filled and was no stop. */
function changes(events: readonly JournalEvent[]): readonly string[] {
  const names = new Map(
    intendedOf(events).map(({ order }) => [order.request.clientOrderId, `${order.purpose} ${order.request.symbol}`]),
  );
  return ofType(events, "order.filled").map(
    (event) => `${String(Math.floor(hourOf(event)))} ${names.get(event.clientOrderId) ?? "?"}`,
  );
}

const ENTER = [50_000, 50_600, 50_600, 50_600];

describe("a pair", () => {
  it("sends the first leg, follows it with the other once it has filled, 50 ms later, in dollars 1 : 0.5", async () => {
    const { events, state } = await session({ y: ENTER });
    expect(story(events)).toEqual([
      ...[`open ${ETH} submitted`, `open ${ETH} filled`],
      ...[`open ${BTC} submitted`, `open ${BTC} filled`],
    ]);
    expect(longestAloneMs(events)).toBe(50);
    const { positions, groups } = { ...state.portfolio, ...state };
    const [long, short] = [positions[`main:${ETH}`]!, positions[`main:${BTC}`]!];
    expect(toNumber(long.qty)).toBeGreaterThan(0);
    expect((toNumber(short.qty) * 50_000) / (toNumber(long.qty) * 50_600)).toBeCloseTo(-0.5, 1);
    expect(long.groupId).toBe(short.groupId);
    expect(groups[long.groupId]).toMatchObject({ phase: "open", pair: "ETHUSDT/BTCUSDT", because: null });
    expect(intendedOf(events).filter(({ order }) => order.purpose === "disaster_stop")).toHaveLength(2);
  });

  it("is closed on both legs by its signal, and opens again once its spread has left the zone", async () => {
    const { events, state } = await session({ y: [50_000, 50_600, 49_990, 49_990, 50_600, 50_600] });
    expect(changes(events)).toEqual([
      ...[`2 open ${ETH}`, `2 open ${BTC}`],
      ...[`3 close ${BTC}`, `3 close ${ETH}`],
      ...[`5 open ${ETH}`, `5 open ${BTC}`],
    ]);
    expect(Object.values(state.groups).map(({ phase }) => phase)).toEqual(["open"]);
    expect(state.portfolio.totals).toMatchObject({ trades: 1, closedLegs: {} });
  });

  it("is vetoed on both legs where one is, and the other veto names that leg and its setting", async () => {
    const { events } = await session({
      y: ENTER,
      changes: { "risk_limits.restricted_symbols": [BTC] },
    });
    const [cycle] = ofType(events, "cycle.decided").filter(({ vetoes }) => vetoes.length > 0);
    expect(cycle?.orders).toEqual([]);
    const by = Object.fromEntries(cycle!.vetoes.map((veto) => [veto.symbol, veto]));
    expect(by[BTC]).toMatchObject({ primary: "R17" });
    expect(by[ETH]).toMatchObject({
      primary: "GROUP",
      violations: [
        {
          code: "group_incomplete",
          measured: 1,
          limit: 2,
          unit: "count",
          leg: BTC,
          setting: by[BTC]!.violations[0]!.setting,
        },
      ],
    });
  });

  it("is cut on both legs by the limit of one: 0.5 % of NAV at risk on the dearer stop leaves both the same dollars", async () => {
    const { events } = await session({
      y: ENTER,
      options: { beta: 1 },
      changes: { "risk_limits.global.risk_per_trade_pct": 0.0005 },
    });
    const [cycle] = ofType(events, "cycle.decided").filter(({ orders }) => orders.length > 0);
    const [eth, btc] = cycle!.orders;
    // 50 USD / (12,000 / 50,000 + 15 bps) is 207: ETH in steps of 50.6 gets 0.004, and BTC follows its 202.4 with 0.004.
    expect([eth!.request.qty, btc!.request.qty]).toEqual(["0.004", "0.004"]);
    for (const { clamps } of [eth!, btc!]) expect(clamps.map(({ rule }) => rule)).toEqual(["risk_per_trade_pct"]);
  });
});

describe("a pair whose first leg fails", () => {
  it.each(["reject", "lost"] as readonly Fate[])("(%s) never sends the second", async (fate) => {
    const { events, state } = await session({ y: ENTER.slice(0, 3), faults: entryFate(ETH, fate) });
    expect(story(events)).toContain(`open ${BTC} abandoned`);
    expect(story(events)).not.toContain(`open ${BTC} submitted`);
    const reasons = ofType(events, "order.abandoned").map(({ reason }) => reason);
    expect(reasons[0]).toMatch(
      fate === "reject" ? /ETHUSDT rejected: made by hand/ : /ETHUSDT abandoned: it never arrived/,
    );
    expect(state.portfolio.positions).toEqual({});
  });

  it("in part is followed by the same part: 0.02 of 0.05 ETH in a thin bar, 0.01 of 0.025 BTC", async () => {
    const y = ENTER.map((close) => ({ open: close, close, high: close, low: close, volume: 0.4 }));
    const thin = { "runtime.sim.impact_at_full_volume_bps": 60, "runtime.sim.max_fill_volume_share": 0.05 };
    const { events, state } = await session({ y, changes: thin });
    const [part] = ofType(events, "order.intended").filter(({ order }) => order.routeReason === "pair_part");
    expect(part?.because).toBe("ETHUSDT filled 0.02 of 0.05");
    expect(part?.order.request).toMatchObject({ symbol: BTC, qty: "0.01" });
    expect(ofType(events, "order.abandoned").map(({ reason }) => reason)).toEqual([
      "replaced by the part that follows",
    ]);
    expect(Object.values(state.groups).map(({ phase }) => phase)).toEqual(["open"]);
    expect(state.portfolio.positions[`main:${BTC}`]?.qty).toBe("-0.01");
  });
});

describe("a pair whose second leg fails after the first filled", () => {
  it("is unwound at once when it is rejected, reduce-only, with the reason in the journal", async () => {
    const { events, state } = await session({ y: ENTER.slice(0, 3), faults: entryFate(BTC, "reject") });
    const [unwinding] = ofType(events, "order.intended").filter(({ order }) => order.purpose === "flatten");
    expect(unwinding?.because).toBe("unwinding: BTCUSDT of ETHUSDT/BTCUSDT rejected: made by hand");
    expect(unwinding?.order.request).toMatchObject({ symbol: ETH, side: "sell", reduceOnly: true, type: "market" });
    expect(state.portfolio.positions).toEqual({});
    expect(longestAloneMs(events)).toBeLessThanOrEqual(150);
  });

  it.each([
    ["lost", 8_100],
    ["silence", 10_100],
    ["slow", 10_100],
  ] as const)("is unwound within %s's time when nobody says what became of it (%s ms)", async (fate, mostMs) => {
    const { events, state } = await session({ y: ENTER.slice(0, 3), faults: entryFate(BTC, fate) });
    expect(state.portfolio.positions).toEqual({});
    // A slow order fills after the first leg has gone: it is closed as well, each time within the same bound.
    expect(longestAloneMs(events)).toBeLessThanOrEqual(mostMs);
    const becauses = ofType(events, "order.intended").filter(({ order }) => order.purpose === "flatten");
    expect(becauses.map(({ because }) => because)).toHaveLength(fate === "slow" ? 2 : 1);
    for (const { because } of becauses) expect(because).toMatch(/^unwinding: /);
  });
});

describe("a pair that is held", () => {
  it("loses its second leg when the first is stopped out", async () => {
    const x = [50_000, 50_000, 50_000, 50_000, 50_000];
    const y = [50_000, 50_600, { open: 50_600, high: 50_600, low: 50_050, close: 50_100 }, 50_100, 50_100];
    const { events, state } = await session({ y, x, options: { atr: 80 } });
    const stopped = ofType(events, "order.triggered");
    expect(stopped).toHaveLength(1);
    const [unwinding] = ofType(events, "order.intended").filter(({ order }) => order.purpose === "flatten");
    expect(unwinding).toMatchObject({ because: "unwinding: ETHUSDT of ETHUSDT/BTCUSDT is closed" });
    expect(unwinding!.order.request).toMatchObject({ symbol: BTC, side: "buy", reduceOnly: true });
    expect(state.portfolio.positions).toEqual({});
    expect(longestAloneMs(events)).toBeLessThanOrEqual(200);
    expect(hourOf(unwinding!)).toBeLessThan(3);
  });
});
