import { compareDec } from "../lib/decimal.js";
import { isoUtc } from "../lib/time.js";
import type { Instrument } from "./instrument.js";

/** What a venue changes of a symbol while somebody trades it. */
export type VenueRules = Pick<
  Instrument,
  | "status"
  | "delistingAtMs"
  | "tickSize"
  | "stepSize"
  | "minQty"
  | "maxQty"
  | "marketMaxQty"
  | "minNotional"
  | "percentPriceUp"
  | "percentPriceDown"
>;

export function venueRulesOf(instrument: VenueRules): VenueRules {
  const { status, delistingAtMs, tickSize, stepSize, minQty, maxQty, marketMaxQty, minNotional } = instrument;
  const { percentPriceUp, percentPriceDown } = instrument;
  return {
    ...{ status, delistingAtMs, tickSize, stepSize, minQty, maxQty, marketMaxQty, minNotional },
    ...{ percentPriceUp, percentPriceDown },
  };
}

const FILTERS = ["tickSize", "stepSize", "minQty", "maxQty", "marketMaxQty", "minNotional"] as const;
const BANDS = ["percentPriceUp", "percentPriceDown"] as const;

/** What is different in grid, minima, maxima and price bands, in words: a session goes by the new ones at once. */
export function filterChanges(before: VenueRules, now: VenueRules): readonly string[] {
  return [
    ...FILTERS.filter((name) => compareDec(before[name], now[name]) !== 0),
    ...BANDS.filter((name) => before[name] !== now[name]),
  ].map((name) => `${name} ${String(before[name])} → ${String(now[name])}`);
}

/** What is different in whether and how long the symbol trades, in words: a matter for an operator. */
export function listingChanges(before: VenueRules, now: VenueRules): readonly string[] {
  const words: string[] = [];
  if (before.status !== now.status) words.push(`status ${now.status}`);
  if (before.delistingAtMs !== now.delistingAtMs)
    words.push(now.delistingAtMs === null ? "no delisting" : `delisting at ${isoUtc(now.delistingAtMs)}`);
  return words;
}
