import { z } from "zod";
import { RATE_PAIRS, type RatePair, type RateQuote } from "../../domain/rate.js";
import type { Clock } from "../../lib/clock.js";
import { compareDec, type Dec, dec, parseDec, subDec, absDec, mulDec } from "../../lib/decimal.js";
import { MINUTE_MS } from "../../lib/time.js";
import type { Files } from "../../ports/files.js";
import type { RateOracle } from "../../ports/rate-oracle.js";
import { attempt } from "../system/attempt.js";

const rateText = z.custom<Dec>((value) => typeof value === "string" && parseDec(value) !== null, "expected a decimal");

/** rates.json in the state directory: the newest rate of each pair, so that a screen knows it after a restart. */
const ratesFile = z.strictObject({
  schema: z.literal("hedge.rates/1"),
  items: z.array(
    z.strictObject({
      pair: z.enum(RATE_PAIRS),
      rate: rateText,
      atMs: z.number().int(),
      source: z.string().min(1).max(40),
    }),
  ),
});

export const RATES_FILE = "rates.json";

interface Place {
  readonly files: Pick<Files, "readText" | "replace">;
  readonly directory: string;
}

/** The rates that were told last; none where the file is missing or no rates file: nothing is made up of it. */
export function readRates({
  files,
  directory,
}: {
  readonly files: Pick<Files, "readText">;
  readonly directory: string;
}): ReadonlyMap<RatePair, RateQuote> {
  const text = files.readText(`${directory}/${RATES_FILE}`);
  const read = attempt((): unknown => (text === null ? null : JSON.parse(text)));
  const parsed = read.ok ? ratesFile.safeParse(read.value) : null;
  return new Map((parsed?.data?.items ?? []).map((quote) => [quote.pair, quote]));
}

export interface RateDeskOptions extends Place {
  readonly clock: Pick<Clock, "nowMs">;
  /** In the order in which they are asked. */
  readonly oracles: readonly RateOracle[];
  /** A quote of this age is not asked for again, and a source that tells an older one is passed over for the next. */
  readonly freshMs: number;
  /** Largest step from the last rate that one answer may take, as a fraction. */
  readonly maxJump: number;
}

export interface RateAnswer {
  /** The newest that is known; null before the first. */
  readonly quote: RateQuote | null;
  /** Why sources did not help: `coingecko: no connection (ECONNREFUSED)`. */
  readonly problems: readonly string[];
}

/** A source's clock may be ahead of ours by so much. */
const MOST_AHEAD_MS = MINUTE_MS;

/**
 * Asks the sources in order until one tells a fresh rate, and remembers the newest. What was told is never younger than
 * its source says: a source that repeats an old rate lets it age like one that is silent.
 */
export async function askRate(pair: RatePair, options: RateDeskOptions): Promise<RateAnswer> {
  const { clock, freshMs, oracles } = options;
  const known = readRates(options).get(pair) ?? null;
  if (known !== null && isFresh(known, clock.nowMs(), freshMs)) return { quote: known, problems: [] };
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
    if (isFresh(newest, clock.nowMs(), freshMs)) break;
    problems.push(`${oracle.source}: its rate is old`);
  }
  if (newest !== null && newest !== known) keep(newest, options);
  return { quote: newest, problems };
}

function isFresh({ atMs }: RateQuote, nowMs: number, freshMs: number): boolean {
  const ageMs = nowMs - atMs;
  return ageMs <= freshMs && ageMs >= -MOST_AHEAD_MS;
}

/** Why an answer is not believed; null where it is. */
function strange(quote: RateQuote, known: RateQuote | null, { clock, maxJump }: RateDeskOptions): string | null {
  if (!(compareDec(quote.rate, dec("0")) > 0)) return `a rate of ${quote.rate}`;
  if (!(quote.atMs - clock.nowMs() <= MOST_AHEAD_MS)) return "its rate is of the future";
  if (known === null) return null;
  const step = absDec(subDec(quote.rate, known.rate));
  const isNear = compareDec(step, mulDec(known.rate, dec(maxJump.toFixed(6)))) <= 0;
  return isNear ? null : `${quote.rate} is further from the last rate ${known.rate} than ${String(maxJump * 100)} %`;
}

function keep(quote: RateQuote, { files, directory }: Place): void {
  const others = [...readRates({ files, directory }).values()].filter(({ pair }) => pair !== quote.pair);
  const items = [...others, quote].sort((a, b) => (a.pair < b.pair ? -1 : 1));
  files.replace(`${directory}/${RATES_FILE}`, `${JSON.stringify({ schema: "hedge.rates/1", items })}\n`);
}
