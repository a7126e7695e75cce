import { z } from "zod";
import { type RateLimits, type RatePair, RATE_PAIRS, type RateQuote } from "../domain/rate.js";
import { DAY_MS, MINUTE_MS } from "../lib/time.js";
import type { Files } from "../ports/files.js";
import { decSchema, instantSchema } from "./schema-parts.js";

/**
 * rates.json in the state directory: the newest rate of each pair, and how old a rate may be by the settings of whoever
 * asked for it, so that every screen says the same of it.
 */
const ratesFile = z.strictObject({
  schema: z.literal("hedge.rates/1"),
  limits: z.strictObject({ freshMs: z.number().positive(), maxAgeMs: z.number().positive() }).exactOptional(),
  items: z.array(
    z.strictObject({
      pair: z.enum(RATE_PAIRS),
      rate: decSchema,
      atMs: instantSchema,
      source: z.string().min(1).max(40),
    }),
  ),
});

export const RATES_FILE = "rates.json";
const STANDARD: RateLimits = { freshMs: 15 * MINUTE_MS, maxAgeMs: DAY_MS };

/** What a rates file says. */
export interface KnownRates {
  readonly limits: RateLimits;
  readonly quotes: ReadonlyMap<RatePair, RateQuote>;
}

interface RatesPlace {
  readonly files: Pick<Files, "readText">;
  readonly directory: string;
}

/** The rates that were told last; none where the file is missing or no rates file: nothing is made up of it. */
export function readRates({ files, directory }: RatesPlace): KnownRates {
  const parsed = ratesFile.safeParse(jsonOf(files.readText(`${directory}/${RATES_FILE}`)));
  const { limits = STANDARD, items } = parsed.data ?? { items: [] };
  return { limits, quotes: new Map(items.map((quote) => [quote.pair, quote])) };
}

/** Keeps a rate in the place of the last one of its pair. */
export function keepRate(
  quote: RateQuote,
  limits: RateLimits,
  { files, directory }: { readonly files: Pick<Files, "readText" | "replace">; readonly directory: string },
): void {
  const others = [...readRates({ files, directory }).quotes.values()].filter(({ pair }) => pair !== quote.pair);
  const items = [...others, quote].sort((a, b) => (a.pair < b.pair ? -1 : 1));
  files.replace(`${directory}/${RATES_FILE}`, `${JSON.stringify({ schema: "hedge.rates/1", limits, items })}\n`);
}

function jsonOf(text: string | null): unknown {
  try {
    return text === null ? null : (JSON.parse(text) as unknown);
  } catch {
    return null;
  }
}
