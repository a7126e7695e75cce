import { ok } from "../../../lib/result.js";
import {
  accountRow,
  accountRowV2,
  adlRow,
  balanceRows,
  bracketRow,
  commissionRow,
  configRow,
  keyRightsRow,
  riskRows,
  riskRowsV2,
  symbolConfigRow,
} from "../exchange/account-rows.js";
import type { ExchangeContext } from "../exchange/exchange-context.js";
import { tradingStatusRow } from "../exchange/trading-indicators.js";
import { isHeld } from "../exchange/position-figures.js";
import type { Answer } from "../exchange/venue-error.js";
import type { WireObject } from "../exchange/wire-json.js";
import { readAnySymbol, readSymbol, signed, withParams } from "./route.js";
import type { RestCall, Route, RouteTable } from "./route.js";

export const ACCOUNT_ROUTES: RouteTable = [
  ["GET /fapi/v2/account", signed(5, ({ context }) => ok(accountRowV2(context)))],
  ["GET /fapi/v3/account", signed(5, ({ context }) => ok(accountRow(context)))],
  ["GET /fapi/v2/balance", signed(5, ({ context }) => ok(balanceRows(context)))],
  ["GET /fapi/v3/balance", signed(5, ({ context }) => ok(balanceRows(context)))],
  ["GET /fapi/v2/positionRisk", signed(5, risk(riskRowsV2))],
  ["GET /fapi/v3/positionRisk", signed(5, risk(riskRows))],
  ["GET /fapi/v1/accountConfig", signed(5, ({ context }) => ok(configRow(context)))],
  ["GET /sapi/v1/account/apiRestrictions", signed(1, ({ context }) => ok(keyRightsRow(context)))],
  ["GET /fapi/v1/symbolConfig", signed(5, bySymbol(symbolConfigRow))],
  ["GET /fapi/v1/leverageBracket", signed(1, bySymbol(bracketRow))],
  ["GET /fapi/v1/commissionRate", signed(20, commissionRate)],
  ["GET /fapi/v1/adlQuantile", signed(5, adlQuantile)],
  ["GET /fapi/v1/apiTradingStatus", signed(({ symbol }) => ((symbol ?? "") === "" ? 10 : 1), tradingStatus)],
];

function risk(rows: (context: ExchangeContext, symbol: string | null) => readonly WireObject[]): Route["handle"] {
  return (call) => {
    const symbol = readAnySymbol(call);
    return withParams(call, () => ok(rows(call.context, symbol)));
  };
}

/** An array, also where one symbol was named. */
function bySymbol(row: (context: ExchangeContext, symbol: string) => WireObject): Route["handle"] {
  return (call) => {
    const symbol = readAnySymbol(call);
    const symbols = symbol === null ? [...call.context.market.instruments().keys()] : [symbol];
    return withParams(call, () => ok(symbols.map((each) => row(call.context, each))));
  };
}

function commissionRate(call: RestCall): Answer<WireObject> {
  const symbol = readSymbol(call);
  return withParams(call, () => ok(commissionRow(call.context, symbol)));
}

function tradingStatus(call: RestCall): Answer<WireObject> {
  const symbol = readAnySymbol(call);
  return withParams(call, () => ok(tradingStatusRow(call.context, symbol)));
}

function adlQuantile(call: RestCall): Answer<readonly WireObject[]> {
  const symbol = readAnySymbol(call);
  const symbols = symbol === null ? [...call.context.books.positions.keys()] : [symbol];
  return withParams(call, () => ok(symbols.filter((each) => isHeld(call.context, each)).map(adlRow)));
}
