import type { Config } from "../../../../src/core/config/config-files.js";
import type { JournalEvent } from "../../../../src/core/domain/event.js";
import { HOUR_MS } from "../../../../src/core/lib/time.js";
import { readSignals, type SignalsReading } from "../../../../src/core/ops/signals/signals-document.js";
import { changedTexts, loaded } from "../../config/support.js";
import { PRICES } from "../config-audit/support.js";

const FROM_MS = Date.parse("2024-01-01T00:00:00Z");
export const SYMBOLS = ["ADAUSDT", "DOTUSDT"];

/** relative_value on one pair and momentum on its markets, with the slots that are asked for. */
export function configOf(pairSlots = 2, globalSlots = 8): Config {
  return loaded(
    changedTexts({
      "strategy_registry.strategies": {
        momentum: { strategy: "momentum", enabled: true, max_concurrent: 4, symbols: SYMBOLS },
        relative_value: { strategy: "relative_value", enabled: true, max_concurrent: pairSlots, symbols: SYMBOLS },
      },
      "strategy_config.strategies": [
        { id: "momentum", timeframe: "1h", max_nav_pct: 1, max_leverage: 1 },
        { id: "relative_value", timeframe: "1d", max_nav_pct: 1, max_leverage: 1, params: { pairs: [SYMBOLS] } },
      ],
      "risk_limits.global.max_concurrent_positions": globalSlots,
    }),
  );
}
const config = configOf();

export function bars(atMs: number): JournalEvent {
  const rows = Object.entries(PRICES).map(([symbol, price]) => [symbol, price, price, price, price, 1, 1, 1, 1, price]);
  return { type: "market.bars", atMs, warmup: false, rows } as unknown as JournalEvent;
}

export interface Told {
  readonly signals?: readonly object[];
  readonly drops?: readonly object[];
  readonly vetoes?: readonly object[];
  readonly orders?: readonly object[];
}

export function cycle(atMs: number, { signals = [], drops = [], vetoes = [], orders = [] }: Told): JournalEvent {
  return { type: "cycle.decided", atMs, nav: "100000", signals, drops, vetoes, orders } as unknown as JournalEvent;
}

export function reading(
  events: readonly JournalEvent[],
  wish: { strategy?: string; symbol?: string } = {},
  of = config,
): SignalsReading {
  const { strategy = null, symbol = null } = wish;
  return readSignals({ events, mode: "paper", config: of, strategy, symbol, sinceMs: null, atrFraction: 0.01 });
}

export const at = (hour: number): number => FROM_MS + hour * HOUR_MS;
export const long = (strategy: string, symbol: string) => ({ strategy, symbol, direction: "long", strength: 1 });
export const drop = (strategy: string, symbol: string, reason: string, detail: object | null = null) => ({
  strategy,
  symbol,
  reason,
  detail,
});
