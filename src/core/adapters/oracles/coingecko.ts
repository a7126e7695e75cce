import { z } from "zod";
import type { RatePair, RateQuote } from "../../domain/rate.js";
import { decFromNumber, divDec } from "../../lib/decimal.js";
import { err, ok, type Result } from "../../lib/result.js";
import { SECOND_MS } from "../../lib/time.js";
import type { RateOracle } from "../../ports/rate-oracle.js";
import { getJson } from "./get-json.js";

export const COINGECKO = "https://api.coingecko.com";
const PLACES = 6;

// Shapes: docs.coingecko.com, Crypto Global Market Data and Simple Price (2026-10). Members that are not used are let be.
const amount = z.number().positive();
const stampSeconds = z.number().int().positive();
const globalAnswer = z.object({
  data: z.object({ total_market_cap: z.object({ usd: amount, zar: amount }), updated_at: stampSeconds }),
});
const tetherAnswer = z.object({ tether: z.object({ usd: amount, last_updated_at: stampSeconds }) });

/**
 * CoinGecko: USD→ZAR is the ratio of one market capitalisation in both currencies, USDT/USD the price of tether.
 *
 * api: scheme and host, `https://api.coingecko.com`.
 */
export function coingecko(api = COINGECKO): RateOracle {
  const source = "coingecko";
  return {
    source,
    pairs: ["USDZAR", "USDTUSD"],
    async ask(pair): Promise<Result<RateQuote, string>> {
      const answer = await getJson(`${api}${PATHS[pair]}`);
      if (!answer.ok) return answer;
      const told = READERS[pair](answer.value);
      return told === null ? err("the answer has another shape") : ok({ pair, source, ...told });
    },
  };
}

const PATHS: Readonly<Record<RatePair, string>> = {
  USDZAR: "/api/v3/global",
  USDTUSD: "/api/v3/simple/price?ids=tether&vs_currencies=usd&include_last_updated_at=true",
};

type Told = Pick<RateQuote, "rate" | "atMs"> | null;

const READERS: Readonly<Record<RatePair, (answer: unknown) => Told>> = {
  USDZAR: (answer) => {
    const parsed = globalAnswer.safeParse(answer);
    if (!parsed.success) return null;
    const { total_market_cap: cap, updated_at: at } = parsed.data.data;
    return {
      rate: divDec(decFromNumber(cap.zar), decFromNumber(cap.usd), PLACES, "half-even"),
      atMs: at * SECOND_MS,
    };
  },
  USDTUSD: (answer) => {
    const parsed = tetherAnswer.safeParse(answer);
    if (!parsed.success) return null;
    const { usd, last_updated_at: at } = parsed.data.tether;
    return { rate: decFromNumber(usd), atMs: at * SECOND_MS };
  },
};
