import type { Config } from "../../config/config-files.js";
import { Failure } from "../../lib/failure.js";
import { requireName } from "../../ops/whatif/request.js";
import { type StrategySettings, unnamedSettings } from "../../strategies/policy.js";
import { STRATEGIES } from "../../strategies/registry.js";

/** What a backtest was asked for; null takes what is configured. */
export interface BacktestWish {
  /** Keys of strategy_registry.json, or ids of strategies that are not registered. */
  readonly strategies: readonly string[];
  readonly symbols: readonly string[] | null;
  /** Parameters of the one strategy, over the configured ones. */
  readonly params: Readonly<Record<string, unknown>>;
}

type Entry = Config["strategy_registry"]["strategies"][string];

/**
 * The configuration with these strategies alone, on these markets, with these parameters; limits, costs and everything
 * else stay as they are.
 *
 * Errors: Failure 2 for an unknown strategy, symbol or parameter, with the nearest name.
 */
export function backtestConfig(config: Config, wish: BacktestWish): Config {
  const { strategy_registry: registry, strategy_config: settings } = config;
  const known = [...new Set([...Object.keys(registry.strategies), ...STRATEGIES.map(({ id }) => id)])];
  const markets = config.pairs_universe.universe.map(({ symbol }) => symbol);
  const symbols = wish.symbols?.map((symbol) => requireName("symbol", symbol, markets)) ?? null;
  const ids = wish.strategies.map((id) => requireName("strategy", id, known));
  const chosen = ids.map((id) => settingsOf(config, id, wish));
  const entries = chosen.map((of): readonly [string, Entry] => {
    const entry = registry.strategies[of.id] ?? unregistered(of.id, settings.universe);
    return [
      of.id,
      { ...entry, enabled: true, symbols: [...(legsOf(config, of, symbols) ?? symbols ?? entry.symbols)] },
    ];
  });
  const traded = new Set(entries.flatMap(([, entry]) => entry.symbols));
  return {
    ...config,
    strategy_registry: { ...registry, strategies: Object.fromEntries(entries) },
    strategy_config: {
      ...settings,
      universe: markets.filter((symbol) => traded.has(symbol)),
      strategies: chosen,
    },
  };
}

/** Where a strategy stands that the configuration does not register: on the whole universe, without a bound of its own. */
function unregistered(id: string, universe: readonly string[]): Entry {
  return {
    strategy: id,
    enabled: true,
    max_concurrent: universe.length,
    capacity_usd: null,
    symbols: [...universe],
    tags: [],
  };
}

function settingsOf(config: Config, id: string, { params }: BacktestWish): StrategySettings {
  const definition = definitionOf(config, id);
  const found =
    config.strategy_config.strategies.find((settings) => settings.id === id) ??
    unnamedSettings({ id, barMs: definition.barMs });
  const wanted = { ...found.params, ...params };
  const parsed = definition.params.safeParse(wanted);
  if (parsed.success) return { ...found, params: parsed.data as Record<string, unknown> };
  const [issue] = parsed.error.issues;
  const unknown = issue?.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  if (unknown !== undefined) requireName("param", unknown, Object.keys(knownParams(definition)));
  const path = issue?.path.join(".") ?? "";
  throw new Failure("bad_param", 2, `--param ${path}: ${issue?.message ?? "can't be used"}`, {
    path: `--param ${path}`,
    value: wanted[String(issue?.path[0])],
    fix: `Parameters of ${definition.id} and their bounds: docs/STRATEGIES.md.`,
  });
}

function definitionOf(config: Config, id: string): (typeof STRATEGIES)[number] {
  const name = config.strategy_registry.strategies[id]?.strategy ?? id;
  const definition = STRATEGIES.find((candidate) => candidate.id === name);
  if (definition !== undefined) return definition;
  throw new Failure("unknown_strategy", 2, `there is no strategy "${name}"`, { path: "--strategy", value: name });
}

/** All parameters with their defaults. */
function knownParams(definition: (typeof STRATEGIES)[number]): Readonly<Record<string, unknown>> {
  return definition.params.parse({}) as Readonly<Record<string, unknown>>;
}

/** Markets of a strategy on pairs, which its parameters name; null for one on single markets. */
function legsOf(
  config: Config,
  { id, params }: StrategySettings,
  symbols: readonly string[] | null,
): readonly string[] | null {
  const legs = definitionOf(config, id)
    .pairs?.(params)
    .flatMap((pair) => pair.symbols);
  if (legs === undefined) return null;
  if (symbols === null) return [...new Set(legs)];
  throw new Failure("bad_symbols", 2, `--symbols does not choose markets of ${id}, which trades pairs`, {
    path: "--symbols",
    value: symbols.join(","),
    fix: `Name the pairs, as in --param 'pairs=[["ETHUSDT","BTCUSDT"]]'.`,
  });
}
