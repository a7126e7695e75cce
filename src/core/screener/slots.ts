import type { StrategyCaps, SymbolCaps } from "../domain/caps.js";
import type { DecisionBook } from "../domain/decision-book.js";
import { dropOf } from "./filters.js";
import type { FilterDrop } from "./filters.js";
import type { IntentPolicy } from "./policy.js";

/** Where the intent builder finds its limits. */
export interface IntentCaps {
  /** risk_limits.global.max_concurrent_positions. */
  readonly maxConcurrentPositions: number;
  readonly strategies: Readonly<Record<string, StrategyCaps>>;
  readonly symbols: Readonly<Record<string, SymbolCaps>>;
}

/** Who occupies what in one account: positions, and orders on their way to one. */
interface Occupancy {
  /** Owner by symbol that holds a position or an entry in flight. */
  readonly owners: ReadonlyMap<string, string>;
  /** Strategy of any other order that still works in a symbol, protective ones of a closed position included. */
  readonly working: ReadonlyMap<string, string>;
}

export function occupancyOf(book: DecisionBook): Occupancy {
  const owners = new Map<string, string>();
  const working = new Map<string, string>();
  for (const position of book.positions) owners.set(position.symbol, position.strategy);
  for (const order of book.pending) {
    working.set(order.symbol, order.strategy);
    if (!order.reduceOnly && !owners.has(order.symbol)) owners.set(order.symbol, order.strategy);
  }
  for (const [place, strategy] of takenElsewhere(book)) owners.set(place, strategy);
  return { owners, working };
}

/**
 * Slots are the fund's: what other accounts hold or are about to takes some, under names that are no symbol here, since
 * each account has its own position in one.
 */
function takenElsewhere({ elsewhere }: DecisionBook): ReadonlyMap<string, string> {
  const taken = new Map<string, string>();
  for (const { account, symbol, strategy } of elsewhere?.positions ?? []) taken.set(`${account}:${symbol}`, strategy);
  for (const { account, symbol, strategy, reduceOnly } of elsewhere?.pending ?? []) {
    if (!reduceOnly) taken.set(`${account}:${symbol}`, strategy);
  }
  return taken;
}

/** Why a strategy may not open in a symbol whatever the slots; null if it may. */
export function symbolDrop(occupancy: Occupancy, strategy: string, symbol: string): FilterDrop | null {
  const owner = occupancy.owners.get(symbol) ?? occupancy.working.get(symbol);
  if (owner === undefined) return null;
  return { reason: owner === strategy ? "order_pending" : "symbol_taken", detail: null };
}

interface SlotRequest {
  readonly strategy: string;
  readonly symbol: string;
}

/**
 * Whether all of some legs find a slot beside what is occupied; the drop of each leg that doesn't, null for the others.
 * Legs count against each other.
 */
export function slotDrops(
  legs: readonly SlotRequest[],
  owners: ReadonlyMap<string, string>,
  caps: IntentCaps,
  policy: IntentPolicy,
): readonly (FilterDrop | null)[] {
  const taken = new Map(owners);
  return legs.map((leg) => {
    const drop = slotDrop(leg, taken, caps, policy);
    if (drop === null) taken.set(leg.symbol, leg.strategy);
    return drop;
  });
}

function slotDrop(
  { strategy, symbol }: SlotRequest,
  owners: ReadonlyMap<string, string>,
  caps: IntentCaps,
  policy: IntentPolicy,
): FilterDrop | null {
  const strategyCaps = caps.strategies[strategy];
  const symbolCaps = caps.symbols[symbol];
  const open = strategyCaps?.enabled === true && symbolCaps?.enabled === true;
  if (!open) return { reason: "disabled", detail: null };
  const owner = owners.get(symbol);
  if (owner !== undefined) return { reason: owner === strategy ? "order_pending" : "symbol_taken", detail: null };

  const symbolLimit = symbolCaps.maxConcurrentPositions;
  const symbolFree = symbolLimit >= 1;
  if (!symbolFree)
    return dropOf("slots_full", 0, symbolLimit, `pairs_universe.universe.${symbol}.caps.max_concurrent_positions`);

  const ofStrategy = [...owners.values()].filter((id) => id === strategy).length;
  const strategyFree = ofStrategy < strategyCaps.maxConcurrent;
  if (!strategyFree) {
    const setting = `strategy_registry.strategies.${strategy}.max_concurrent`;
    return dropOf("strategy_slots_full", ofStrategy, strategyCaps.maxConcurrent, setting);
  }
  const limits = [
    [policy.max_concurrent_positions ?? Infinity, "strategy_config.intents.max_concurrent_positions"],
    [caps.maxConcurrentPositions, "risk_limits.global.max_concurrent_positions"],
  ] as const;
  for (const [limit, setting] of limits) {
    const free = owners.size < limit;
    if (!free) return dropOf("slots_full", owners.size, limit, setting);
  }
  return null;
}
