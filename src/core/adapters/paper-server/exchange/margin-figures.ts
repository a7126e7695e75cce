import { maintenanceMarginUsd } from "../../../domain/instrument.js";
import type { Instrument } from "../../../domain/instrument.js";
import type { SymbolExposure } from "../../../sim/exposure.js";
import { addDec, compareDec, decFromNumber, roundDec, signDec, subDec, toNumber, ZERO } from "../../../lib/decimal.js";
import type { Dec } from "../../../lib/decimal.js";
import { instrumentOf } from "./exchange-context.js";
import type { ExchangeContext } from "./exchange-context.js";
import { positionOf, unrealizedOf } from "./position-figures.js";

const MONEY_PLACES = 8;
/** More than brackets in any table of the venue. */
const MAX_BRACKET_STEPS = 30;

/** Margin of one symbol, rounded once. */
interface SymbolMargin {
  readonly symbol: string;
  readonly leverage: number;
  readonly unrealized: Dec;
  readonly positionInitial: Dec;
  readonly openOrderInitial: Dec;
  readonly maintenance: Dec;
}

/** The account's margin: every total is the exact sum of what is shown of the symbols (BINANCE_USDM 7.1). */
export interface AccountMargin {
  readonly symbols: readonly SymbolMargin[];
  readonly unrealized: Dec;
  readonly positionInitial: Dec;
  readonly openOrderInitial: Dec;
  readonly initial: Dec;
  readonly maintenance: Dec;
  readonly marginBalance: Dec;
  readonly available: Dec;
}

export function accountMargin(context: ExchangeContext): AccountMargin {
  const symbols = context.market.sim.desk.exposures(context.account).map((each) => symbolMargin(context, each));
  const sum = (pick: (each: SymbolMargin) => Dec): Dec =>
    symbols.reduce((total, each) => addDec(total, pick(each)), ZERO);
  const unrealized = sum((each) => each.unrealized);
  const positionInitial = sum((each) => each.positionInitial);
  const openOrderInitial = sum((each) => each.openOrderInitial);
  const initial = addDec(positionInitial, openOrderInitial);
  const marginBalance = addDec(context.books.wallet, unrealized);
  const free = subDec(marginBalance, initial);
  return {
    symbols,
    unrealized,
    positionInitial,
    openOrderInitial,
    initial,
    maintenance: sum((each) => each.maintenance),
    marginBalance,
    available: signDec(free) > 0 ? free : ZERO,
  };
}

export function maintenanceBySymbol(context: ExchangeContext): ReadonlyMap<string, Dec> {
  return new Map(accountMargin(context).symbols.map(({ symbol, maintenance }) => [symbol, maintenance]));
}

/** What may be taken out: available, but never profit that is not realised. */
export function withdrawable(context: ExchangeContext, { available }: AccountMargin): Dec {
  const { wallet } = context.books;
  const most = compareDec(available, wallet) < 0 ? available : wallet;
  return signDec(most) > 0 ? most : ZERO;
}

function symbolMargin(context: ExchangeContext, exposure: SymbolExposure): SymbolMargin {
  return {
    symbol: exposure.symbol,
    leverage: exposure.leverage,
    unrealized: unrealizedOf(context, exposure.symbol),
    positionInitial: usd(exposure.positionMarginUsd),
    openOrderInitial: usd(exposure.openOrderMarginUsd),
    maintenance: usd(exposure.maintenanceUsd),
  };
}

function usd(figure: number): Dec {
  return Number.isFinite(figure) ? roundDec(decFromNumber(figure), MONEY_PLACES, "half-even") : ZERO;
}

/**
 * The mark at which a cross position would be liquidated if nothing else moved; null where there is none. Solved per
 * bracket: LP = (margin of the rest + cum − side·Q·EP) / (Q·(rate − side)) (BINANCE_USDM 12).
 */
export function liquidationPrice(context: ExchangeContext, symbol: string, margin: AccountMargin): number | null {
  const instrument = instrumentOf(context, symbol);
  const { holding } = positionOf(context, symbol);
  const qty = toNumber(holding.qty);
  if (instrument === null || qty === 0) return null;
  const own = margin.symbols.find((each) => each.symbol === symbol);
  const othersUsd =
    toNumber(subDec(margin.unrealized, own?.unrealized ?? ZERO)) -
    toNumber(subDec(margin.maintenance, own?.maintenance ?? ZERO));
  const restUsd = toNumber(context.books.wallet) + othersUsd - toNumber(holding.cost);
  return solve(instrument, qty, restUsd);
}

/** rest + qty·p = |qty|·p·rate − cum, from the first bracket on until the price lies in its own. */
function solve(instrument: Instrument, qty: number, restUsd: number): number | null {
  const heldQty = Math.abs(qty);
  for (const bracket of instrument.brackets.slice(0, MAX_BRACKET_STEPS)) {
    const price = (restUsd + bracket.deductionUsd) / (heldQty * bracket.maintenanceRate - qty);
    const notionalUsd = heldQty * price;
    const isInside = notionalUsd > bracket.notionalFloorUsd && notionalUsd <= bracket.notionalCapUsd;
    if (isInside && maintenanceMarginUsd(instrument, notionalUsd) >= 0) return price;
  }
  return null;
}
