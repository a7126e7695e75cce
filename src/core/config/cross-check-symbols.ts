import type { CheckedFiles } from "./config-files.js";
import type { ConfigProblem } from "./problem.js";
import { unknownReference } from "./reference-problems.js";

/** Symbols and tiers that one file names and another must know. */
export function checkSymbols(files: CheckedFiles): readonly ConfigProblem[] {
  const listed = files.pairs_universe?.universe.map((entry) => entry.symbol);
  const instruments = files.venues && Object.values(files.venues).flatMap((venue) => Object.keys(venue.instruments));
  return [
    ...(listed === undefined ? [] : namesOfUniverse(files, listed)),
    ...(instruments === undefined ? [] : namesOfInstruments(files, instruments)),
    ...checkTiers(files),
    ...checkRestricted(files, [...(listed ?? []), ...(instruments ?? [])]),
  ];
}

interface NamedSymbol {
  readonly file: string;
  readonly path: string;
  readonly value: string;
}

function notIn(named: readonly NamedSymbol[], known: readonly string[], what: string): readonly ConfigProblem[] {
  return named.filter(({ value }) => !known.includes(value)).map((name) => unknownReference({ ...name, known, what }));
}

function namesOfUniverse(files: CheckedFiles, listed: readonly string[]): readonly ConfigProblem[] {
  const named: NamedSymbol[] = [];
  for (const [id, entry] of Object.entries(files.strategy_registry?.strategies ?? {})) {
    named.push(...each("strategy_registry.json", `strategies.${id}.symbols`, entry.symbols));
  }
  named.push(...each("strategy_config.json", "universe", files.strategy_config?.universe ?? []));
  for (const symbol of Object.keys(files.risk_limits?.per_symbol ?? {})) {
    named.push({ file: "risk_limits.json", path: `per_symbol.${symbol}`, value: symbol });
  }
  for (const [name, group] of Object.entries(files.risk_limits?.global.correlation.groups ?? {})) {
    const members = each("risk_limits.json", `global.correlation.groups.${name}.symbols`, group.symbols);
    named.push(...members.filter(({ value }) => value !== "*"));
  }
  files.accounts?.routes.forEach((route, index) => {
    named.push(...each("accounts.json", `routes.${index}.symbols`, route.symbols));
  });
  return [...notIn(named, listed, "symbol of pairs_universe.json"), ...checkFed(files)];
}

/** A strategy on a symbol whose bars are not fed would wait for its warm-up for ever. */
function checkFed(files: CheckedFiles): readonly ConfigProblem[] {
  const fed = files.strategy_config?.universe;
  const registry = files.strategy_registry?.strategies;
  if (fed === undefined || registry === undefined) return [];
  const named = Object.entries(registry)
    .filter(([, entry]) => entry.enabled)
    .flatMap(([id, entry]) => each("strategy_registry.json", `strategies.${id}.symbols`, entry.symbols));
  const listed = files.pairs_universe?.universe.map((entry) => entry.symbol);
  // A symbol that pairs_universe.json doesn't know has been named already.
  const known = named.filter(({ value }) => listed === undefined || listed.includes(value));
  return notIn(known, fed, "symbol of strategy_config.universe");
}

function namesOfInstruments(files: CheckedFiles, instruments: readonly string[]): readonly ConfigProblem[] {
  const named = (files.pairs_universe?.universe ?? []).flatMap((entry, index) => {
    const path = `universe.${index}.symbol`;
    return entry.enabled ? [{ file: "pairs_universe.json", path, value: entry.symbol }] : [];
  });
  const benchmark = files.strategy_config?.screener.beta_benchmark;
  if (benchmark !== undefined) {
    named.push({ file: "strategy_config.json", path: "screener.beta_benchmark", value: benchmark });
  }
  return notIn(named, instruments, "instrument of venues.json");
}

function checkTiers(files: CheckedFiles): readonly ConfigProblem[] {
  const tiers = files.risk_limits?.global.tiers;
  if (tiers === undefined) return [];
  const named = (files.pairs_universe?.universe ?? []).map((entry, index) => ({
    file: "pairs_universe.json",
    path: `universe.${index}.tier`,
    value: entry.tier,
  }));
  return notIn(named, Object.keys(tiers), "tier of risk_limits.global.tiers");
}

/** A misspelt restriction restricts nothing, so a name that no file knows is refused. */
function checkRestricted(files: CheckedFiles, known: readonly string[]): readonly ConfigProblem[] {
  const restricted = files.risk_limits?.restricted_symbols;
  if (restricted === undefined || known.length === 0) return [];
  const unique = [...new Set(known)];
  return notIn(each("risk_limits.json", "restricted_symbols", restricted), unique, "symbol of this configuration");
}

function each(file: string, path: string, symbols: readonly string[]): readonly NamedSymbol[] {
  return symbols.map((value, index) => ({ file, path: `${path}.${index}`, value }));
}
