import { describe, expect, it } from "vitest";
import { comparable, type ParityCase, parityOf } from "../../../support/strategy-parity.js";

const SYMBOLS = [
  ...["BTCUSDT", "ETHUSDT", "SOLUSDT", "BNBUSDT", "XRPUSDT", "ADAUSDT"],
  ...["DOGEUSDT", "LINKUSDT", "DOTUSDT", "ATOMUSDT", "LTCUSDT"],
];
const TWO_YEARS = { fromMs: Date.parse("2023-01-01"), toMs: Date.parse("2025-01-01") };

type Strategy = Pick<ParityCase, "strategy" | "params"> & { readonly name: string };

const ALL_EXITS = {
  trail_atr: 2,
  take_profit: [
    { atr: 1.5, fraction: 0.4 },
    { atr: 3, fraction: 0.3 },
  ],
  max_bars: 72,
};
const ON_ONE_MARKET: readonly Strategy[] = [
  { name: "momentum", strategy: "momentum", params: {} },
  { name: "momentum with a trail, a ladder and an age", strategy: "momentum", params: ALL_EXITS },
  { name: "momentum without a stop before the disaster stop", strategy: "momentum", params: { stop_atr: 9 } },
  { name: "vol_target", strategy: "vol_target", params: {} },
  {
    name: "vol_target that follows every change",
    strategy: "vol_target",
    params: { target_vol: 0.6, rebalance_band: 0 },
  },
  { name: "smart_money", strategy: "smart_money", params: {} },
  {
    name: "smart_money of short swings",
    strategy: "smart_money",
    params: { swing_length: 4, target_r: 1, max_bars: 24 },
  },
];
const ON_PAIRS: readonly Strategy[] = [
  { name: "relative_value on its pairs", strategy: "relative_value", params: {} },
  {
    name: "relative_value that trades often",
    strategy: "relative_value",
    params: { lookback: 40, entry_z: 1.2, exit_z: 0.2, max_p_value: 0.4 },
  },
];

const TWO_PAIRS = [
  ["ETHUSDT", "BTCUSDT"],
  ["SOLUSDT", "BNBUSDT"],
];

/** Of a market in which each strategy trades often. */
const WEEKS = { fromMs: Date.parse("2024-03-01"), toMs: Date.parse("2024-03-29") };

describe("a strategy in a sweep against the event engine on the same rules, over four weeks", () => {
  it.each([
    {
      ...{ name: "momentum with a trail, a ladder and an age", strategy: "momentum", symbols: ["SOLUSDT"], bps: 0.01 },
      params: { ...ALL_EXITS, fast: 8, slow: 24 },
    },
    {
      ...{
        name: "momentum whose only stop is the disaster stop",
        strategy: "momentum",
        symbols: ["BTCUSDT"],
        bps: 0.01,
      },
      params: { fast: 5, slow: 12, stop_atr: 9 },
    },
    {
      ...{ name: "vol_target that follows every change", strategy: "vol_target", symbols: ["DOGEUSDT"], bps: 0.01 },
      params: { target_vol: 0.6, rebalance_band: 0 },
    },
    {
      ...{ name: "smart_money of short swings", strategy: "smart_money", symbols: ["ADAUSDT"], bps: 0.01 },
      params: { swing_length: 4, target_r: 1, max_bars: 24 },
    },
    {
      ...{ name: "vol_target on two markets", strategy: "vol_target", symbols: ["ETHUSDT", "XRPUSDT"], bps: 0.1 },
      params: {},
    },
    {
      ...{ name: "relative_value on two pairs", strategy: "relative_value", symbols: null, bps: 0.01 },
      params: { pairs: TWO_PAIRS, lookback: 40, entry_z: 1, exit_z: 0.2, max_p_value: 0.6 },
    },
  ])(
    "$name: each of 672 NAVs within $bps bps, the same trades, nothing refused",
    async ({ bps, strategy, params, symbols }) => {
      const { worstBps, bars, events, sweep } = await parityOf({ strategy, params, symbols, ...WEEKS });
      expect(bars).toBe(672);
      expect(events.refused).toEqual([]);
      expect(sweep.tally.trades).toBe(events.trades);
      expect(events.trades).toBeGreaterThan(1);
      expect(worstBps).toBeLessThan(bps);
      expect(comparable(sweep.booked)).toEqual(comparable(events.booked));
      expect(sweep.tally.fees / events.fees).toBeCloseTo(1, 5);
      expect(sweep.tally.funding / events.funding).toBeCloseTo(1, 5);
    },
    60_000,
  );
});

const LONG = process.env["HEDGE_TEST_LONG"] === "1";

describe.skipIf(!LONG)("every strategy over two years against the event engine (HEDGE_TEST_LONG=1)", () => {
  it.each(ON_ONE_MARKET.flatMap((of) => SYMBOLS.map((symbol) => [of.name, symbol, of] as const)))(
    "%s on %s: each of 17,544 NAVs within 0.01 bps, the same trades",
    async (name, symbol, { strategy, params }) => {
      await compare(`${name}, ${symbol}`, { strategy, params, symbols: [symbol], ...TWO_YEARS });
    },
    600_000,
  );

  it.each(ON_PAIRS.map((of) => [of.name, of] as const))(
    "%s: each of 17,544 NAVs within 0.01 bps, the same trades",
    async (name, { strategy, params }) => {
      await compare(name, { strategy, params, symbols: null, ...TWO_YEARS });
    },
    600_000,
  );
});

async function compare(name: string, of: ParityCase): Promise<void> {
  const { worstBps, bars, events, sweep, firstBeyond } = await parityOf(of);
  process.stdout.write(`parity ${name}: ${worstBps.toExponential(1)} bps, ${String(sweep.tally.trades)} trades\n`);
  expect(bars).toBe(17_544);
  expect(sweep.tally.trades).toBe(events.trades);
  expect([firstBeyond(0.01), worstBps]).toEqual([null, worstBps]);
}
