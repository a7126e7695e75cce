import { createPaperVenue } from "../../src/core/adapters/paper/paper-venue.js";
import { createRecordedFeed } from "../../src/core/adapters/recorded-feed/recorded-feed.js";
import { createEngineContext } from "../../src/core/app/engine-context.js";
import { openRecordedData } from "../../src/core/app/recorded-data.js";
import { decFromNumber } from "../../src/core/lib/decimal.js";
import { DAY_MS, HOUR_MS } from "../../src/core/lib/time.js";
import { changedTexts, loaded } from "../core/config/support.js";
import type { SessionSetup } from "./engine-session.js";

/** Which markets of the shipped universe each strategy has to itself, so that all four trade. */
export const MARKETS_OF = {
  momentum: ["BTCUSDT", "ETHUSDT"],
  smart_money: ["SOLUSDT"],
  vol_target: ["XRPUSDT", "DOGEUSDT", "LTCUSDT"],
  relative_value: ["ADAUSDT", "DOTUSDT", "LINKUSDT", "ATOMUSDT"],
} as const;

const TIMEFRAMES = { momentum: "1h", smart_money: "1h", vol_target: "4h", relative_value: "1d" } as const;
const PAIRS = [
  ["ADAUSDT", "DOTUSDT"],
  ["LINKUSDT", "ATOMUSDT"],
];

/** The shipped configuration with all four strategies switched on, each with the defaults of its parameters. */
export function fourStrategies(): Readonly<Record<string, unknown>> {
  const ids = Object.keys(MARKETS_OF) as readonly (keyof typeof MARKETS_OF)[];
  const entry = (id: keyof typeof MARKETS_OF) => ({
    ...{ strategy: id, enabled: true, max_concurrent: 4, symbols: MARKETS_OF[id] },
  });
  const settings = (id: keyof typeof MARKETS_OF) => ({
    ...{ id, timeframe: TIMEFRAMES[id], max_nav_pct: 1, max_leverage: 1 },
    params: id === "relative_value" ? { pairs: PAIRS } : {},
  });
  return {
    "strategy_registry.strategies": Object.fromEntries(ids.map((id) => [id, entry(id)])),
    "strategy_config.strategies": ids.map(settings),
    "risk_limits.global.max_concurrent_positions": 11,
  };
}

/** A session over the bundled data with all four strategies, as `hedge executor` would run it, its journal in memory. */
export async function fourStrategySession(
  fromMs: number,
  days: number,
  {
    changes = {},
    warmupDays = 0,
  }: { readonly changes?: Readonly<Record<string, unknown>>; readonly warmupDays?: number } = {},
): Promise<SessionSetup> {
  const config = loaded(changedTexts({ ...fourStrategies(), ...changes }), { dotEnvPath: null });
  const context = createEngineContext(config);
  const store = await openRecordedData("research/data");
  const symbols = config.strategy_config.universe;
  const toMs = fromMs + days * DAY_MS;
  return {
    config,
    context,
    symbols,
    openMarket: async () =>
      createPaperVenue({
        feed: await createRecordedFeed({ store, symbols, fromMs, toMs, warmupMs: warmupDays * DAY_MS, barMs: HOUR_MS }),
        policy: config.runtime.sim,
        instruments: [...context.instruments.values()],
        wallets: { main: decFromNumber(config.runtime.paper.start_nav_usdt) },
        fromMs,
      }),
    warmupBars: warmupDays * 24,
    hours: days * 24,
    fromMs,
  };
}
