import { describe, expect, it } from "vitest";
import type { MarketView, SymbolView } from "../../../src/core/domain/market-view.js";
import { DAY_MS, HOUR_MS } from "../../../src/core/lib/time.js";
import { screenerPolicySchema } from "../../../src/core/screener/policy.js";
import {
  type PairHolding,
  screenPairs,
  type ScreenedPairStrategy,
  type ScreenPairsInput,
} from "../../../src/core/screener/screen-pairs.js";
import { viewOf } from "./fixtures.js";

const MIDNIGHT = Date.UTC(2024, 4, 2);
const TERMS = { beta: 0.5, mean: 0, deviation: 1, halfLifeBars: 4, side: 1, hedgeTimeoutMs: 10_000 } as const;
const EXITS = { stopDistance: 0, atr: 1, trailDistance: null, takeProfits: [], maxBars: null };

const enter = {
  kind: "enter",
  strength: 1,
  terms: TERMS,
  maxBars: 4.9,
  zone: 1,
  reasons: ["z 2.10"],
  legs: [
    { symbol: "BUSDT", direction: "long", share: 0.5, rank: 0, exits: EXITS },
    { symbol: "AUSDT", direction: "short", share: 1, rank: 1, exits: EXITS },
  ],
} as const;

type Said = ReturnType<ScreenedPairStrategy["signal"]>;

/** A market whose last bar closed so many hours after midnight. */
function at(symbol: string, hour: number, change: Partial<SymbolView> = {}): SymbolView {
  const view = viewOf(symbol);
  const closeTimeMs = MIDNIGHT + hour * HOUR_MS;
  return { ...view, lastBar: { ...view.lastBar!, openTimeMs: closeTimeMs - HOUR_MS, closeTimeMs }, ...change };
}

interface Case {
  readonly says?: Said;
  readonly hour?: number;
  readonly holding?: PairHolding;
  readonly legs?: readonly SymbolView[];
  readonly rearm?: ScreenPairsInput["rearm"];
}

function screened({ says = enter, hour = 0, holding = "none", legs, rearm = [] }: Case) {
  const asked: unknown[] = [];
  const views = legs ?? [at("AUSDT", hour), at("BUSDT", hour)];
  const view: MarketView = { atMs: MIDNIGHT + hour * HOUR_MS, symbols: new Map(views.map((of) => [of.symbol, of])) };
  const strategy: ScreenedPairStrategy = {
    id: "pairs",
    barMs: DAY_MS,
    pairs: [{ name: "A/B", symbols: ["AUSDT", "BUSDT"] }],
    create: () => null,
    signal: (_state, _pair, held) => {
      asked.push(held);
      return says;
    },
  };
  const filters = { pairs: { volatility_buckets: { normal: 1 }, allowed_trends: null } };
  const policy = screenerPolicySchema.parse({});
  const found = screenPairs({
    view,
    strategies: [strategy],
    states: () => null,
    holding: () => holding,
    rearm,
    filters,
    policy,
  });
  return { ...found, asked, reasons: found.drops.map(({ symbol, reason }) => `${symbol} ${reason}`) };
}

describe("screening a pair", () => {
  it("gives both legs with their group, share and rank at the close of a day", () => {
    const { protoIntents, signals, drops } = screened({});
    expect(
      protoIntents.map(({ symbol, direction, group, leg }) => [symbol, direction, group, leg?.share, leg?.rank]),
    ).toEqual([
      ["BUSDT", "long", "A/B", 0.5, 0],
      ["AUSDT", "short", "A/B", 1, 1],
    ]);
    expect(protoIntents.every(({ leg }) => leg?.terms === TERMS)).toBe(true);
    expect([signals.length, drops.length]).toEqual([2, 0]);
  });

  it("drops both legs with one reason: at another hour, without a bar of either, with orders on their way", () => {
    expect(screened({ hour: 1 }).reasons).toEqual(["AUSDT between_bars", "BUSDT between_bars"]);
    const stale = [at("AUSDT", 0), at("BUSDT", 0, { stale: true })];
    expect(screened({ legs: stale }).reasons).toEqual(["AUSDT stale_bars", "BUSDT stale_bars"]);
    expect(screened({ holding: "busy" }).reasons).toEqual(["AUSDT order_pending", "BUSDT order_pending"]);
    const wait = { strategy: "pairs", symbol: "A/B", zone: 1 } as const;
    expect(screened({ rearm: [wait] }).reasons).toEqual(["AUSDT rearm", "BUSDT rearm"]);
    const wild = at("BUSDT", 0, { features: { ...viewOf("BUSDT").features, volatility: "panic" } });
    expect(screened({ legs: [at("AUSDT", 0), wild] }).reasons).toEqual([
      "AUSDT volatility_filter",
      "BUSDT volatility_filter",
    ]);
  });

  it("leaves at any hour and past every filter, and counts the days it has been held", () => {
    const says: Said = { kind: "leave", zone: 0, reasons: ["z 0.40"] };
    const wild = at("BUSDT", 3, { features: { ...viewOf("BUSDT").features, volatility: "panic" } });
    const holding = { terms: TERMS, openedAtMs: MIDNIGHT - 2 * DAY_MS };
    const { protoIntents, asked } = screened({ says, hour: 3, holding, legs: [at("AUSDT", 3), wild] });
    expect(protoIntents.map(({ symbol, direction }) => `${symbol} ${direction}`)).toEqual(["AUSDT flat", "BUSDT flat"]);
    expect(asked).toEqual([{ terms: TERMS, barsHeld: 2 }]);
  });

  it("says nothing of a pair of which one market is not in the view", () => {
    const { protoIntents, drops } = screened({ legs: [at("AUSDT", 0)] });
    expect([protoIntents, drops]).toEqual([[], []]);
  });
});
