import { grouped } from "../lib/grouped.js";
import type { DecisionBook, HeldPosition } from "../domain/decision-book.js";
import { isClosingPurpose, type Drop, type Intent, oppositeSide, type ProtoIntent } from "../domain/intent.js";
import type { FilterDrop } from "./filters.js";
import { idOf } from "./intent-id.js";
import type { IntentPolicy } from "./policy.js";
import type { PlanResize, ResizeWish, ScreenedIntent } from "./screened-intent.js";
import { occupancyOf, slotDrops, symbolDrop } from "./slots.js";
import type { IntentCaps } from "./slots.js";

interface BuildIntentsInput {
  readonly protoIntents: readonly ScreenedIntent[];
  /** Books of one account; proto-intents that are routed to another account are left alone. */
  readonly book: DecisionBook;
  readonly caps: IntentCaps;
  readonly policy: IntentPolicy;
  /** Account that trades a strategy on a symbol. */
  readonly route: (strategy: string, symbol: string) => string;
  /** Whether a timer that runs is sure to refuse an entry of a strategy in a symbol. */
  readonly coolsDown: (strategy: string, symbol: string) => boolean;
  /** Which way a held position goes that its strategy wants at another exposure. */
  readonly planResize: PlanResize;
}

interface BuiltIntents {
  readonly intents: readonly Intent[];
  readonly drops: readonly Drop[];
}

/**
 * Decides slots, direction and groups; no quantity, no permission. Each proto-intent of the account ends as one intent
 * or one drop, whatever the order in which they come.
 *
 * * Exits first: a flat or opposite target closes the whole position, always. A flip is this close only; the open
 *   comes in a later cycle, once the position is flat, and is reviewed in full.
 * * A held position that its strategy wants larger or smaller: more of it is an open reviewed in full, less of it a
 *   reduction of that part; neither while another order that changes the position still works.
 * * Then entries, strongest first (ties by symbol, then strategy), while slots are free. A symbol has one owner, and
 *   nothing is opened in it while any order of it still works. What a cooldown is sure to refuse is asked for all the
 *   same, so that its veto is told, but takes no slot.
 */
export function buildIntents(input: BuildIntentsInput): BuiltIntents {
  const { book, route } = input;
  const mine = input.protoIntents
    .filter((proto) => route(proto.strategy, proto.symbol) === book.account)
    .sort((a, b) => b.strength - a.strength || compare(a.symbol, b.symbol) || compare(a.strategy, b.strategy));
  const intents: Intent[] = [];
  const drops: Drop[] = [];
  const entries: ScreenedIntent[] = [];
  for (const proto of mine) {
    const position = book.positions.find((held) => held.symbol === proto.symbol && held.strategy === proto.strategy);
    // A leg is opened with its partner or not at all: it never closes what another pair holds.
    if (proto.leg !== undefined || (position === undefined && proto.direction !== "flat")) {
      entries.push(proto);
      continue;
    }
    if (position !== undefined && proto.resize !== undefined) {
      const resized = resizeIntent(proto, proto.resize, position, input);
      if ("reason" in resized) drops.push(dropFor(proto, resized));
      else intents.push(resized);
      continue;
    }
    const drop = closeDrop(proto, position, book);
    if (drop !== null || position === undefined) drops.push(dropFor(proto, drop ?? NO_SIGNAL));
    else intents.push(closeIntent(proto, position, book.atMs));
  }
  openEntries(groupsOf(entries), input, { intents, drops });
  return { intents, drops };
}

const NO_SIGNAL: FilterDrop = { reason: "no_signal", detail: null };

function closeDrop(proto: ProtoIntent, position: HeldPosition | undefined, book: DecisionBook): FilterDrop | null {
  if (position === undefined) return NO_SIGNAL;
  if (proto.direction === (position.qty > 0 ? "long" : "short")) return { reason: "holding", detail: null };
  const closing = book.pending.some((order) => order.symbol === proto.symbol && isClosingPurpose(order.purpose));
  return closing ? { reason: "order_pending", detail: null } : null;
}

const CHANGES_POSITION: readonly string[] = ["open", "close", "reduce", "flatten"];

