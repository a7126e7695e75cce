import { compareDec } from "../../lib/decimal.js";
import { isoUtc } from "../../lib/time.js";
import { type Check, fail, pass, warn } from "./check.js";
import type { Reading } from "./reading.js";
import type { SymbolFacts, SymbolRules } from "./venue-facts.js";
import { counted } from "./words.js";

const DECIMALS = [
  ["tick_size", "tickSize"],
  ["step_size", "stepSize"],
  ["min_qty", "minQty"],
  ["max_qty", "maxQty"],
  ["market_max_qty", "marketMaxQty"],
  ["min_notional", "minNotional"],
] as const;
const NUMBERS = [
  ["percent_price_up", "percentPriceUp"],
  ["percent_price_down", "percentPriceDown"],
  ["liquidation_fee_rate", "liquidationFeeRate"],
] as const;

/** Status and filters of each configured symbol: one line for all that agree, one for each that does not. */
export function checkSymbols(looked: Reading<readonly SymbolFacts[]>): readonly Check[] {
  const id = "venue.symbols";
  if (!looked.ok) return [warn(id, `the venue's rules can't be read: ${looked.error}`, "look again in a minute")];
  const wrong = looked.value.flatMap(checkSymbol);
  const same = looked.value.length - wrong.length;
  const detail = `${String(same)} of ${counted(looked.value.length, "symbol")} trade with the rules of venues.json`;
  return [wrong.length === 0 ? pass(id, detail) : pass(id, `${detail}; the others below`), ...wrong];
}

function checkSymbol({ symbol, configured, listed }: SymbolFacts): readonly Check[] {
  const id = `venue.symbol-${symbol}`;
  const drop = `take ${symbol} out of strategy_config.json → universe`;
  if (!listed.ok) return [fail(id, `${symbol} can't be traded: ${listed.error}`, drop)];
  const { status, delistingAtMs } = listed.value;
  const until = delistingAtMs === null ? "" : ` until ${isoUtc(delistingAtMs)}`;
  if (status !== "TRADING") return [warn(id, `${symbol} is ${status} at the venue${until}: nothing is opened`, drop)];
  if (configured === null) return [];
  const changed = differences(configured, listed.value);
  if (changed.length === 0) return [];
  const fix = "a live session uses the venue's own; correct venues.json so that paper and backtests agree with it";
  return [warn(id, `${symbol}: ${changed.join(", ")}`, fix)];
}

function differences(configured: SymbolRules, listed: SymbolRules): readonly string[] {
  const told = (name: string, venue: string, file: string): string => `${name} ${venue} (venues.json: ${file})`;
  return [
    ...DECIMALS.filter(([, field]) => compareDec(configured[field], listed[field]) !== 0).map(([name, field]) =>
      told(name, listed[field], configured[field]),
    ),
    ...NUMBERS.filter(([, field]) => Math.abs(configured[field] - listed[field]) > 1e-9).map(([name, field]) =>
      told(name, String(listed[field]), String(configured[field])),
    ),
  ];
}
