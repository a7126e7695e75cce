import { grouped } from "../lib/grouped.js";
import type { SizedOrder } from "../domain/intent.js";
import type { OrderRecord } from "../domain/order.js";
import { positionKey } from "../domain/portfolio.js";
import type { Position } from "../domain/position.js";
import { isZeroDec } from "../lib/decimal.js";
import { exitSide } from "./exit-order.js";
import { planFlatten } from "./flatten.js";
import {
  cancel,
  type ExitViews,
  type Guard,
  isCancellable,
  NO_ACTIONS,
  type ProtectionAction,
  type Trim,
} from "./guard.js";
import { belongsTo, isLive } from "./protection.js";
import { planCloseAgain } from "./close-again.js";
import { planDisasterStop, planStrategyStop } from "./plan-stops.js";
import { planTakeProfits } from "./plan-take-profits.js";
import type { ExitPolicy } from "./policy.js";

export interface ProtectionInput {
  readonly positions: readonly Position[];
  /** Orders that are not final and those that ended since the last cycle, oldest first. */
  readonly orders: readonly OrderRecord[];
  readonly view: ExitViews;
  /** Of an account whose venue has rules of its own; `view` for all where it is left out. */
  readonly viewOf?: (account: string) => ExitViews;
  readonly policy: ExitPolicy;
  readonly atMs: number;
  /** A hard limit demands a flat book: every position is closed, every entry withdrawn. */
  readonly flattenAll: boolean;
  /** Symbols that an operator wants closed; none where it is left out. */
  readonly flattenSymbols?: readonly string[];
  /** By position key: not before then, the venue has refused to close it; at once where it is left out. */
  readonly mayCloseAtMs?: (key: string) => number;
  /** Positions, by `account:symbol`, that must not stay as they are, and why. */
  readonly unwinding?: Readonly<Record<string, string>>;
  /** Positions, by `account:symbol`, of which a part must go. */
  readonly trims?: Readonly<Record<string, Trim>>;
}

/**
 * What must be placed or cancelled so that every position has exactly one disaster stop, its strategy stop for the
 * whole quantity and its ladder, and nothing else. Follows from the books alone: once the actions are booked, a second
 * call returns nothing. A changed strategy stop is replaced new before old, so that there is no gap; the old one goes
 * once the new one works, or after `replace_timeout_ms`.
 *
 * Order: forced closes, disaster stops, cancels, strategy stops, take-profits; a caller may book one and ask again.
 */
export function planProtection(input: ProtectionInput): readonly ProtectionAction[] {
  const { positions, orders, policy, atMs } = input;
  if (positions.length === 0 && orders.length === 0) return NO_ACTIONS;
  const actions: ProtectionAction[] = [];
  for (const position of positions) {
    if (isZeroDec(position.qty)) continue;
    const key = positionKey(position.account, position.symbol);
    const because = input.unwinding?.[key];
    const trim = input.trims?.[key];
    const planned = guard({
      position,
      orders: ordersOf(position, orders),
      side: exitSide(position),
      view: (input.viewOf?.(position.account) ?? input.view).symbols.get(position.symbol),
      policy,
      atMs,
      flattenAll: isFlattened(input, position.symbol) || because !== undefined,
      mayCloseAtMs: input.mayCloseAtMs?.(key) ?? 0,
      flattenBecause: because ?? null,
      trim: trim ?? null,
    });
    if (planned.length > 0) actions.push(...planned);
  }
  actions.push(...tidyUp(input));
  return actions.length < 2 ? actions : actions.sort((a, b) => rank(a) - rank(b));
}

function isFlattened({ flattenAll, flattenSymbols }: ProtectionInput, symbol: string): boolean {
  return flattenAll || flattenSymbols?.includes(symbol) === true;
}

/** Mostly two, its stops: a list that is grown by one is made with room for seventeen. */
function ordersOf(position: Position, orders: readonly OrderRecord[]): readonly OrderRecord[] {
  let first: OrderRecord | null = null;
  let own: OrderRecord[] | null = null;
  for (const order of orders) {
    if (!belongsTo(order, position)) continue;
    if (first === null) first = order;
    else if (own === null) own = [first, order];
    else own.push(order);
  }
  return own ?? (first === null ? NO_ORDERS : [first]);
}

const NO_ORDERS: readonly OrderRecord[] = [];

function isOfPosition(order: OrderRecord, positions: readonly Position[]): boolean {
  for (const position of positions) if (belongsTo(order, position) && !isZeroDec(position.qty)) return true;
  return false;
}

