import { present } from "../lib/invariant.js";
import type { BoundPairStrategy, PairDefinition, PairSignal } from "./pair-definition.js";
import type { StrategyConfig, StrategyRegistry } from "./policy.js";
import { relativeValue } from "./relative-value.js";
import { createTimeframe, nextTimeframe } from "./timeframe-bars.js";
import type { TimeframeState } from "./timeframe-bars.js";

/** A definition of which only the registry need know the types. */
type AnyPairDefinition = PairDefinition<unknown, unknown>;

/** Every strategy on pairs; strategy_registry.json names them by id, as those on one market. */
export const PAIR_STRATEGIES: readonly AnyPairDefinition[] = [relativeValue];

/** A pair's fold together with the longer bars under way of its legs; plain JSON data. */
interface PairBarsFold {
  readonly bars: readonly [TimeframeState, TimeframeState];
  readonly folded: unknown;
}

/** Closes each enabled strategy on pairs over its parameters, in the order of the registry. */
export function bindPairStrategies(registry: StrategyRegistry, config: StrategyConfig): readonly BoundPairStrategy[] {
  return Object.entries(registry.strategies).flatMap(([id, entry]) => {
    const definition = PAIR_STRATEGIES.find((candidate) => candidate.id === entry.strategy);
    if (!entry.enabled || definition === undefined) return [];
    const settings = config.strategies.find((candidate) => candidate.id === id);
    return [bindPairStrategy(id, definition, present(settings, `strategy_config.strategies entry of ${id}`).params)];
  });
}

function bindPairStrategy(id: string, definition: AnyPairDefinition, givenParams: unknown): BoundPairStrategy {
  const params = definition.params.parse(givenParams);
  const { barMs } = definition;
  const prefix = `strategy_config.strategies.${id}.`;
  return {
    id,
    definitionId: definition.id,
    barMs,
    pairs: definition.pairs(params),
    warmupBars: definition.warmupBars(params),
    create: (): PairBarsFold => ({ bars: [createTimeframe(), createTimeframe()], folded: definition.create(params) }),
    next: (state, leg, bar) => {
      const { bars, folded } = state as PairBarsFold;
      for (const over of nextTimeframe(bars[leg], bar, barMs)) definition.next(folded, leg, over, params);
    },
    signal: (state, pair, held): PairSignal => {
      const signal = definition.signal((state as PairBarsFold).folded, pair, held, params);
      if (signal.kind !== "none" || signal.detail === null) return signal;
      return { ...signal, detail: { ...signal.detail, setting: prefix + signal.detail.setting } };
    },
  };
}
