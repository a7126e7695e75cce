import { addDec, decFromNumber, roundDec, ZERO } from "../../../lib/decimal.js";
import type { Dec } from "../../../lib/decimal.js";
import { present } from "../../../lib/invariant.js";
import { MARGIN_ASSET, instrumentOf, markOf, placesOf } from "./exchange-context.js";
import type { ExchangeContext } from "./exchange-context.js";
import { accountMargin, liquidationPrice, withdrawable } from "./margin-figures.js";
import type { AccountMargin } from "./margin-figures.js";
import { breakEvenPriceOf, entryPriceOf, isHeld, notionalOf, positionOf, unrealizedOf } from "./position-figures.js";
import { leverageSetting } from "./settings.js";
import type { WireObject } from "./wire-json.js";
import { money, padded } from "./wire-numbers.js";

const PRICE_PLACES = 8;

/** `GET /fapi/v3/account`: symbols with a position or an open order only, no settings. */
export function accountRow(context: ExchangeContext): WireObject {
  const margin = accountMargin(context);
  return { ...totalsRow(context, margin), assets: assetRows(context, margin), positions: heldRows(context, margin) };
}

/** `GET /fapi/v2/account`: all symbols, and the settings. */
export function accountRowV2(context: ExchangeContext): WireObject {
  const margin = accountMargin(context);
  const positions = [...context.market.instruments().keys()].map((symbol) => {
    const setting = leverageSetting(context, symbol);
    const position = positionOf(context, symbol);
    return {
      ...positionRow(context, symbol, margin),
      leverage: String(setting.ok ? setting.value.leverage : 1),
      isolated: context.books.isolated.has(symbol),
      maxNotional: String(setting.ok ? setting.value.maxNotionalUsd : 0),
      entryPrice: entryPriceOf(position),
      breakEvenPrice: breakEvenPriceOf(position),
      bidNotional: "0",
      askNotional: "0",
    };
  });
  return {
    ...configRow(context),
    ...totalsRow(context, margin),
    assets: assetRows(context, margin),
    positions,
  };
}

/** `GET /fapi/v1/accountConfig`. */
export function configRow({ books }: ExchangeContext): WireObject {
  return {
    feeTier: 0,
    canTrade: true,
    canDeposit: true,
    canWithdraw: true,
    dualSidePosition: books.hedgeMode,
    updateTime: 0,
    multiAssetsMargin: books.multiAssets,
    tradeGroupId: -1,
  };
}

/** `GET /sapi/v1/account/apiRestrictions`: what the key may do; the account's own `canWithdraw` says nothing of it. */
export function keyRightsRow({ books: { keyRights } }: ExchangeContext): WireObject {
  return {
    ipRestrict: keyRights.ipRestrict,
    createTime: 1_698_645_219_000,
    enableInternalTransfer: false,
    enableFutures: keyRights.futures,
    enablePortfolioMarginTrading: false,
    enableVanillaOptions: false,
    permitsUniversalTransfer: keyRights.universalTransfer,
    enableReading: true,
    enableSpotAndMarginTrading: false,
    enableWithdrawals: keyRights.withdrawals,
    enableMargin: false,
  };
}

function totalsRow(context: ExchangeContext, margin: AccountMargin): WireObject {
  return {
    totalInitialMargin: money(margin.initial),
    totalMaintMargin: money(margin.maintenance),
    totalWalletBalance: money(context.books.wallet),
    totalUnrealizedProfit: money(margin.unrealized),
    totalMarginBalance: money(margin.marginBalance),
    totalPositionInitialMargin: money(margin.positionInitial),
    totalOpenOrderInitialMargin: money(margin.openOrderInitial),
    totalCrossWalletBalance: money(context.books.wallet),
    totalCrossUnPnl: money(margin.unrealized),
    availableBalance: money(margin.available),
    maxWithdrawAmount: money(withdrawable(context, margin)),
  };
}

