import type { Instrument } from "../domain/instrument.js";
import { FLAT } from "../domain/position.js";
import type { Holding } from "../domain/position.js";
import type { VenueEvent } from "../domain/venue-event.js";
import { toNumber } from "../lib/decimal.js";
import { invariant, present } from "../lib/invariant.js";
import type { SimPolicy } from "./policy.js";
import type { SimAccount, SimMarket, SimOrder, SimState } from "./state.js";

/** An instrument with the figures that the matching needs as numbers. */
interface SimInstrument {
  readonly instrument: Instrument;
  readonly tick: number;
  /** The venue's setting: policy, lowered to the first bracket. */
  readonly leverage: number;
  /** Largest position notional at that leverage. */
  readonly maxNotionalUsd: number;
}

/** What every part of the venue works on. `out` collects events in the order they happen. */
export interface SimContext {
  readonly policy: SimPolicy;
  readonly instruments: ReadonlyMap<string, SimInstrument>;
  readonly state: SimState;
  readonly out: VenueEvent[];
}

/** Errors: InvariantError if an instrument has no margin bracket. */
export function indexInstruments(
  instruments: readonly Instrument[],
  policy: SimPolicy,
): ReadonlyMap<string, SimInstrument> {
  const entries = instruments.map((instrument): [string, SimInstrument] => {
    const first = instrument.brackets[0];
    invariant(first !== undefined, `${instrument.symbol} has no margin bracket`);
    const leverage = Math.min(policy.leverage, first.maxLeverage);
    const allowed = instrument.brackets.filter((bracket) => bracket.maxLeverage >= leverage);
    const maxNotionalUsd = Math.max(...allowed.map((bracket) => bracket.notionalCapUsd));
    return [instrument.symbol, { instrument, tick: toNumber(instrument.tickSize), leverage, maxNotionalUsd }];
  });
  return new Map(entries);
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
