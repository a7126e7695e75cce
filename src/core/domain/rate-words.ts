import { age, utc } from "../lib/format.js";
import { MINUTE_MS } from "../lib/time.js";

/** A rate as screens and documents show it; null where it can't be known. */
export interface RateShown {
  readonly rate: string | null;
  readonly source: string | null;
  readonly ageMs: number | null;
  readonly fresh: boolean;
}

const DIGITS = 6;

/** `17.0644 coingecko, 3m old`; without a rate the reason. */
export function rateWords({ rate, source, ageMs, fresh }: RateShown): string {
  if (source === null) return "no rate";
  const old = `${ageWords(ageMs)} old`;
  if (rate === null) return `no rate: ${source}'s is ${old}`;
  return `${shortRate(rate)} ${source}, ${old}${fresh ? "" : ", not fresh"}`;
}

/** Of books that have ended: `17.0644 coingecko of 2024-05-01 02:00Z, 3m from their end`. */
export function datedRateWords({ rate, source, at, ageMs }: RateShown & { readonly at: string | null }): string {
  if (source === null) return "no rate";
  const told = `${source} of ${utc(at)}, ${ageWords(ageMs)} from their end`;
  return rate === null ? `no rate: the nearest is ${told}` : `${shortRate(rate)} ${told}`;
}

function shortRate(rate: string): string {
  return String(Number(Number(rate).toPrecision(DIGITS)));
}

/** In minutes: rates are told every few of them, and a page that says nothing new is not sent again. */
export function ageWords(ageMs: number | null): string {
  if (ageMs === null || !Number.isFinite(ageMs)) return age(null);
  return ageMs < MINUTE_MS ? "under 1m" : age(ageMs - (ageMs % MINUTE_MS));
}