function assetRows(context: ExchangeContext, margin: AccountMargin): WireObject[] {
  const { books } = context;
  const backing = assetRow(context, MARGIN_ASSET, {
    wallet: books.wallet,
    margin,
    available: margin.available,
    withdrawable: withdrawable(context, margin),
  });
  const others = [...books.otherAssets].map(([asset, wallet]) =>
    assetRow(context, asset, { wallet, margin: null, available: wallet, withdrawable: wallet }),
  );
  return [backing, ...others];
}

interface AssetFigures {
  readonly wallet: Dec;
  /** Null for an asset that backs nothing. */
  readonly margin: AccountMargin | null;
  readonly available: Dec;
  readonly withdrawable: Dec;
}

function assetRow(context: ExchangeContext, asset: string, figures: AssetFigures): WireObject {
  const { wallet, margin } = figures;
  return {
    asset,
    walletBalance: money(wallet),
    unrealizedProfit: money(margin?.unrealized ?? ZERO),
    marginBalance: money(margin?.marginBalance ?? wallet),
    maintMargin: money(margin?.maintenance ?? ZERO),
    initialMargin: money(margin?.initial ?? ZERO),
    positionInitialMargin: money(margin?.positionInitial ?? ZERO),
    openOrderInitialMargin: money(margin?.openOrderInitial ?? ZERO),
    crossWalletBalance: money(wallet),
    crossUnPnl: money(margin?.unrealized ?? ZERO),
    availableBalance: money(figures.available),
    maxWithdrawAmount: money(figures.withdrawable),
    updateTime: context.books.walletUpdatedMs,
  };
}

/** `GET /fapi/v2|v3/balance`. */
export function balanceRows(context: ExchangeContext): WireObject[] {
  const margin = accountMargin(context);
  return assetRows(context, margin).map((row) => ({
    accountAlias: context.accountAlias,
    asset: row["asset"],
    balance: row["walletBalance"],
    crossWalletBalance: row["crossWalletBalance"],
    crossUnPnl: row["crossUnPnl"],
    availableBalance: row["availableBalance"],
    maxWithdrawAmount: row["maxWithdrawAmount"],
    marginAvailable: row["asset"] === MARGIN_ASSET,
    updateTime: row["updateTime"],
  }));
}

function heldRows(context: ExchangeContext, margin: AccountMargin): WireObject[] {
  return margin.symbols.map(({ symbol }) => positionRow(context, symbol, margin));
}

function positionRow(context: ExchangeContext, symbol: string, margin: AccountMargin): WireObject {
  const own = margin.symbols.find((each) => each.symbol === symbol);
  const position = positionOf(context, symbol);
  return {
    symbol,
    positionSide: "BOTH",
    positionAmt: padded(position.holding.qty, placesOf(context, symbol).qty),
    unrealizedProfit: money(own?.unrealized ?? ZERO),
    isolatedMargin: "0",
    notional: notionalOf(context, symbol),
    isolatedWallet: "0",
    initialMargin: money(initialOf(margin, symbol)),
    maintMargin: money(own?.maintenance ?? ZERO),
    positionInitialMargin: money(own?.positionInitial ?? ZERO),
    openOrderInitialMargin: money(own?.openOrderInitial ?? ZERO),
    updateTime: position.updatedMs,
  };
}

function initialOf(margin: AccountMargin, symbol: string): Dec {
  const own = margin.symbols.find((each) => each.symbol === symbol);
  return own === undefined ? ZERO : addDec(own.positionInitial, own.openOrderInitial);
}

/** `GET /fapi/v3/positionRisk`: a flat symbol without orders is absent. */
export function riskRows(context: ExchangeContext, symbol: string | null): WireObject[] {
  const margin = accountMargin(context);
  const rows = margin.symbols.filter((each) => symbol === null || each.symbol === symbol);
  return rows.map((each) => ({
    symbol: each.symbol,
    positionSide: "BOTH",
    ...riskFigures(context, each.symbol, margin),
    marginAsset: MARGIN_ASSET,
    isolatedWallet: "0",
    initialMargin: money(initialOf(margin, each.symbol)),
    maintMargin: money(each.maintenance),
    positionInitialMargin: money(each.positionInitial),
    openOrderInitialMargin: money(each.openOrderInitial),
    adl: isHeld(context, each.symbol) ? 1 : 0,
    bidNotional: "0",
    askNotional: "0",
    updateTime: positionOf(context, each.symbol).updatedMs,
  }));
}

