import { absDec, addDec, toNumber, ZERO } from "../../../lib/decimal.js";
import { ok } from "../../../lib/result.js";
import { maxNotionalUsd } from "../../../sim/context.js";
import { accountUpdate, assetModeUpdate, leverageUpdate } from "./account-frames.js";
import { instrumentOf } from "./exchange-context.js";
import type { ExchangeContext } from "./exchange-context.js";
import { accountMargin } from "./margin-figures.js";
import { isHeld, notionalOf } from "./position-figures.js";
import { refuse } from "./venue-error.js";
import type { Answer } from "./venue-error.js";

export interface LeverageSetting {
  readonly symbol: string;
  readonly leverage: number;
  readonly maxNotionalUsd: number;
}

export function leverageSetting(context: ExchangeContext, symbol: string): Answer<LeverageSetting> {
  const instrument = instrumentOf(context, symbol);
  if (instrument === null) return refuse("-1121");
  const leverage = context.market.sim.desk.leverage(context.account, symbol);
  return ok({ symbol, leverage, maxNotionalUsd: maxNotionalUsd(instrument, leverage) });
}

export function setLeverage(context: ExchangeContext, symbol: string, leverage: number): Answer<LeverageSetting> {
  const { desk } = context.market.sim;
  const instrument = instrumentOf(context, symbol);
  if (instrument === null) return refuse("-1121");
  const highest = instrument.brackets[0]?.maxLeverage ?? 1;
  const isValid = Number.isInteger(leverage) && leverage >= 1 && leverage <= highest;
  if (!isValid) return refuse("-4028");
  const fits = Math.abs(toNumber(notionalOf(context, symbol))) <= maxNotionalUsd(instrument, leverage);
  if (!fits) return refuse("-2027");
  const before = desk.leverage(context.account, symbol);
  desk.setLeverage(context.account, symbol, leverage);
  const { marginBalance, initial } = accountMargin(context);
  const isCovered = leverage >= before || toNumber(initial) <= toNumber(marginBalance);
  if (!isCovered) {
    desk.setLeverage(context.account, symbol, before);
    return refuse("-2028");
  }
  if (leverage !== before) context.emit(leverageUpdate(symbol, leverage, context.nowMs()));
  return leverageSetting(context, symbol);
}

export function setMarginType(context: ExchangeContext, symbol: string, isolated: boolean): Answer<null> {
  const { books } = context;
  if (instrumentOf(context, symbol) === null) return refuse("-1121");
  if (books.isolated.has(symbol) === isolated) return refuse("-4046");
  if (isolated && books.multiAssets) return refuse("-4168");
  if (hasOpenOrders(context, symbol)) return refuse("-4047");
  if (isHeld(context, symbol)) return refuse("-4048");
  if (isolated) books.isolated.add(symbol);
  else books.isolated.delete(symbol);
  context.emit(accountUpdate(context, { reason: "MARGIN_TYPE_CHANGE", atMs: context.nowMs(), symbol }));
  return ok(null);
}

export function setHedgeMode(context: ExchangeContext, hedgeMode: boolean): Answer<null> {
  const { books } = context;
  if (books.hedgeMode === hedgeMode) return refuse("-4059");
  if (hasOpenOrders(context, null)) return refuse("-4067");
  if (holdsAnything(context)) return refuse("-4068");
  books.hedgeMode = hedgeMode;
  return ok(null);
}

export function setMultiAssets(context: ExchangeContext, multiAssets: boolean): Answer<null> {
  const { books } = context;
  if (books.multiAssets === multiAssets) return refuse("-4171");
  if (hasOpenOrders(context, null) || holdsAnything(context)) return refuse("-4169");
  books.multiAssets = multiAssets;
  context.emit(assetModeUpdate(multiAssets, context.nowMs()));
  return ok(null);
}

/** Only isolated positions take margin of their own, and none of this account's is. */
export function changePositionMargin(context: ExchangeContext, symbol: string, isPositive: boolean): Answer<null> {
  if (instrumentOf(context, symbol) === null) return refuse("-1121");
  return isPositive ? refuse("-4049") : refuse("-4055");
}

function hasOpenOrders({ books }: ExchangeContext, symbol: string | null): boolean {
  return [...books.openOrders, ...books.openAlgos].some((order) => symbol === null || order.symbol === symbol);
}

function holdsAnything({ books }: ExchangeContext): boolean {
  const gross = [...books.positions.values()].reduce((sum, { holding }) => addDec(sum, absDec(holding.qty)), ZERO);
  return toNumber(gross) > 0;
}
