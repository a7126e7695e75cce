import type { DecisionBook } from "../domain/decision-book.js";
import type { CycleSignal } from "../domain/event.js";
import type { Direction, Drop, Intent, SizedOrder, Veto } from "../domain/intent.js";
import type { MarketView } from "../domain/market-view.js";
import type { Dec } from "../lib/decimal.js";
import { withOwnStop } from "../exits/own-stop.js";
import { present } from "../lib/invariant.js";
import { coolsDown } from "../risk/rules/r12-cooldown.js";
import { type PlannedRoute, planRoute } from "../routing/plan-route.js";
import type { RouterState } from "../routing/state.js";
import { urgencyOf } from "../routing/urgency.js";
import { buildIntents } from "../screener/build-intents.js";
import { screen } from "../screener/screen.js";
import { type PairHolding, screenPairs } from "../screener/screen-pairs.js";
import { admitRoutes } from "./admit-routes.js";
import { matchLegs } from "./match-legs.js";
import { resizePlanner, sizeAndReview } from "./size-and-review.js";
import type { EngineContext } from "./state.js";

/** All that a decision looks at. Nothing else: no clock, no files, no network. */
export interface DecisionInput {
  /** All symbols: limits look at the whole book. */
  readonly view: MarketView;
  /** Symbols that may be screened; all of them where none are named. */
  readonly only?: readonly string[] | null;
  readonly book: DecisionBook;
  /** Most gross exposure that a production lease allows; Infinity where none is needed. */
  readonly maxGrossUsd: number;
  readonly router: RouterState;
  /** Folded state of a strategy on a symbol. */
  readonly states: (strategy: string, symbol: string) => unknown;
  /** What a strategy holds of a pair. */
  readonly holding: (strategy: string, pair: string) => PairHolding;
  /** Closes that the exit plans ask for by themselves (age), already sized. */
  readonly plannedExits: readonly SizedOrder[];
  /** Exact signed quantity held in a symbol; null while flat. */
  readonly positionQty: (symbol: string) => Dec | null;
}

export interface Decision {
  readonly signals: readonly CycleSignal[];
  readonly drops: readonly Drop[];
  readonly intents: readonly Intent[];
  readonly vetoes: readonly Veto[];
  readonly routed: readonly PlannedRoute[];
}

/**
 * The whole pipe: market view and books in, routed orders and refusals out.
 * Live, dry-run, replay and backtest all run this function.
 */
export function decide(input: DecisionInput, ctx: EngineContext): Decision {
  const { view, book } = input;
  const screened = screen({
    view: input.only === null || input.only === undefined ? view : viewOf(view, input.only),
    strategies: ctx.strategies,
    states: input.states,
    held: heldDirection(book),
    rearm: book.rearm,
    filters: ctx.filters,
    policy: ctx.screener,
    model: ctx.metaModel ?? null,
  });
  const paired = screenPairs({
    view: input.only === null || input.only === undefined ? view : viewOf(view, input.only),
    strategies: ctx.pairs,
    states: input.states,
    holding: input.holding,
    rearm: book.rearm,
    filters: ctx.filters,
    policy: ctx.screener,
  });
  const built = buildIntents({
    protoIntents: [...screened.protoIntents, ...paired.protoIntents].map((proto) =>
      proto.exits === null ? proto : { ...proto, exits: withOwnStop(proto.exits, ctx.exits) },
    ),
    book,
    caps: { ...ctx.risk, maxConcurrentPositions: ctx.risk.limits.global.max_concurrent_positions },
    policy: ctx.intents,
    route: ctx.routeAccount,
    coolsDown: (strategy, symbol) => coolsDown({ strategy, symbol }, { book, policy: ctx.risk }),
    planResize: resizePlanner(input, ctx),
  });
  const admitted = admitRoutes(built.intents, { router: input.router, policy: ctx.routing, atMs: book.atMs });
  // A signal that closes the position anyway leaves nothing for its age to close.
  const closing = new Set(built.intents.filter(({ purpose }) => purpose === "close").map(({ symbol }) => symbol));
  const exits = input.plannedExits.filter(({ intent }) => !closing.has(intent.symbol));
  const reviewed = sizeAndReview({ ...input, intents: admitted.intents, exits }, ctx);
  const routed = reviewed.approved.map((order) =>
    planRoute({
      order,
      view: present(view.symbols.get(order.intent.symbol), `view of ${order.intent.symbol}`),
      router: input.router,
      policy: ctx.routing,
      urgency: urgencyOf(order.intent.purpose),
      atMs: book.atMs,
    }),
  );
  return {
    signals: [...screened.signals, ...paired.signals],
    drops: [...screened.drops, ...paired.drops, ...built.drops, ...admitted.drops],
    intents: admitted.intents,
    vetoes: reviewed.vetoes,
    routed: matchLegs(routed, view),
  };
}

function viewOf({ atMs, symbols }: MarketView, only: readonly string[]): MarketView {
  return { atMs, symbols: new Map([...symbols].filter(([symbol]) => only.includes(symbol))) };
}

function heldDirection(book: DecisionBook): (strategy: string, symbol: string) => Direction {
  return (strategy, symbol) => {
    const held = book.positions.find((position) => position.symbol === symbol && position.strategy === strategy);
    if (held === undefined) return "flat";
    return held.qty > 0 ? "long" : "short";
  };
}
