import type { DecisionBook, Elsewhere } from "../domain/decision-book.js";
import type { OutputEvent } from "../domain/event.js";
import type { Position } from "../domain/position.js";
import { toNumber } from "../lib/decimal.js";
import { present } from "../lib/invariant.js";
import { decisionBook } from "../ledger/decision-book.js";
import { accountOf } from "../ledger/fills.js";
import { netAssetValue } from "../ledger/nav.js";
import { planExits } from "../exits/plan-exits.js";
import { decide, type DecisionInput } from "./decide.js";
import { intendedOrders, vetoRecord } from "./intended.js";
import { positionOf } from "./apply-positions.js";
import { pairHolding } from "./pair-groups.js";
import { scheduledOrders } from "./schedules.js";
import type { DueCycle, EngineContext, EngineState } from "./state.js";
import { strategyKey } from "./strategy-state.js";
import { oldestMarkMs } from "./valuation.js";
import { modelView } from "./model-view.js";
import { marketView, markOf, viewAtVenue } from "./view.js";

/** NAV of an account in plain numbers: for limits that move with every mark. The journaled NAV is exact (`ledger/nav.ts`). */
export function accountNavUsd(state: EngineState, account: string, positions: readonly Position[]): number {
  let sumUsd = toNumber(accountOf(state.portfolio, account).wallet);
  for (const { account: owner, symbol, qty, cost } of positions) {
    if (owner === account) sumUsd += toNumber(qty) * (state.market[symbol]?.mark ?? Number.NaN) - toNumber(cost);
  }
  return sumUsd;
}

/** The account's books in numbers as of now, beside those of the fund's other accounts. */
export function currentBook(state: EngineState, ctx: EngineContext, account: string): DecisionBook {
  return booksOf(state, ctx)(account);
}

function ownBook(state: EngineState, ctx: EngineContext, account: string): DecisionBook {
  const positions = Object.values(state.portfolio.positions);
  const initialMarginRate = 1 / ctx.risk.limits.global.max_leverage;
  const book = decisionBook({
    portfolio: state.portfolio,
    account,
    atMs: state.atMs,
    navAtMs: oldestMarkMs(state, positions),
    navUsd: accountNavUsd(state, account, positions),
    predictedNavUsd: state.predictedNavUsd,
    marks: markOf(state),
    initialMarginRate,
    rearm: state.rearm,
    risk: state.risk,
  });
  const scheduled = scheduledOrders(state, account, markOf(state));
  if (scheduled.length === 0) return book;
  const boundUsd = scheduled.reduce((sum, { notionalUsd }) => sum + notionalUsd * initialMarginRate, 0);
  return { ...book, pending: [...book.pending, ...scheduled], freeMarginUsd: book.freeMarginUsd - boundUsd };
}

/** Books by account, as of one state. */
export type BookOf = (account: string) => DecisionBook;

/** The books of a state that does not change meanwhile: each is made once, when somebody first asks for it. */
export function booksOf(state: EngineState, ctx: EngineContext): BookOf {
  let made: ReadonlyMap<string, DecisionBook> | null = null;
  return (account) => present((made ??= allBooks(state, ctx)).get(account), `account ${account}`);
}

/** The books of every account, each beside those of the others. */
function allBooks(state: EngineState, ctx: EngineContext): ReadonlyMap<string, DecisionBook> {
  const own = Object.keys(state.portfolio.accounts).map((account) => ownBook(state, ctx, account));
  if (own.length === 1) return new Map(own.map((book) => [book.account, book]));
  return new Map(
    own.map((book) => [book.account, { ...book, elsewhere: elsewhereIn(own.filter((other) => other !== book)) }]),
  );
}

function elsewhereIn(others: readonly DecisionBook[]): Elsewhere {
  return {
    navUsd: others.reduce((sumUsd, { navUsd }) => sumUsd + navUsd, 0),
    positions: others.flatMap(({ positions }) => positions),
    pending: others.flatMap(({ pending }) => pending),
  };
}

/** All that a decision looks at, taken from the state. */
export function decisionInput(
  state: EngineState,
  due: Pick<DueCycle, "trigger" | "symbols">,
  { ctx, books = booksOf(state, ctx) }: { readonly ctx: EngineContext; readonly books?: BookOf },
): DecisionInput {
  const view = marketView(state, ctx);
  const exits =
    due.trigger !== "flip"
      ? planExits({
          ...{ state: state.portfolio, view, barsOf: (strategy) => barsOf(state, ctx, strategy) },
          viewOf: (account) => viewAtVenue(view, account, state, ctx),
        })
      : [];
  const model = modelView(state, ctx);
  return {
    view,
    ...(model === undefined ? {} : { modelView: model }),
    only: due.symbols,
    router: state.router,
    states: (strategy, symbol) => state.strategies[strategyKey(strategy, symbol)],
    holding: (strategy, pair) => pairHolding(state, strategy, pair),
    accounts: Object.keys(state.portfolio.accounts).map((account) => ({
      book: books(account),
      ...(ctx.instrumentsOf === undefined ? {} : { view: viewAtVenue(view, account, state, ctx) }),
      maxGrossUsd: leaseCeilingUsd(state),
      plannedExits: exits.filter(({ intent }) => intent.account === account),
      positionQty: (symbol) => positionOf(state, account, symbol)?.qty ?? null,
    })),
  };
}

/** How many bars of the session one bar of a strategy has. */
function barsOf(state: EngineState, { risk }: EngineContext, strategy: string): number {
  const barMs = risk.strategies[strategy]?.barMs ?? state.barMs;
  return Math.max(1, barMs / state.barMs);
}

/** Without a lease nothing is opened in production anyway: the gate says so, and sizes are shown as they would be. */
function leaseCeilingUsd(state: EngineState): number {
  return state.mode === "prod" && state.lease !== null ? toNumber(state.lease.maxNotionalUsd) : Infinity;
}

/** Runs the pipe for a due cycle and puts all that it decided into one journal line. */
export function decideCycle(
  state: EngineState,
  due: DueCycle,
  ctx: EngineContext,
  books: BookOf = booksOf(state, ctx),
): OutputEvent | null {
  const point = netAssetValue(state.portfolio, markOf(state), state.atMs);
  if (point === null) return null;
  const { signals, drops, accounts, switches, predictions } = decide(decisionInput(state, due, { ctx, books }), ctx);
  return {
    type: "cycle.decided",
    atMs: state.atMs,
    cycle: due.trigger !== "flip" ? state.cycle + 1 : state.cycle,
    trigger: due.trigger,
    nav: point.nav,
    wallet: point.wallet,
    unrealizedPnl: point.unrealizedPnl,
    signals,
    drops: [...drops, ...accounts.flatMap((account) => account.drops)],
    vetoes: accounts.flatMap(({ vetoes }) => vetoes.map(vetoRecord)),
    orders: accounts.flatMap(({ routed }) => routed.flatMap((route) => intendedOrders(route, state, ctx))),
    intents: accounts.reduce((sum, { intents }) => sum + intents.length, 0),
    ...(switches.length === 0 ? {} : { switches }),
    ...(predictions.length === 0 ? {} : { predictions }),
  };
}
