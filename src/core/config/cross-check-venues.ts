import type { CheckedFiles } from "./config-files.js";
import type { ConfigProblem } from "./problem.js";
import { twice, unknownReference } from "./reference-problems.js";
import type { InstrumentSettings } from "./venues.js";

/** Venues against themselves and against what accounts, routes and limits say of them. */
export function checkVenuesAndAccounts(files: CheckedFiles): readonly ConfigProblem[] {
  return [...checkAccounts(files), ...checkRoutes(files), ...checkInstruments(files), ...checkOutages(files)];
}

function checkAccounts(files: CheckedFiles): readonly ConfigProblem[] {
  const file = "accounts.json";
  const accounts = files.accounts?.accounts ?? [];
  const venues = files.venues && Object.keys(files.venues);
  return accounts.flatMap((account, index) => {
    const path = `accounts.${index}`;
    const repeated = accounts.findIndex((other) => other.id === account.id) < index;
    const strange = venues !== undefined && !venues.includes(account.venue);
    const what = "venue of venues.json";
    return [
      ...(repeated ? [twice(file, `${path}.id`, account.id)] : []),
      ...(strange
        ? [unknownReference({ file, path: `${path}.venue`, value: account.venue, known: venues, what })]
        : []),
    ];
  });
}

function checkRoutes(files: CheckedFiles): readonly ConfigProblem[] {
  const policy = files.accounts;
  if (policy === undefined) return [];
  const file = "accounts.json";
  const known = policy.accounts.map((account) => account.id);
  const named = [
    { path: "default", value: policy.default },
    ...policy.routes.map((route, index) => ({ path: `routes.${index}.account`, value: route.account })),
    ...(policy.default_standby ?? []).map((value, place) => ({ path: `default_standby.${place}`, value })),
    ...policy.routes.flatMap(({ standby = [] }, index) =>
      standby.map((value, place) => ({ path: `routes.${index}.standby.${place}`, value })),
    ),
  ];
  const problems = named
    .filter(({ value }) => !known.includes(value))
    .map((name) => unknownReference({ file, ...name, known, what: "account of accounts.json" }));
  const strategies = files.strategy_registry && Object.keys(files.strategy_registry.strategies);
  if (strategies === undefined) return problems;
  const routed = policy.routes.flatMap((route, index) =>
    route.strategies.map((value, place) => ({ path: `routes.${index}.strategies.${place}`, value })),
  );
  const strange = routed.filter(({ value }) => !strategies.includes(value));
  const what = "strategy of strategy_registry.json";
  return [...problems, ...strange.map((name) => unknownReference({ file, ...name, known: strategies, what }))];
}

function checkInstruments(files: CheckedFiles): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  for (const [venue, settings] of Object.entries(files.venues ?? {})) {
    for (const [symbol, instrument] of Object.entries(settings.instruments)) {
      const path = `${venue}.instruments.${symbol}`;
      problems.push(...checkBrackets(path, instrument), ...checkQuantities(path, instrument));
      problems.push(...checkQuote(path, instrument, files.risk_limits?.quote_symbols));
    }
  }
  return problems;
}

/** Each names a venue, and those of one venue come one after the other: [from, to) of the next begins after this one. */
function checkOutages(files: CheckedFiles): readonly ConfigProblem[] {
  const outages = files.runtime?.paper.outages ?? [];
  const known = Object.keys(files.venues ?? {});
  const file = "runtime.json";
  return outages.flatMap(({ venue, from }, index): readonly ConfigProblem[] => {
    const path = `paper.outages.${index}`;
    const what = "venue of venues.json";
    if (files.venues !== undefined && !known.includes(venue))
      return [unknownReference({ file, path: `${path}.venue`, value: venue, known, what })];
    const before = outages.slice(0, index).findLast((other) => other.venue === venue);
    if (before === undefined || Date.parse(before.to) < Date.parse(from)) return [];
    const message = `begins before the outage of ${venue} before it has ended`;
    const fix = "Write the outages of a venue in their order, apart from each other.";
    return [
      { code: "contradiction", file, path: `${path}.from`, value: from, allowed: `> ${before.to}`, message, fix },
    ];
  });
}

/** Larger positions never get more leverage or less margin. */
function checkBrackets(path: string, instrument: InstrumentSettings): readonly ConfigProblem[] {
  const { brackets } = instrument;
  const wrong = brackets.findIndex((bracket, index) => {
    const before = brackets[index - 1];
    if (before === undefined) return false;
    const rises =
      bracket.notional_cap_usd > before.notional_cap_usd && bracket.maintenance_rate >= before.maintenance_rate;
    return !(rises && bracket.max_leverage <= before.max_leverage);
  });
  if (wrong < 0) return [];
  const at = `${path}.brackets.${wrong}`;
  const message = "tiers must rise in notional cap and maintenance rate and fall in leverage";
  const fix = "Put the tiers in the venue's order, smallest notional first.";
  return [
    { code: "contradiction", file: "venues.json", path: at, value: brackets[wrong], allowed: null, message, fix },
  ];
}

function checkQuantities(path: string, instrument: InstrumentSettings): readonly ConfigProblem[] {
  const { min_qty: least, max_qty: most, market_max_qty: mostAtMarket } = instrument.filters;
  return [
    { key: "max_qty", value: most },
    { key: "market_max_qty", value: mostAtMarket },
  ]
    .filter(({ value }) => !(Number(least) <= Number(value)))
    .map(({ key, value }) => {
      const at = `${path}.filters.${key}`;
      const message = `is ${value}, below min_qty ${least}: no quantity is legal`;
      return {
        code: "contradiction",
        file: "venues.json",
        path: at,
        value,
        allowed: `≥ ${least}`,
        message,
        fix: `Write ${least} or more.`,
      };
    });
}

function checkQuote(
  path: string,
  instrument: InstrumentSettings,
  quotes: readonly string[] | undefined,
): readonly ConfigProblem[] {
  const value = instrument.quote_asset;
  if (quotes === undefined || quotes.includes(value)) return [];
  const at = { file: "venues.json", path: `${path}.quote_asset`, value, known: quotes };
  return [unknownReference({ ...at, what: "asset of risk_limits.quote_symbols" })];
}
