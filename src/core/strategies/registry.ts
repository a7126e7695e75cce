import type { core } from "zod";
import type { Signal } from "../domain/intent.js";
import { invariant, present } from "../lib/invariant.js";
import type { BoundStrategy, HeldDirection, StrategyDefinition } from "./definition.js";
import { momentum } from "./momentum.js";
import type { StrategyConfig, StrategyRegistry, StrategyRegistryEntry, StrategySettings } from "./policy.js";
import { TIMEFRAME_MS, TIMEFRAMES } from "./policy.js";

/** A definition of which only the registry need know the types. */
export type AnyStrategyDefinition = StrategyDefinition<unknown, unknown>;

/** Every strategy there is; strategy_registry.json names them by id. */
export const STRATEGIES: readonly AnyStrategyDefinition[] = [momentum];

/** What is wrong with a pair of registry and settings, as data: the loader makes the text. */
export interface StrategyIssue {
  readonly code: "unknown_reference" | "contradiction" | "invalid_params";
  readonly file: "strategy_registry" | "strategy_config";
  /** Path inside the file. Entries of `strategies` in strategy_config.json are named by position. */
  readonly path: readonly (string | number)[];
  readonly value: unknown;
  readonly message: string;
  readonly allowed: readonly string[];
  /** What the parameter schema says, with `invalid_params`; its path starts at `params`. */
  readonly zodIssue: core.$ZodIssue | null;
}

/** Checks what neither file can check alone: known definitions, settings for each strategy, their parameters. */
export function checkStrategies(registry: StrategyRegistry, config: StrategyConfig): StrategyIssue[] {
  const entries = Object.entries(registry.strategies);
  return [
    ...entries.flatMap(([id, entry]) => checkEntry(id, entry, config)),
    ...config.strategies.flatMap((settings, index) => checkSettings(settings, index, registry)),
    ...checkRepeats(config),
  ];
}

/**
 * Closes each enabled strategy over its parameters, in the order of the registry.
 *
 * Errors:  InvariantError on what {@link checkStrategies} reports; the loader has refused such files before.
 */
export function bindStrategies(registry: StrategyRegistry, config: StrategyConfig): readonly BoundStrategy[] {
  const issues = checkStrategies(registry, config);
  invariant(issues.length === 0, `strategies do not fit their settings: ${issues[0]?.message ?? ""}`);
  return Object.entries(registry.strategies)
    .filter(([, entry]) => entry.enabled)
    .map(([id, entry]) => {
      const definition = present(definitionOf(entry.strategy), `strategy ${entry.strategy}`);
      const settings = present(settingsOf(id, config), `settings of ${id}`);
      return bindStrategy(id, { definition, settings, symbols: entry.symbols });
    });
}

/** Settings by strategy id, as the screener takes them. */
export function settingsById(config: StrategyConfig): Readonly<Record<string, StrategySettings>> {
  return Object.fromEntries(config.strategies.map((settings) => [settings.id, settings]));
}

function bindStrategy(
  id: string,
  bound: { definition: AnyStrategyDefinition; settings: StrategySettings; symbols: readonly string[] },
): BoundStrategy {
  const { definition, settings, symbols } = bound;
  const params = definition.params.parse(settings.params);
  const prefix = `strategy_config.strategies.${id}.`;
  return {
    id,
    definitionId: definition.id,
    sizing: definition.sizing,
    barMs: definition.barMs,
    symbols,
    warmupBars: definition.warmupBars(params),
    create: () => definition.create(params),
    next: (state, bar) => definition.next(state, bar, params),
    signal: (state, held: HeldDirection): Signal => {
      const signal = definition.signal(state, held, params);
      if (signal.kind === "target" || signal.detail === null) return signal;
      const { measured, limit, setting } = signal.detail;
      return { ...signal, detail: { measured, limit, setting: prefix + setting } };
    },
  };
}

function checkEntry(id: string, entry: StrategyRegistryEntry, config: StrategyConfig): StrategyIssue[] {
  const issue = { code: "unknown_reference", file: "strategy_registry", zodIssue: null } as const;
  if (definitionOf(entry.strategy) === undefined) {
    const allowed = STRATEGIES.map((definition) => definition.id);
    const path = ["strategies", id, "strategy"];
    return [{ ...issue, path, value: entry.strategy, message: `there is no strategy "${entry.strategy}"`, allowed }];
  }
  if (!entry.enabled || settingsOf(id, config) !== undefined) return [];
  const allowed = config.strategies.map((settings) => settings.id);
  const message = `"${id}" is enabled but has no entry in strategies of strategy_config.json`;
  return [{ ...issue, path: ["strategies", id], value: id, message, allowed }];
}

function checkSettings(settings: StrategySettings, index: number, registry: StrategyRegistry): StrategyIssue[] {
  const path = ["strategies", index];
  const issue = { file: "strategy_config", zodIssue: null } as const;
  const entry = registry.strategies[settings.id];
  if (entry === undefined) {
    const allowed = Object.keys(registry.strategies);
    const message = `"${settings.id}" is not in strategy_registry.json`;
    return [{ ...issue, code: "unknown_reference", path: [...path, "id"], value: settings.id, message, allowed }];
  }
  const definition = definitionOf(entry.strategy);
  if (definition === undefined) return [];
  return [...checkTimeframe(definition, settings, path), ...checkParams(definition, settings, path)];
}

function checkTimeframe(
  definition: AnyStrategyDefinition,
  settings: StrategySettings,
  path: readonly (string | number)[],
): StrategyIssue[] {
  if (TIMEFRAME_MS[settings.timeframe] === definition.barMs) return [];
  const allowed = TIMEFRAMES.filter((name) => TIMEFRAME_MS[name] === definition.barMs);
  const issue = { code: "contradiction", file: "strategy_config", path: [...path, "timeframe"] } as const;
  const message = `${definition.id} is defined on bars of ${allowed.join()}`;
  return [{ ...issue, value: settings.timeframe, message, allowed, zodIssue: null }];
}

function checkParams(
  definition: AnyStrategyDefinition,
  settings: StrategySettings,
  path: readonly (string | number)[],
): StrategyIssue[] {
  const issue = { code: "invalid_params", file: "strategy_config", allowed: [] } as const;
  return (definition.params.safeParse(settings.params).error?.issues ?? []).map((zodIssue) => {
    const keys = zodIssue.path.map((key) => (typeof key === "number" ? key : String(key)));
    const value = keys.reduce<unknown>(memberOf, settings.params);
    return { ...issue, path: [...path, "params", ...keys], value, message: zodIssue.message, zodIssue };
  });
}

function checkRepeats(config: StrategyConfig): StrategyIssue[] {
  return config.strategies.flatMap((settings, index) => {
    const first = config.strategies.findIndex((other) => other.id === settings.id);
    if (first === index) return [];
    const message = `"${settings.id}" has its settings at position ${first} already`;
    const issue = { code: "contradiction", file: "strategy_config", path: ["strategies", index, "id"] } as const;
    return [{ ...issue, value: settings.id, message, allowed: [], zodIssue: null }];
  });
}

function memberOf(value: unknown, key: string | number): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function definitionOf(id: string): AnyStrategyDefinition | undefined {
  return STRATEGIES.find((definition) => definition.id === id);
}

function settingsOf(id: string, config: StrategyConfig): StrategySettings | undefined {
  return config.strategies.find((settings) => settings.id === id);
}