/** The order that brings a held position to its strategy's exposure, or why it is left as it is. */
function resizeIntent(
  proto: ScreenedIntent,
  { band, increaseDrop }: ResizeWish,
  { account, qty }: HeldPosition,
  { book, caps, planResize }: BuildIntentsInput,
): Intent | FilterDrop {
  const { strategy, symbol } = proto;
  if (book.pending.some((order) => order.symbol === symbol && CHANGES_POSITION.includes(order.purpose)))
    return { reason: "order_pending", detail: null };
  const increase = openIntent(proto, book);
  const plan = planResize(increase, band);
  if (plan.kind === "hold") return plan.drop;
  if (plan.kind === "reduce") {
    const id = idOf(strategy, account, symbol, "reduce", book.atMs);
    const side = oppositeSide(qty > 0 ? "buy" : "sell");
    return { ...increase, id, groupId: id, side, purpose: "reduce", exits: null };
  }
  const open = caps.strategies[strategy]?.enabled === true && caps.symbols[symbol]?.enabled === true;
  return open ? (increaseDrop ?? increase) : { reason: "disabled", detail: null };
}

/** Legs of each group together, in the order of the strongest leg. */
function groupsOf(entries: readonly ScreenedIntent[]): readonly (readonly ScreenedIntent[])[] {
  const keyOf = ({ strategy, symbol, group }: ScreenedIntent): string =>
    group === undefined || group === null ? `${strategy}|${symbol}` : `${strategy}||${group}`;
  return [...grouped(entries, keyOf).values()];
}

function openEntries(
  groups: readonly (readonly ScreenedIntent[])[],
  input: BuildIntentsInput,
  out: { readonly intents: Intent[]; readonly drops: Drop[] },
): void {
  const occupancy = occupancyOf(input.book);
  const owners = new Map(occupancy.owners);
  for (const legs of groups) {
    const bySlots = slotDrops(legs, owners, input.caps, input.policy);
    const verdicts = legs.map((leg, i) => symbolDrop(occupancy, leg.strategy, leg.symbol) ?? bySlots[i] ?? null);
    const complete = verdicts.every((verdict) => verdict === null) && hasAllLegs(legs);
    const refused = legs.some(({ strategy, symbol }) => input.coolsDown(strategy, symbol));
    legs.forEach((leg, i) => {
      if (complete) {
        if (!refused) owners.set(leg.symbol, leg.strategy);
        out.intents.push(openIntent(leg, input.book));
      } else out.drops.push(dropFor(leg, verdicts[i] ?? { reason: "group_incomplete", detail: null }));
    });
  }
}

/** Half a pair is what is left when its other leg is traded elsewhere. */
function hasAllLegs(legs: readonly ScreenedIntent[]): boolean {
  return legs.length === 2 || legs.every(({ leg }) => leg === undefined);
}

function openIntent(proto: ScreenedIntent, { account, atMs }: DecisionBook): Intent {
  const id = idOf(proto.strategy, account, proto.symbol, "open", atMs);
  const group = proto.group ?? null;
  return {
    id,
    groupId: group === null ? id : idOf(proto.strategy, account, group, "group", atMs),
    strategy: proto.strategy,
    account,
    symbol: proto.symbol,
    side: proto.direction === "long" ? "buy" : "sell",
    purpose: "open",
    strength: proto.strength,
    exposure: proto.exposure,
    exits: proto.exits,
    horizonBars: proto.horizonBars,
    reasons: proto.reasons,
    ...(proto.leg === undefined ? {} : { leg: proto.leg }),
    ...(proto.modelScale === undefined ? {} : { modelScale: proto.modelScale }),
  };
}

function closeIntent(proto: ProtoIntent, position: HeldPosition, atMs: number): Intent {
  const { strategy, account, symbol, qty } = position;
  const id = idOf(strategy, account, symbol, "close", atMs);
  return {
    id,
    groupId: id,
    strategy,
    account,
    symbol,
    side: qty > 0 ? "sell" : "buy",
    purpose: "close",
    strength: proto.strength,
    exposure: null,
    exits: null,
    horizonBars: proto.horizonBars,
    reasons: proto.reasons,
  };
}

function dropFor(proto: ProtoIntent, { reason, detail }: FilterDrop): Drop {
  return { strategy: proto.strategy, symbol: proto.symbol, reason, detail };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
