import type { AccountSwitch } from "../domain/account-switch.js";
import { type DecisionBook, fundNavUsd } from "../domain/decision-book.js";
import type { Intent } from "../domain/intent.js";
import type { SymbolView } from "../domain/market-view.js";
import { positionKey } from "../domain/portfolio.js";
import { SECOND_MS } from "../lib/time.js";
import { capsOfAccount } from "../risk/account-limits.js";
import { admitsNewRisk } from "../routing/admission.js";
import { closedSinceMs } from "../routing/circuits.js";
import { routeMeasures } from "../routing/quality.js";
import { chooseVenue, type SwitchPolicy, type VenueChoice, type VenueOption } from "../routing/switchboard.js";
import type { AccountInput, DecisionInput } from "./decide.js";
import type { EngineContext } from "./state.js";

/** Which accounts may take new risk, and by what one of them is chosen. */
export interface Switchboard {
  readonly policy: SwitchPolicy & { readonly rejoin_after_seconds: number };
  /** Accounts of the route that fits, in its order. */
  readonly candidates: (strategy: string, symbol: string) => readonly string[];
}

interface CycleRoutes {
  readonly accountOf: EngineContext["routeAccount"];
  readonly switchesOf: (intents: readonly Intent[]) => readonly AccountSwitch[];
}

/**
 * The account of each strategy and symbol in one cycle. What is held, or on its way, keeps its account until it is gone:
 * exits stay where the position stands. New risk goes where the switchboard says; legs of a pair stay on the books of
 * their route, since half a pair elsewhere is no hedge.
 */
export function routesOfCycle(input: DecisionInput, ctx: EngineContext): CycleRoutes {
  const { switchboard } = ctx;
  if (switchboard === undefined) return { accountOf: ctx.routeAccount, switchesOf: () => [] };
  const pairs = new Set(ctx.pairs.map(({ id }) => id));
  const chosen = new Map<string, VenueChoice>();
  const accountOf = (strategy: string, symbol: string): string => {
    const candidates = pairs.has(strategy) ? [] : switchboard.candidates(strategy, symbol);
    if (candidates.length < 2) return ctx.routeAccount(strategy, symbol);
    const owner = candidates.find((account) => isThere(bookOf(input, account), strategy, symbol));
    if (owner !== undefined) return owner;
    const key = `${strategy}:${symbol}`;
    const known = chosen.get(key) ?? choose({ input, ctx, switchboard }, { strategy, symbol, candidates });
    chosen.set(key, known);
    return known.account;
  };
  return { accountOf, switchesOf: (intents) => intents.flatMap((intent) => switchOf(intent, chosen, ctx)) };
}

function switchOf(
  { strategy, symbol, account, purpose }: Intent,
  chosen: ReadonlyMap<string, VenueChoice>,
  { routeAccount }: EngineContext,
): readonly AccountSwitch[] {
  const choice = chosen.get(`${strategy}:${symbol}`);
  if (purpose !== "open" || choice === undefined || choice.account !== account) return [];
  const { because, reason } = choice;
  if (because === null) return [];
  return [{ strategy, symbol, from: routeAccount(strategy, symbol), to: account, because, reason }];
}

function bookOf({ accounts }: DecisionInput, account: string): DecisionBook | undefined {
  return accounts.find(({ book }) => book.account === account)?.book;
}

/** Whether the strategy holds the symbol on these books, or has an entry on its way. */
function isThere(book: DecisionBook | undefined, strategy: string, symbol: string): boolean {
  const isMine = (one: { readonly strategy: string; readonly symbol: string }): boolean =>
    one.strategy === strategy && one.symbol === symbol;
  if (book === undefined) return false;
  return book.positions.some(isMine) || book.pending.some((order) => isMine(order) && !order.reduceOnly);
}

interface SwitchDesk {
  readonly input: DecisionInput;
  readonly ctx: EngineContext;
  readonly switchboard: Switchboard;
}

interface Asked {
  readonly strategy: string;
  readonly symbol: string;
  readonly candidates: readonly string[];
}

function choose(desk: SwitchDesk, { strategy, symbol, candidates }: Asked): VenueChoice {
  const options = candidates.flatMap((account): readonly VenueOption[] => {
    const found = desk.input.accounts.find(({ book }) => book.account === account);
    return found === undefined ? [] : [optionOf(desk, found, { strategy, symbol })];
  });
  const minUsd = desk.ctx.risk.symbols[symbol]?.minNotionalUsd ?? Number.NaN;
  return chooseVenue(options, desk.switchboard.policy, minUsd);
}

function optionOf(desk: SwitchDesk, of: AccountInput, asked: Omit<Asked, "candidates">): VenueOption {
  const { input, ctx } = desk;
  const { account } = of.book;
  const view = (of.view ?? input.view).symbols.get(asked.symbol);
  const venue = ctx.risk.venues?.[account] ?? view?.instrument.venue ?? "";
  const capUsd = ctx.risk.limits.global.max_venue_exposure_pct * fundNavUsd(of.book);
  const isTaken = (one: { readonly strategy: string; readonly symbol: string }): boolean =>
    one.symbol === asked.symbol && one.strategy !== asked.strategy;
  return {
    account,
    venue,
    broken: whyBroken(desk, { account, symbol: asked.symbol, view }),
    costBps: costBps(desk, account, view),
    headroomUsd: capUsd - grossAtUsd(venue, desk),
    occupied: of.book.positions.some(isTaken) || of.book.pending.some(isTaken),
  };
}

function whyBroken(
  { input, ctx, switchboard }: SwitchDesk,
  of: { readonly account: string; readonly symbol: string; readonly view: SymbolView | undefined },
): string | null {
  const { account, symbol, view } = of;
  const { atMs } = input.view;
  if (view === undefined) return `${symbol} is not listed`;
  if (capsOfAccount(ctx.risk, account)?.state === "reducing") return "the account opens nothing (accounts.json)";
  const admitted = admitsNewRisk({ router: input.router, account, symbol, policy: ctx.routing, atMs });
  if (!admitted.allowed) return admitted.reason;
  const restMs = switchboard.policy.rejoin_after_seconds * SECOND_MS;
  const rested = atMs - closedSinceMs(input.router, account) >= restMs;
  return rested ? null : `its circuit has closed less than ${String(restMs / SECOND_MS)} s ago`;
}

/** Fee of whoever takes, and the median of what orders there have cost against their decision price; the policy's prior before that is known. */
function costBps({ input, ctx }: SwitchDesk, account: string, view: SymbolView | undefined): number {
  if (view === undefined) return Number.NaN;
  const { taker, quality } = ctx.routing;
  const measured = routeMeasures(input.router, positionKey(account, view.symbol), ctx.routing, input.view.atMs);
  const slippageBps = measured.orders >= quality.min_orders ? measured.slippageP50Bps : null;
  return view.instrument.takerFeeRate * 10_000 + (slippageBps ?? taker.slippage_prior_bps);
}

/** What the fund holds at a venue and has on its way there, over all its accounts. */
function grossAtUsd(venue: string, { input, ctx }: SwitchDesk): number {
  let sumUsd = 0;
  for (const { book, view } of input.accounts) {
    const entries = book.pending.filter(({ reduceOnly }) => !reduceOnly);
    for (const { symbol, notionalUsd } of [...book.positions, ...entries]) {
      const listed = (view ?? input.view).symbols.get(symbol)?.instrument.venue;
      if ((ctx.risk.venues?.[book.account] ?? listed) === venue) sumUsd += notionalUsd;
    }
  }
  return sumUsd;
}
