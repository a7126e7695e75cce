import { ok } from "../../../lib/result.js";
import { INVALID_SYMBOL, missingParam } from "./public-route.js";
import type { PublicParams, Read } from "./public-route.js";
import type { ServedMarket } from "./served-market.js";

/** A listed symbol that was sent. */
export function symbolParam(market: ServedMarket, params: PublicParams, name = "symbol"): Read<string> {
  const symbol = params[name];
  if (symbol === undefined || symbol === "") return missingParam(name);
  return market.instruments().has(symbol) ? ok(symbol) : INVALID_SYMBOL;
}

/** One row for the symbol that was sent, or the rows of all where none was; symbols that have no row are left out. */
export function rowsOf<Row>(
  market: ServedMarket,
  params: PublicParams,
  rowOf: (symbol: string) => Row | null,
): Read<Row | readonly Row[]> {
  if (params.symbol !== undefined && params.symbol !== "") {
    const symbol = symbolParam(market, params);
    if (!symbol.ok) return symbol;
    const row = rowOf(symbol.value);
    return row === null ? INVALID_SYMBOL : ok(row);
  }
  return ok(market.symbols().flatMap((symbol) => rowOf(symbol) ?? []));
}

/** Weight of an endpoint that costs more for all symbols. */
export function weightByScope(one: number, all: number): (params: PublicParams) => number {
  return ({ symbol }) => (symbol === undefined || symbol === "" ? all : one);
}
