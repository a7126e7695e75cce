export const LEGS = ["ADAUSDT", "DOTUSDT"];
const PAIR = { id: "relative_value", timeframe: "1d", max_nav_pct: 1, max_leverage: 1, params: { pairs: [LEGS] } };

/** relative_value alone on one pair, with two slots where nothing else is said. */
export function pairOnly(
  changes: Readonly<Record<string, unknown>> = {},
  entry = {},
  settings = {},
): Record<string, unknown> {
  return {
    "strategy_registry.strategies": {
      relative_value: { strategy: "relative_value", enabled: true, max_concurrent: 2, symbols: LEGS, ...entry },
    },
    "strategy_config.strategies": [{ ...PAIR, ...settings }],
    ...changes,
  };
}
