import { z } from "zod";
import { addDec, compareDec, type Dec, divDec, parseDec } from "../../lib/decimal.js";
import { err, ok } from "../../lib/result.js";
import type { RateOracle } from "../../ports/rate-oracle.js";
import { getJson } from "./get-json.js";

export const LUNO = "https://api.luno.com";
const PLACES = 6;

const price = z.string().transform((text, context): Dec => {
  const parsed = parseDec(text);
  if (parsed !== null && Number(parsed) > 0) return parsed;
  context.addIssue("expected a price");
  return z.NEVER;
});
// Shape: luno.com developers API, ticker (2026-10).
const ticker = z.object({ pair: z.literal("USDTZAR"), bid: price, ask: price, timestamp: z.number().int().positive() });

/** Wider than this nobody trades there: the middle of it is no price. */
const MOST_SPREAD = 0.05;

/**
 * A South African exchange as a second source of USD→ZAR: the middle of its book of USDT against the rand. A dollar off
 * its peg is off here too; `USDTUSD` says by how much.
 */
export function luno(api = LUNO): RateOracle {
  const source = "luno USDT";
  return {
    source,
    pairs: ["USDZAR"],
    async ask(pair) {
      if (pair !== "USDZAR") return err(`no rate of ${pair}`);
      const answer = await getJson(`${api}/api/1/ticker?pair=USDTZAR`);
      if (!answer.ok) return answer;
      const parsed = ticker.safeParse(answer.value);
      if (!parsed.success) return err("the answer has another shape");
      const { bid, ask, timestamp: atMs } = parsed.data;
      const isBook = compareDec(bid, ask) <= 0 && Number(ask) / Number(bid) - 1 <= MOST_SPREAD;
      if (!isBook) return err(`a bid of ${bid} and an ask of ${ask} make no price`);
      return ok({ pair, source, atMs, rate: divDec(addDec(bid, ask), "2" as Dec, PLACES, "half-even") });
    },
  };
}
