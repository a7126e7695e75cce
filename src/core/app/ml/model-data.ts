import { nodeFiles } from "../../adapters/fs/node-files.js";
import type { Config } from "../../config/config-files.js";
import type { ModelRecipe } from "../../domain/meta-model.js";
import { Failure } from "../../lib/failure.js";
import { HOUR_MS } from "../../lib/time.js";
import type { BarStore } from "../../ports/bar-store.js";
import { backtestConfig } from "../../research/run/backtest-config.js";
import { collectSamples, type SampleSet } from "../../research/ml/samples.js";
import type { BoundStrategy } from "../../strategies/definition.js";
import { createEngineContext } from "../engine-context.js";
import { requireConfig } from "../load-config.js";
import { openSessionData } from "../session-data.js";

export interface ModelSource {
  readonly config: Config;
  readonly store: BarStore;
  readonly strategy: BoundStrategy;
}

/** Errors: Failure 2 for an unknown strategy or symbol, and for a strategy on pairs; 3 for data that can't be used. */
export async function openModelSource(
  configDirectory: string,
  { strategy: id, symbols }: { readonly strategy: string; readonly symbols: readonly string[] | null },
): Promise<ModelSource> {
  const base = requireConfig({ directory: configDirectory, env: process.env, files: nodeFiles });
  const config = backtestConfig(base, { strategies: [id], symbols, params: {} });
  const [strategy] = createEngineContext(config).strategies;
  if (strategy === undefined) {
    throw new Failure("no_single_market", 2, `${id} trades pairs: a model judges entries of one market`, {
      ...{ path: "--strategy", value: id },
      fix: "Choose a strategy on single markets, as in --strategy momentum.",
    });
  }
  return { config, strategy, store: await openSessionData(config) };
}

/** The samples of a recipe. Errors: Failure 3 where bars are not hours: the features are defined on them. */
export async function samplesOfRecipe({ store, strategy }: ModelSource, recipe: ModelRecipe): Promise<SampleSet> {
  const [symbol = ""] = recipe.symbols;
  const { barMs } = await store.bars(symbol, { fromMs: recipe.fromMs, toMs: recipe.toMs });
  if (barMs !== HOUR_MS) {
    throw new Failure("bars_not_hours", 3, `the features of a model are defined on bars of 1h, ${symbol} has others`, {
      ...{ file: "strategy_config.json", path: "strategies", value: barMs },
      fix: "Set the enabled strategies to a timeframe of 1h or more.",
    });
  }
  return collectSamples(store, strategy, recipe);
}
