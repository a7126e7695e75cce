import { err, ok, type Result } from "../../../lib/result.js";
import { intervalName } from "../../ccxt/bar-interval.js";
import { parseDepthSnapshot, parseKlineRow, parsePremiumIndex } from "./market-frames.js";
import type { KlineBar, KlineRange, PublicRest, ReadFailure } from "../../ccxt/market-types.js";

export type PublicQuestion = "klines" | "markPriceKlines" | "depth" | "premiumIndex";
type Params = Readonly<Record<string, string | number>>;

/** Asks one question and hands the answer over as parsed JSON. */
export type AskPublic = (question: PublicQuestion, params: Params) => Promise<Result<unknown, ReadFailure>>;

/** From here on one question about all symbols (weight 10) is cheaper than one about each (weight 1). */
const ALL_IN_ONE_FROM = 10;

/** The questions over any client that can ask them. */
export function createPublicRest(ask: AskPublic): PublicRest {
  const candles =
    (question: PublicQuestion) =>
    async ({ symbol, barMs, fromMs, toMs, limit }: KlineRange): Promise<Result<readonly KlineBar[], ReadFailure>> => {
      const interval = intervalName(barMs);
      const answer = await ask(question, { symbol, interval, startTime: fromMs, endTime: toMs - 1, limit });
      return answer.ok ? rowsOf(question, answer.value, (row) => parseKlineRow(symbol, row)) : answer;
    };
  return {
    klines: candles("klines"),
    markKlines: candles("markPriceKlines"),
    depth: async (symbol, levels) => {
      const answer = await ask("depth", { symbol, limit: levels });
      if (!answer.ok) return answer;
      const snapshot = parseDepthSnapshot(answer.value);
      return snapshot === null ? unreadable("depth") : ok(snapshot);
    },
    marks: async (symbols) => {
      if (symbols.length >= ALL_IN_ONE_FROM) {
        const answer = await ask("premiumIndex", {});
        const wanted = new Set(symbols);
        if (!answer.ok) return answer;
        if (!Array.isArray(answer.value)) return unreadable("premiumIndex");
        // Foreign rows may lack figures (contracts before their start): only ours must be readable.
        const marks = answer.value.map(parsePremiumIndex).filter((mark) => mark !== null && wanted.has(mark.symbol));
        return ok(marks.filter((mark) => mark !== null));
      }
      const answers = await Promise.all(symbols.map((symbol) => ask("premiumIndex", { symbol })));
      const failed = answers.find((answer) => !answer.ok);
      const marks = answers.flatMap((answer) => (answer.ok ? [parsePremiumIndex(answer.value)] : []));
      const readable = marks.filter((mark) => mark !== null);
      if (readable.length > 0 || symbols.length === 0) return ok(readable);
      return failed ?? unreadable("premiumIndex");
    },
  };
}

function rowsOf<T>(
  question: string,
  answer: unknown,
  parse: (row: unknown) => T | null,
): Result<readonly T[], ReadFailure> {
  if (!Array.isArray(answer)) return unreadable(question);
  const parsed = answer.map(parse);
  const readable = parsed.filter((row) => row !== null);
  return readable.length === parsed.length ? ok(readable) : unreadable(question);
}

function unreadable(question: string): Result<never, ReadFailure> {
  return err({ reason: `the answer to ${question} is not as documented`, retryAfterMs: null });
}
