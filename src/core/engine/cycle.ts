import type { DecisionBook } from "../domain/decision-book.js";
import type { OutputEvent } from "../domain/event.js";
import type { Position } from "../domain/position.js";
import { toNumber } from "../lib/decimal.js";
import { present } from "../lib/invariant.js";
import { decisionBook } from "../ledger/decision-book.js";
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
import { marketView, markOf } from "./view.js";

/** NAV in plain numbers: for limits that move with every mark. The journaled NAV is exact (`ledger/nav.ts`). */
function navUsd(state: EngineState, positions: readonly Position[]): number {
  let sumUsd = 0;
  for (const account of Object.values(state.portfolio.accounts)) sumUsd += toNumber(account.wallet);
  for (const { symbol, qty, cost } of positions) {
    sumUsd += toNumber(qty) * (state.market[symbol]?.mark ?? Number.NaN) - toNumber(cost);
  }
  return sumUsd;
}

/** The account's books in numbers as of now. */
export function currentBook(state: EngineState, ctx: EngineContext, account: string): DecisionBook {
  const positions = Object.values(state.portfolio.positions);
  const initialMarginRate = 1 / ctx.risk.limits.global.max_leverage;
  const book = decisionBook({
    portfolio: state.portfolio,
    account,
    atMs: state.atMs,
    navAtMs: oldestMarkMs(state, positions),
    navUsd: navUsd(state, positions),
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
  let made: Map<string, DecisionBook> | null = null;
  return (account) => {
    const known = made?.get(account);
    if (known !== undefined) return known;
    const book = currentBook(state, ctx, account);
    (made ??= new Map()).set(account, book);
    return book;
  };
}

/** All that a decision looks at, taken from the state. */
export function decisionInput(
  state: EngineState,
  due: Pick<DueCycle, "trigger" | "symbols">,
  { ctx, account, books }: { readonly ctx: EngineContext; readonly account: string; readonly books?: BookOf },
): DecisionInput {
  const view = marketView(state, ctx);
  return {
    view,
    only: due.symbols,
    book: books?.(account) ?? currentBook(state, ctx, account),
    maxGrossUsd: leaseCeilingUsd(state),
    router: state.router,
    states: (strategy, symbol) => state.strategies[strategyKey(strategy, symbol)],
    holding: (strategy, pair) => pairHolding(state, strategy, pair),
    plannedExits:
      due.trigger !== "flip"
        ? planExits({ state: state.portfolio, view, barsOf: (strategy) => barsOf(state, ctx, strategy) })
        : [],
    positionQty: (symbol) => positionOf(state, account, symbol)?.qty ?? null,
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
  const account = present(Object.keys(state.portfolio.accounts)[0], "the account of the session");
  const decision = decide(decisionInput(state, due, { ctx, account, books }), ctx);
  return {
    type: "cycle.decided",
    atMs: state.atMs,
    cycle: due.trigger !== "flip" ? state.cycle + 1 : state.cycle,
    trigger: due.trigger,
    nav: point.nav,
    wallet: point.wallet,
    unrealizedPnl: point.unrealizedPnl,
    signals: decision.signals,
    drops: decision.drops,
    vetoes: decision.vetoes.map(vetoRecord),
    orders: decision.routed.flatMap((routed) => intendedOrders(routed, state, ctx)),
    intents: decision.intents.length,
  };
}
