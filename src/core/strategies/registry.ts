import type { Signal } from "../domain/intent.js";
import { timeframeMs } from "../domain/data-series.js";
import { present } from "../lib/invariant.js";
import type { BoundStrategy, StrategyDefinition } from "./definition.js";
import { momentum } from "./momentum.js";
import { smartMoney } from "./smart-money.js";
import type { StrategyConfig, StrategyRegistry, StrategySettings } from "./policy.js";
import { baseBarMs, onTimeframe } from "./on-timeframe.js";
import { PAIR_STRATEGIES } from "./pair-registry.js";
import { volTarget } from "./vol-target.js";

/** A definition of which only the registry need know the types. */
type AnyStrategyDefinition = StrategyDefinition<unknown, unknown>;

/** Strategies on one market each. */
export const MARKET_STRATEGIES: readonly AnyStrategyDefinition[] = [momentum, volTarget, smartMoney];

/** What the configuration has to know of a strategy. */
type StrategyFacts = Pick<
  AnyStrategyDefinition,
  "id" | "title" | "barMs" | "otherBarsMs" | "sizing" | "params" | "narrowestStopAtr"
> & {
  /** Of a strategy on pairs: which ones its parameters name. */
  pairs?(params: unknown): readonly { readonly symbols: readonly string[] }[];
};

/** Every strategy there is; strategy_registry.json names them by id. */
export const STRATEGIES: readonly StrategyFacts[] = [...MARKET_STRATEGIES, ...PAIR_STRATEGIES];

/**
 * Closes each enabled strategy on one market over its parameters, in the order of the registry; those on pairs are
 * bound by `bindPairStrategies`.
 *
 * Errors:  InvariantError on an unknown definition or missing settings, ZodError on bad parameters. The loader's
 *          cross-checks have refused such files before, with file and path.
 */
export function bindStrategies(registry: StrategyRegistry, config: StrategyConfig): readonly BoundStrategy[] {
  const settings = settingsById(config);
  const baseMs = baseBarMs(enabledBars(registry, config));
  return Object.entries(registry.strategies)
    .filter(([, entry]) => entry.enabled && !PAIR_STRATEGIES.some(({ id }) => id === entry.strategy))
    .map(([id, entry]) => {
      const definition = MARKET_STRATEGIES.find((candidate) => candidate.id === entry.strategy);
      const { params, timeframe } = present(settings[id], `strategy_config.strategies entry of ${id}`);
      return bindStrategy(present(definition, `strategy ${entry.strategy}`), {
        ...{ id, params, symbols: entry.symbols, barMs: timeframeMs(timeframe), baseMs },
      });
    });
}

/** Bars of the enabled strategies, those on pairs included. */
function enabledBars(
  registry: StrategyRegistry,
  { strategies }: StrategyConfig,
): readonly { readonly barMs: number }[] {
  return strategies
    .filter(({ id }) => registry.strategies[id]?.enabled === true)
    .map(({ timeframe }) => ({ barMs: timeframeMs(timeframe) }));
}

/** Settings by strategy id: the screener's filters, and the caps, are read from here. */
export function settingsById(config: StrategyConfig): Readonly<Record<string, StrategySettings>> {
  return Object.fromEntries(config.strategies.map((settings) => [settings.id, settings]));
}

interface Binding {
  readonly id: string;
  readonly params: unknown;
  readonly symbols: readonly string[];
  readonly barMs: number;
  /** Length of the bars it will be fed with. */
  readonly baseMs: number;
}

function bindStrategy(definition: AnyStrategyDefinition, binding: Binding): BoundStrategy {
  const { id, symbols, barMs, baseMs } = binding;
  const params = definition.params.parse(binding.params);
  const prefix = `strategy_config.strategies.${id}.`;
  const fold = onTimeframe(definition, params, { barMs, baseMs });
  return {
    id,
    definitionId: definition.id,
    sizing: definition.sizing,
    barMs,
    symbols,
    warmupBars: definition.warmupBars(params),
    create: () => fold.create(),
    next: (state, bar) => {
      fold.next(state, bar);
    },
    signal: (state, held): Signal => {
      const signal = definition.signal(fold.read(state), held, params);
      if (signal.kind === "target" || signal.detail === null) return signal;
      const { measured, limit, setting } = signal.detail;
      return { ...signal, detail: { measured, limit, setting: prefix + setting } };
    },
  };
}
