import type { Instrument } from "../domain/instrument.js";
import { FLAT } from "../domain/position.js";
import type { Holding } from "../domain/position.js";
import type { VenueEvent } from "../domain/venue-event.js";
import { toNumber } from "../lib/decimal.js";
import { invariant, present } from "../lib/invariant.js";
import type { Interference } from "./interference.js";
import type { SimPolicy } from "./policy.js";
import type { SimAccount, SimMarket, SimOrder, SimState } from "./state.js";

/** An instrument with the figures that the matching needs as numbers. */
interface SimInstrument {
  readonly instrument: Instrument;
  readonly tick: number;
  /** The venue's setting: policy, lowered to the first bracket. */
  readonly leverage: number;
}

/** What every part of the venue works on. `out` collects events in the order they happen. */
export interface SimContext {
  readonly policy: SimPolicy;
  readonly instruments: Map<string, SimInstrument>;
  /** Null on every venue but one that is told to misbehave. */
  interference: Interference | null;
  readonly state: SimState;
  readonly out: VenueEvent[];
}

/** Errors: InvariantError if an instrument has no margin bracket. */
export function indexInstruments(instruments: readonly Instrument[], policy: SimPolicy): Map<string, SimInstrument> {
  return new Map(instruments.map((instrument) => [instrument.symbol, indexInstrument(instrument, policy)]));
}

/** Errors: InvariantError if the instrument has no margin bracket. */
export function indexInstrument(instrument: Instrument, policy: SimPolicy): SimInstrument {
  const first = instrument.brackets[0];
  invariant(first !== undefined, `${instrument.symbol} has no margin bracket`);
  return { instrument, tick: toNumber(instrument.tickSize), leverage: Math.min(policy.leverage, first.maxLeverage) };
}

/** The account's setting for the symbol, or the venue's. */
export function leverageOf(context: SimContext, account: string, symbol: string): number {
  return accountOf(context, account).leverages[symbol] ?? instrumentOf(context, symbol).leverage;
}

/** Largest position notional at a leverage. */
export function maxNotionalUsd({ brackets }: Instrument, leverage: number): number {
  const allowed = brackets.filter((bracket) => bracket.maxLeverage >= leverage);
  return Math.max(...allowed.map((bracket) => bracket.notionalCapUsd));
}

export function instrumentOf(context: SimContext, symbol: string): SimInstrument {
  return present(context.instruments.get(symbol), `instrument ${symbol}`);
}

export function marketOf(context: SimContext, symbol: string): SimMarket {
  const known = context.state.markets[symbol];
  if (known !== undefined) return known;
  const market = { symbol, last: null, mark: null, bar: null, takenQty: 0, book: null };
  context.state.markets[symbol] = market;
  return market;
}

export function accountOf(context: SimContext, account: string): SimAccount {
  return present(context.state.accounts[account], `account ${account}`);
}

export function holdingOf(context: SimContext, account: string, symbol: string): Holding {
  return accountOf(context, account).positions[symbol]?.holding ?? FLAT;
}

/** Mark price, or the last price where no mark is known; NaN before the first price. */
export function markOf(market: SimMarket): number {
  return market.mark ?? market.last ?? Number.NaN;
}

/** Whether a taker finds anybody: a book, or a bar whose span is open. */
export function isTradable(context: SimContext, market: SimMarket): boolean {
  if (market.book !== null) return true;
  return market.bar !== null && context.state.span !== null && context.state.span.phase !== "closed";
}

export function isWorking(context: SimContext, order: SimOrder): boolean {
  return context.state.orders.includes(order);
}
