import { converted, type RateNow, rateAt, rateBeside, type RatePair } from "../domain/rate.js";
import type { RateShown } from "../domain/rate-words.js";
import { type Dec, parseDec } from "../lib/decimal.js";
import { isoUtc } from "../lib/time.js";
import type { KnownRates } from "../journal/rates-file.js";

const UNIT_PLACES = 8;

/** A rate with the instant that its source names. */
export interface DatedRate extends RateShown {
  readonly rate: Dec | null;
  readonly at: string | null;
}

/** What the fund is worth in rand, and by which rates; null where no rate is young enough. */
export interface RandView {
  readonly usdtUsd: DatedRate;
  readonly usdZar: DatedRate;
  /** A USDT counts as a dollar where nobody says what it is worth; `usdtUsd` says whether somebody did. */
  readonly navUsd: Dec | null;
  readonly navZar: Dec | null;
  readonly unitZar: Dec | null;
}

/** Of the books; a unit is in USD. */
interface Amounts {
  readonly navUsdt: Dec | null;
  readonly unitUsd: Dec | null;
}

/** The NAV and the unit as the screens have them: a text of the books, a growth that is worked out. */
export function randAmounts(nav: string | null, unit: number | null): Amounts {
  const unitText = unit === null ? null : unit.toFixed(UNIT_PLACES);
  return { navUsdt: nav === null ? null : parseDec(nav), unitUsd: unitText === null ? null : parseDec(unitText) };
}

/** By the rates as they are at an instant; what was told later than that is none. */
export function randNow(rates: KnownRates, amounts: Amounts, nowMs: number): RandView {
  const { quotes, limits } = rates;
  return randBy((pair) => rateAt(quotes.get(pair) ?? null, nowMs, limits), amounts);
}

/** Of books that end at an instant, whenever that was, by the rates beside it. */
export function randBeside(rates: KnownRates, amounts: Amounts, endMs: number): RandView {
  const { quotes, limits } = rates;
  return randBy((pair) => rateBeside(quotes.get(pair) ?? null, endMs, limits), amounts);
}

function randBy(rateOf: (pair: RatePair) => RateNow, { navUsdt, unitUsd }: Amounts): RandView {
  const [usdt, zar] = [rateOf("USDTUSD"), rateOf("USDZAR")];
  const navUsd = usdt.rate === null ? navUsdt : converted(navUsdt, usdt);
  const [navZar, unitZar] = [converted(navUsd, zar), converted(unitUsd, zar)];
  return { usdtUsd: dated(usdt), usdZar: dated(zar), navUsd, navZar, unitZar };
}

function dated({ rate, source, atMs, ageMs, isFresh }: RateNow): DatedRate {
  return { rate, source, at: atMs === null ? null : isoUtc(atMs), ageMs, fresh: isFresh };
}
