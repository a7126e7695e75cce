import type { DecisionBook } from "../domain/decision-book.js";
import type { CycleSignal } from "../domain/event.js";
import type { AccountSwitch } from "../domain/account-switch.js";
import type { Direction, Drop, Intent, SizedOrder, Veto } from "../domain/intent.js";
import type { MarketView } from "../domain/market-view.js";
import type { ModelPrediction } from "../domain/meta-signal.js";
import { withOwnStop } from "../exits/own-stop.js";
import type { Dec } from "../lib/decimal.js";
import type { PlannedRoute } from "../routing/plan-route.js";
import type { RouterState } from "../routing/state.js";
import type { ModelView } from "../screener/meta-signal.js";
import { screen } from "../screener/screen.js";
import { type PairHolding, screenPairs } from "../screener/screen-pairs.js";
import { asPending } from "../sizing/size-pair.js";
import { decideAccount } from "./decide-account.js";
import type { EngineContext } from "./state.js";
import { routesOfCycle } from "./switch-accounts.js";

/** One account of a decision: its books, and what only holds for it. */
export interface AccountInput {
  readonly book: DecisionBook;
  /** The market under the rules of its venue; left out where all accounts stand at one. */
  readonly view?: MarketView;
  /** Most gross exposure that a production lease allows; Infinity where none is needed. */
  readonly maxGrossUsd: number;
  /** Closes that the exit plans ask for by themselves (age), already sized. */
  readonly plannedExits: readonly SizedOrder[];
  /** Exact signed quantity held in a symbol; null while flat. */
  readonly positionQty: (symbol: string) => Dec | null;
}

/** All that a decision looks at. Nothing else: no clock, no files, no network. */
export interface DecisionInput {
  /** All symbols: limits look at the whole book. */
  readonly view: MarketView;
  /** Symbols that may be screened; all of them where none are named. */
  readonly only?: readonly string[] | null;
  readonly router: RouterState;
  /** Folded state of a strategy on a symbol. */
  readonly states: (strategy: string, symbol: string) => unknown;
  /** What a strategy holds of a pair. */
  readonly holding: (strategy: string, pair: string) => PairHolding;
  /** In the order in which they are decided. */
  readonly accounts: readonly AccountInput[];
  /** What the model may look at of an entry; left out where none is wired. */
  readonly modelView?: ModelView;
}

/** What was decided on the books of one account. */
export interface AccountDecision {
  /** As the decision met them: with what other accounts were given before it in the same cycle. */
  readonly book: DecisionBook;
  readonly drops: readonly Drop[];
  readonly intents: readonly Intent[];
  readonly vetoes: readonly Veto[];
  readonly routed: readonly PlannedRoute[];
}

export interface Decision {
  readonly signals: readonly CycleSignal[];
  /** Of signals, whatever the account they would go to. */
  readonly drops: readonly Drop[];
  readonly accounts: readonly AccountDecision[];
  /** New risk that went to another account than its route's first. */
  readonly switches: readonly AccountSwitch[];
  readonly predictions: readonly ModelPrediction[];
}

/**
 * The whole pipe: market view and books in, routed orders and refusals out. Signals are the same for all accounts; each
 * account then decides on its own books, in the order given, beside what those before it were given.
 * Live, dry-run, replay and backtest all run this function.
 */
export function decide(input: DecisionInput, ctx: EngineContext): Decision {
  const { only } = input;
  const books = input.accounts.map(({ book }) => book);
  const rearm = books[0]?.rearm ?? [];
  const view = only === null || only === undefined ? input.view : viewOf(input.view, only);
  const { filters, screener: policy } = ctx;
  const route = routesOfCycle(input, ctx);
  const seen = { view, states: input.states, rearm, filters, policy };
  const screened = screen({
    ...seen,
    strategies: ctx.strategies,
    held: heldDirection(books, route.accountOf),
    model: ctx.metaModel ?? null,
    ...(input.modelView === undefined ? {} : { modelView: input.modelView }),
  });
  const paired = screenPairs({ ...seen, strategies: ctx.pairs, holding: input.holding });
  const protoIntents = [...screened.protoIntents, ...paired.protoIntents].map((proto) =>
    proto.exits === null ? proto : { ...proto, exits: withOwnStop(proto.exits, ctx.exits) },
  );
  const withRoutes = ctx.switchboard === undefined ? ctx : { ...ctx, routeAccount: route.accountOf };
  const decided: AccountDecision[] = [];
  for (const account of input.accounts) {
    const book = besideOthers(account.book, decided);
    const own = { ...account, book, view: account.view ?? input.view, router: input.router };
    decided.push(decideAccount(own, protoIntents, withRoutes));
  }
  return {
    signals: [...screened.signals, ...paired.signals],
    drops: [...screened.drops, ...paired.drops],
    accounts: decided,
    switches: route.switchesOf(decided.flatMap(({ intents }) => intents)),
    predictions: screened.predictions,
  };
}

/** What other accounts were just given is on its way: a slot, or a share of a venue, is spent once. */
function besideOthers(book: DecisionBook, decided: readonly AccountDecision[]): DecisionBook {
  if (book.elsewhere === undefined) return book;
  const given = decided.flatMap(({ routed }) => routed.map(({ order }) => asPending(order)));
  const pending = [...book.elsewhere.pending, ...given];
  return { ...book, elsewhere: { ...book.elsewhere, pending } };
}

function viewOf({ atMs, symbols }: MarketView, only: readonly string[]): MarketView {
  return { atMs, symbols: new Map([...symbols].filter(([symbol]) => only.includes(symbol))) };
}

/** Of the account that trades the strategy on the symbol. */
function heldDirection(
  books: readonly DecisionBook[],
  routeAccount: EngineContext["routeAccount"],
): (strategy: string, symbol: string) => Direction {
  return (strategy, symbol) => {
    const [only, second] = books;
    const account = second === undefined ? only?.account : routeAccount(strategy, symbol);
    const book = books.find((candidate) => candidate.account === account);
    const held = book?.positions.find((position) => position.symbol === symbol && position.strategy === strategy);
    if (held === undefined) return "flat";
    return held.qty > 0 ? "long" : "short";
  };
}
