import { describe, expect, it } from "vitest";
import { type ParityCase, parityOf } from "../../../support/strategy-parity.js";

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

const LONG = process.env["HEDGE_TEST_LONG"] === "1";

describe.skipIf(!LONG)("every strategy over two years against the event engine (HEDGE_TEST_LONG=1)", () => {
  it.each(ON_ONE_MARKET.flatMap((of) => SYMBOLS.map((symbol) => [of.name, symbol, of] as const)))(
    "%s on %s: each of 17,544 NAVs within 0.1 bps, the same trades",
    async (name, symbol, { strategy, params }) => {
      await compare(`${name}, ${symbol}`, { strategy, params, symbols: [symbol], ...TWO_YEARS });
    },
    600_000,
  );

  it.each(ON_PAIRS.map((of) => [of.name, of] as const))(
    "%s: each of 17,544 NAVs within 0.1 bps, the same trades",
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
  expect([firstBeyond(0.1), worstBps]).toEqual([null, worstBps]);
}