/** `GET /fapi/v2/positionRisk`: all symbols, with leverage and margin type. */
export function riskRowsV2(context: ExchangeContext, symbol: string | null): WireObject[] {
  const margin = accountMargin(context);
  const symbols = symbol === null ? [...context.market.instruments().keys()] : [symbol];
  return symbols.map((each) => {
    const setting = leverageSetting(context, each);
    return {
      symbol: each,
      ...riskFigures(context, each, margin),
      marginType: context.books.isolated.has(each) ? "isolated" : "cross",
      isAutoAddMargin: "false",
      leverage: String(setting.ok ? setting.value.leverage : 1),
      maxNotionalValue: String(setting.ok ? setting.value.maxNotionalUsd : 0),
      isolatedWallet: "0",
      positionSide: "BOTH",
      updateTime: positionOf(context, each).updatedMs,
    };
  });
}

function riskFigures(context: ExchangeContext, symbol: string, margin: AccountMargin): WireObject {
  const position = positionOf(context, symbol);
  const price = liquidationPrice(context, symbol, margin);
  return {
    positionAmt: padded(position.holding.qty, placesOf(context, symbol).qty),
    entryPrice: entryPriceOf(position),
    breakEvenPrice: breakEvenPriceOf(position),
    markPrice: padded(markOf(context, symbol), PRICE_PLACES),
    unRealizedProfit: money(isHeld(context, symbol) ? unrealizedOf(context, symbol) : ZERO),
    liquidationPrice: price === null ? "0" : roundDec(decFromNumber(price), PRICE_PLACES, "half-even"),
    isolatedMargin: "0",
    notional: notionalOf(context, symbol),
  };
}

/** `GET /fapi/v1/symbolConfig`. */
export function symbolConfigRow(context: ExchangeContext, symbol: string): WireObject {
  const setting = leverageSetting(context, symbol);
  return {
    symbol,
    marginType: context.books.isolated.has(symbol) ? "ISOLATED" : "CROSSED",
    isAutoAddMargin: false,
    leverage: setting.ok ? setting.value.leverage : 1,
    maxNotionalValue: String(setting.ok ? setting.value.maxNotionalUsd : 0),
  };
}

/** `GET /fapi/v1/leverageBracket`: numbers, not strings. */
export function bracketRow(context: ExchangeContext, symbol: string): WireObject {
  const { brackets } = present(instrumentOf(context, symbol), `instrument ${symbol}`);
  return {
    symbol,
    notionalCoef: 1,
    brackets: brackets.map((bracket, index) => ({
      bracket: index + 1,
      initialLeverage: bracket.maxLeverage,
      notionalCap: bracket.notionalCapUsd,
      notionalFloor: bracket.notionalFloorUsd,
      maintMarginRatio: bracket.maintenanceRate,
      cum: bracket.deductionUsd,
    })),
  };
}

/** `GET /fapi/v1/commissionRate`. */
export function commissionRow(context: ExchangeContext, symbol: string): WireObject {
  const { makerFeeRate, takerFeeRate } = present(instrumentOf(context, symbol), `instrument ${symbol}`);
  return {
    symbol,
    makerCommissionRate: decFromNumber(makerFeeRate),
    takerCommissionRate: decFromNumber(takerFeeRate),
    rpiCommissionRate: "0.00005",
  };
}

/** `GET /fapi/v1/adlQuantile` of a symbol that is held. */
export function adlRow(symbol: string): WireObject {
  return { symbol, adlQuantile: { LONG: 0, SHORT: 0, BOTH: 1 } };
}
