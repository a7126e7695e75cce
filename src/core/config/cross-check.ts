import type { z } from "zod";
import { type Timeframe, timeframeMs, timeframeOf } from "../domain/data-series.js";
import type { CheckedFiles } from "./config-files.js";
import { checkSymbols } from "./cross-check-symbols.js";
import { checkVenuesAndAccounts } from "./cross-check-venues.js";
import { issuesToProblems } from "./issues.js";
import { checkMetaModel } from "./meta-model.js";
import type { ConfigProblem } from "./problem.js";
import { twice, unknownReference } from "./reference-problems.js";
import { toSchemaNode } from "./schema-node.js";

/** What the configuration has to know of a strategy's code. */
export interface KnownStrategy {
  readonly id: string;
  readonly barMs: number;
  /** Other lengths of bars that it may be set to. */
  readonly otherBarsMs?: readonly number[];
  readonly params: z.ZodType;
  /** Of a strategy on pairs: which ones its parameters name. */
  pairs?(params: unknown): readonly { readonly symbols: readonly string[] }[];
}

/**
 * What no single schema can see: names in one file that another must know. Files that failed are left out, so that
 * one broken file doesn't make every name in the others look unknown. Also fills strategy parameters with defaults.
 */
export function crossCheck(
  files: CheckedFiles,
  strategies: readonly KnownStrategy[],
): { readonly config: CheckedFiles; readonly problems: readonly ConfigProblem[] } {
  const params = completeParams(files, strategies);
  const problems = [
    ...checkRegistry(files, strategies),
    ...params.problems,
    ...checkSymbols(files),
    ...checkVenuesAndAccounts(files),
    ...checkMetaModel(files),
  ];
  return { config: params.config, problems };
}

function checkRegistry(files: CheckedFiles, strategies: readonly KnownStrategy[]): readonly ConfigProblem[] {
  const registry = files.strategy_registry?.strategies;
  if (registry === undefined) return [];
  const problems: ConfigProblem[] = [];
  const known = strategies.map((strategy) => strategy.id);
  const settings = files.strategy_config?.strategies.map((entry) => entry.id);
  for (const [id, entry] of Object.entries(registry)) {
    const path = `strategies.${id}`;
    const file = "strategy_registry.json";
    if (!known.includes(entry.strategy)) {
      problems.push(
        unknownReference({
          file,
          path: `${path}.strategy`,
          value: entry.strategy,
          known,
          what: "strategy of this build",
        }),
      );
    }
    if (entry.enabled && settings !== undefined && !settings.includes(id)) {
      const what = "id of strategy_config.strategies";
      problems.push(unknownReference({ file, path, value: id, known: settings, what }));
    }
  }
  return problems;
}

function completeParams(
  files: CheckedFiles,
  strategies: readonly KnownStrategy[],
): { readonly config: CheckedFiles; readonly problems: readonly ConfigProblem[] } {
  const { strategy_config: settings, strategy_registry: registry } = files;
  if (settings === undefined || registry === undefined) return { config: files, problems: [] };
  const problems: ConfigProblem[] = [];
  const seen = new Set<string>();
  const completed = settings.strategies.map((entry, index) => {
    const path = `strategies.${index}`;
    const file = "strategy_config.json";
    if (seen.has(entry.id)) problems.push(twice(file, `${path}.id`, entry.id));
    seen.add(entry.id);
    const registered = registry.strategies[entry.id];
    if (registered === undefined) {
      const known = Object.keys(registry.strategies);
      problems.push(
        unknownReference({
          file,
          path: `${path}.id`,
          value: entry.id,
          known,
          what: "strategy of strategy_registry.json",
        }),
      );
      return entry;
    }
    const strategy = strategies.find((candidate) => candidate.id === registered.strategy);
    if (strategy === undefined) return entry;
    if (!barLengths(strategy).includes(timeframeMs(entry.timeframe)))
      problems.push(wrongTimeframe(path, entry.timeframe, strategy));
    const params = strategy.params.safeParse(entry.params, { jitless: true });
    if (params.success) {
      const named = strategy.pairs?.(params.data).flatMap(({ symbols }) => symbols) ?? [];
      problems.push(...strayLegs([...new Set(named)], `${path}.params.pairs`, entry.id, registered.symbols));
      return { ...entry, params: params.data as Record<string, unknown> };
    }
    const source = {
      file,
      issues: params.error.issues,
      raw: entry.params,
      schema: toSchemaNode(strategy.params),
      prefix: `${path}.params`,
    };
    problems.push(...issuesToProblems(source));
    return entry;
  });
  return { config: { ...files, strategy_config: { ...settings, strategies: completed } }, problems };
}

/** A pair may only have legs that its strategy is registered on: caps, bars and accounts go by the registry. */
function strayLegs(
  named: readonly string[],
  path: string,
  id: string,
  known: readonly string[],
): readonly ConfigProblem[] {
  const file = "strategy_config.json";
  const what = `symbol of strategy_registry.strategies.${id}.symbols`;
  return named
    .filter((symbol) => !known.includes(symbol))
    .map((value) => unknownReference({ file, path, value, known, what }));
}

function barLengths({ barMs, otherBarsMs = [] }: KnownStrategy): readonly number[] {
  return [barMs, ...otherBarsMs];
}

function wrongTimeframe(path: string, timeframe: Timeframe, strategy: KnownStrategy): ConfigProblem {
  const right = barLengths(strategy)
    .map((barMs) => timeframeOf(barMs) ?? `${barMs} ms`)
    .join(" or ");
  const file = "strategy_config.json";
  const message = `is ${timeframe}, but ${strategy.id} is defined on ${right} bars`;
  return {
    code: "not_allowed",
    file,
    path: `${path}.timeframe`,
    value: timeframe,
    allowed: right,
    message,
    fix: `Write ${right}.`,
  };
}
