import { MOST_AHEAD_MS, type RateLimits, type RatePair, type RateQuote } from "../../domain/rate.js";
import { keepRate, readRates } from "../../journal/rates-file.js";
import type { Clock } from "../../lib/clock.js";
import { absDec, compareDec, dec, mulDec, subDec, ZERO } from "../../lib/decimal.js";
import type { Files } from "../../ports/files.js";
import type { RateOracle } from "../../ports/rate-oracle.js";

export interface RateDeskOptions {
  readonly files: Pick<Files, "readText" | "replace">;
  readonly directory: string;
  readonly clock: Pick<Clock, "nowMs">;
  /** In the order in which they are asked. */
  readonly oracles: readonly RateOracle[];
  /** Kept beside the rate; a source that tells one that is not fresh is passed over for the next. */
  readonly limits: RateLimits;
  /** Up to this age a rate is not asked for again. */
  readonly askAfterMs: number;
  /** Largest step from the last rate that one answer may take, as a fraction. */
  readonly maxJump: number;
}

export interface RateAnswer {
  /** The newest that is known; null before the first. */
  readonly quote: RateQuote | null;
  /** Why sources did not help: `coingecko: no connection (ECONNREFUSED)`. */
  readonly problems: readonly string[];
}

/**
 * Asks the sources in order until one tells a fresh rate, and remembers the newest. What was told is never younger than
 * its source says: a source that repeats an old rate lets it age like one that is silent.
 */
export async function askRate(pair: RatePair, options: RateDeskOptions): Promise<RateAnswer> {
  const { clock, limits, oracles } = options;
  const known = readRates(options).quotes.get(pair) ?? null;
  if (known !== null && isFresh(known, clock.nowMs(), options.askAfterMs)) return { quote: known, problems: [] };
  const problems: string[] = [];
  let newest = known;
  for (const oracle of oracles.filter(({ pairs }) => pairs.includes(pair))) {
    const answer = await oracle.ask(pair);
    const problem = answer.ok ? strange(answer.value, known, options) : answer.error;
    if (!answer.ok || problem !== null) {
      problems.push(`${oracle.source}: ${problem ?? "no rate"}`);
      continue;
    }
    if (newest === null || answer.value.atMs > newest.atMs) newest = answer.value;
    if (isFresh(newest, clock.nowMs(), limits.freshMs)) break;
    problems.push(`${oracle.source}: its rate is old`);
  }
  if (newest !== null && newest !== known) keepRate(newest, limits, options);
  return { quote: newest, problems };
}

function isFresh({ atMs }: RateQuote, nowMs: number, freshMs: number): boolean {
  const ageMs = nowMs - atMs;
  return ageMs <= freshMs && ageMs >= -MOST_AHEAD_MS;
}

/** Why an answer is not believed; null where it is. */
function strange(quote: RateQuote, known: RateQuote | null, { clock, maxJump }: RateDeskOptions): string | null {
  if (!(compareDec(quote.rate, ZERO) > 0)) return `a rate of ${quote.rate}`;
  if (!(quote.atMs - clock.nowMs() <= MOST_AHEAD_MS)) return "its rate is of the future";
  if (known === null) return null;
  const step = absDec(subDec(quote.rate, known.rate));
  const isNear = compareDec(step, mulDec(known.rate, dec(maxJump.toFixed(6)))) <= 0;
  return isNear ? null : `${quote.rate} is further from the last rate ${known.rate} than ${String(maxJump * 100)} %`;
}
