import { SYMBOL_NAME, VENUE_NAME } from "../../domain/data-series.js";
import { Failure } from "../../lib/failure.js";

/** Errors: Failure 2 for a symbol that a lake can't keep, with its upper case where that is one. */
export function lakeSymbol(symbol: string): string {
  return required("symbol", symbol, { pattern: SYMBOL_NAME, nearest: symbol.toUpperCase(), example: "BTCUSDT" });
}

/** Errors: Failure 2 for a venue that a lake can't keep, with its lower case where that is one. */
export function lakeVenue(venue: string): string {
  return required("venue", venue, { pattern: VENUE_NAME, nearest: venue.toLowerCase(), example: "binance-usdm" });
}

interface Names {
  readonly pattern: RegExp;
  readonly nearest: string;
  readonly example: string;
}

function required(flag: string, value: string, { pattern, nearest, example }: Names): string {
  if (pattern.test(value)) return value;
  throw new Failure("invalid_value", 2, `--${flag} ${JSON.stringify(value)}: no ${flag} such as ${example}`, {
    path: `--${flag}`,
    value,
    fix: pattern.test(nearest) ? `Did you mean ${nearest}?` : `Up to 32 letters, digits and hyphens, as in ${example}.`,
  });
}
