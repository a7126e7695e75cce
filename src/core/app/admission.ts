import type { Config } from "../config/config-files.js";
import { admit, type Trial } from "../ops/admission/admit.js";
import { type Admission, verdicts } from "../ops/admission/verdict.js";
import { type Subject, subjectsOf } from "../ops/admission/subject.js";
import { strategyRegistrySchema, unnamedSettings } from "../strategies/policy.js";
import { bindPairStrategies } from "../strategies/pair-registry.js";
import { bindStrategies, STRATEGIES } from "../strategies/registry.js";
import { MarketReader } from "./market-reader.js";
import { byInstant } from "./recorded-bars.js";
import { dataDirectory } from "./recorded-data.js";

export interface AdmissionWish {
  readonly config: Config;
  readonly strategy: string | null;
  readonly symbol: string | null;
}

/** Instants at which folds are compared, spread over the data. */
const PLACES = 8;
/** Markets on which a strategy is tried that the configuration does not register. */
const TRIED_MARKETS = 2;

/**
 * The admission tests of every strategy there is, on the recorded markets: registered ones, switched off or not, with
 * their parameters on their own markets; the others with their defaults on two markets of the universe, or on their pairs.
 *
 * Errors: DataError where the recorded data is not what its manifest says.
 */
export async function admissions({ config, strategy, symbol }: AdmissionWish): Promise<readonly Admission[]> {
  const { taker_fee_bps: feeBps, exit_slippage_bps: slippageBps } = config.strategy_config.sizing;
  const costFraction = (feeBps + slippageBps) / 10_000;
  const trials: Trial[] = [];
  const reader = new MarketReader(dataDirectory(config));
  for (const subject of everySubject(config)) {
    const wanted =
      (strategy ?? subject.strategy) === subject.strategy &&
      subject.symbols.includes(symbol ?? subject.symbols[0] ?? "");
    if (!wanted || !(await reader.hasAll(subject))) continue;
    const instants = byInstant(await Promise.all(subject.symbols.map((name) => reader.bars(subject, name))));
    trials.push(admit(subject, instants, { every: Math.max(1, Math.floor(instants.length / PLACES)), costFraction }));
  }
  return verdicts(trials);
}

function everySubject(config: Config): readonly Subject[] {
  const { strategy_registry: registry, strategy_config: settings } = config;
  const entries = Object.entries(registry.strategies).map(([id, entry]): readonly [string, unknown] => [
    id,
    { ...entry, enabled: true },
  ]);
  const used = new Set(Object.values(registry.strategies).map((entry) => entry.strategy));
  const others = STRATEGIES.filter(({ id }) => !used.has(id));
  const symbols = settings.universe.slice(0, TRIED_MARKETS);
  const added = others.map(({ id }): readonly [string, unknown] => [
    id,
    { strategy: id, enabled: true, max_concurrent: 1, symbols },
  ]);
  const all = new Map<string, unknown>([...entries, ...added]);
  const tried = strategyRegistrySchema.parse({ strategies: Object.fromEntries(all) });
  const triedSettings = {
    strategies: [...settings.strategies, ...others.map(unnamedSettings)],
  };
  // Each by itself: what one is fed with is not for another to settle.
  return Object.entries(tried.strategies).flatMap(([id, entry]) => {
    const alone = { strategies: { [id]: entry } };
    return subjectsOf(bindStrategies(alone, triedSettings), bindPairStrategies(alone, triedSettings));
  });
}