/** Cancels of exits whose position is gone, and of entries where a flat book is demanded. */
function tidyUp(input: ProtectionInput): readonly ProtectionAction[] {
  const { positions, orders, flattenSymbols = [], unwinding = {} } = input;
  const withdraws = input.flattenAll || flattenSymbols.length > 0 || Object.keys(unwinding).length > 0;
  if (!withdraws && orders.every((order) => isOfPosition(order, positions))) return NO_ACTIONS;
  const open = positions.filter(({ qty }) => !isZeroDec(qty));
  const keys = new Set(open.map(({ account, symbol }) => positionKey(account, symbol)));
  const actions: ProtectionAction[] = [];
  for (const [key, ofKey] of grouped(orders, ({ request }) => positionKey(request.account, request.symbol))) {
    if (!keys.has(key)) actions.push(...cancelLeftovers(ofKey.filter((order) => !endsByItself(order, ofKey, input))));
    const isUnwanted = unwinding[key] !== undefined || ofKey.some(({ request }) => isFlattened(input, request.symbol));
    if (isUnwanted) actions.push(...withdrawEntries(ofKey));
  }
  return actions;
}

const PLACE_RANK: Readonly<Partial<Record<SizedOrder["intent"]["purpose"], number>>> = {
  flatten: 0,
  disaster_stop: 1,
  stop: 3,
  take_profit: 4,
};

function rank(action: ProtectionAction): number {
  return action.kind === "cancel" ? 2 : (PLACE_RANK[action.sized.intent.purpose] ?? 4);
}

function guard(of: Guard): readonly ProtectionAction[] {
  const flattening = planFlatten(of);
  if (flattening !== null) {
    // What stays of a position that is cut keeps its stop, however long the cut takes.
    return of.trim === null || of.position.exits === null || of.flattenAll
      ? flattening
      : [...planDisasterStop(of, of.position.exits), ...flattening];
  }
  const closing = planCloseAgain(of);
  if (of.position.exits === null) return closing ?? NO_ACTIONS;
  // A close that risk refuses must not cost the position its stop.
  if (closing !== null) return [...planDisasterStop(of, of.position.exits), ...closing];
  // A market close on its way takes the rest of the position: a stop for that rest would only be refused.
  if (of.orders.some(isClosingNow)) return planDisasterStop(of, of.position.exits);
  const wrong = cancelWrongSide(of);
  const disasterStop = planDisasterStop(of, of.position.exits);
  const strategyStop = planStrategyStop(of, of.position.exits);
  const ladder = planTakeProfits(of, of.position.exits);
  const isSettled = wrong.length + disasterStop.length + strategyStop.length + ladder.length === 0;
  return isSettled ? NO_ACTIONS : [...wrong, ...disasterStop, ...strategyStop, ...ladder];
}

/** Resting exits on the position's own side are left over from an opposite one. */
function cancelWrongSide({ orders, side }: Guard): readonly ProtectionAction[] {
  for (const order of orders) {
    if (order.request.side !== side) return cancelLeftovers(orders.filter(({ request }) => request.side !== side));
  }
  return NO_ACTIONS;
}

function cancelLeftovers(orders: readonly OrderRecord[]): readonly ProtectionAction[] {
  return orders
    .filter((order) => isRestingExit(order) && isCancellable(order))
    .map((order) => cancel(order, "its position is gone"));
}

function isClosingNow(order: OrderRecord): boolean {
  return isLive(order) && order.style === "taker" && (order.purpose === "close" || order.purpose === "reduce");
}

/** Venues end a closePosition stop with its position: only one that stays is withdrawn. */
function endsByItself(order: OrderRecord, ofKey: readonly OrderRecord[], { policy, atMs }: ProtectionInput): boolean {
  if (!order.request.closePosition) return false;
  const newestEndMs = Math.max(...ofKey.map(({ finishedAtMs }) => finishedAtMs ?? 0));
  return atMs - newestEndMs < policy.replace_timeout_ms;
}

/** Market orders that reduce are over before a cancel could reach them. */
function isRestingExit({ purpose, request }: OrderRecord): boolean {
  return purpose !== "open" && (request.triggerPrice !== null || request.type === "limit");
}

function withdrawEntries(orders: readonly OrderRecord[]): readonly ProtectionAction[] {
  return orders
    .filter((order) => order.purpose === "open" && isCancellable(order))
    .map((order) => cancel(order, "a flat book is demanded"));
}
