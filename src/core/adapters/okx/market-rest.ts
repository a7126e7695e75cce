import { z } from "zod";
import { err, ok, type Result } from "../../lib/result.js";
import { toNumber } from "../../lib/decimal.js";
import type { LiveMark } from "../../ports/live-feed.js";
import { intervalName } from "../ccxt/bar-interval.js";
import type { DepthSnapshot, KlineBar, KlineRange, PublicRest, ReadFailure } from "../ccxt/market-types.js";
import type { OkxClient } from "./client.js";
import type { Contract, Contracts } from "./contracts.js";
import type { EndpointName } from "./endpoints.js";
import { type Answered, ask } from "./gateway-reads.js";
import { readSwaps } from "./instruments.js";
import { barName, baseLevels, candleOf } from "./market-frames.js";
import { fundingSchema } from "./parse-instruments.js";
import { instant, rowOf, wireDec } from "./wire.js";

/** The most rows of one answer (docs-v5, candlesticks history, 2026-06). */
const PAGE_ROWS = 100;

const candlesSchema = z.object({ data: z.array(z.array(z.string()).max(12)).max(PAGE_ROWS * 3) });
const markSchema = rowOf(z.object({ instId: z.string(), markPx: wireDec, ts: instant }));
const bookSchema = rowOf(z.object({ asks: z.array(z.unknown()), bids: z.array(z.unknown()), ts: instant }));

type Read<T> = Promise<Result<T, ReadFailure>>;

/** The feed's questions over the venue's client. */
export function marketRestOver(client: OkxClient, contracts: Contracts, nowMs: () => number): PublicRest {
  const contractOf = async (symbol: string): Answered<Contract> => {
    const known = contracts.isEmpty ? await readSwaps(client, contracts) : ok(null);
    if (!known.ok) return known;
    const contract = contracts.bySymbol(symbol);
    const unlisted = {
      code: 51001,
      reason: `51001 ${symbol} is not listed`,
      reaction: "bug",
      retryAfterMs: null,
    } as const;
    return contract === null ? err(unlisted) : ok(contract);
  };
  const candles = async (endpoint: EndpointName, range: KlineRange): Read<readonly KlineBar[]> => {
    const contract = await contractOf(range.symbol);
    if (!contract.ok) return contract;
    const bar = barName(intervalName(range.barMs)) ?? "";
    const limit = Math.min(range.limit, PAGE_ROWS);
    // Rows come newest first: only a window of one page has the oldest ones in it.
    const toMs = Math.min(range.toMs, range.fromMs + limit * range.barMs);
    const window = { before: String(range.fromMs - 1), after: String(toMs), limit: String(limit) };
    const params = { instId: contract.value.instId, bar, ...window };
    const answer = await ask(client, { endpoint, schema: candlesSchema, params });
    if (!answer.ok) return answer;
    const rows = answer.value.data.map(candleOf);
    const readable = rows.flatMap((row) => (row === null ? [] : [{ symbol: range.symbol, ...row }]));
    return readable.length === rows.length ? ok(readable.reverse()) : unreadable(endpoint);
  };
  return {
    klines: (range) => candles(isRecent(range, nowMs()) ? "candles" : "historyCandles", range),
    markKlines: (range) => candles("markCandles", range),
    depth: async (symbol, levels): Read<DepthSnapshot> => {
      const contract = await contractOf(symbol);
      if (!contract.ok) return contract;
      const params = { instId: contract.value.instId, sz: String(Math.min(levels, 400)) };
      const answer = await ask(client, { endpoint: "books", schema: bookSchema, params });
      if (!answer.ok) return answer;
      const { ts, ...sides } = answer.value;
      const [bids, asks] = [baseLevels(contract.value, sides.bids), baseLevels(contract.value, sides.asks)];
      return bids === null || asks === null ? unreadable("books") : ok({ lastId: 0, atMs: ts, bids, asks });
    },
    marks: async (symbols): Read<readonly LiveMark[]> => {
      const marks: LiveMark[] = [];
      for (const symbol of symbols) {
        const contract = await contractOf(symbol);
        const mark = contract.ok ? await readMark(client, contract.value) : contract;
        if (!mark.ok) return mark;
        marks.push(mark.value);
      }
      return ok(marks);
    },
  };
}

/** The list of newest candles reaches back 1,440 of them; the one of history may lack the newest (docs-v5, 2026-06). */
function isRecent({ fromMs, barMs }: KlineRange, nowMs: number): boolean {
  return nowMs - fromMs < 1_000 * barMs;
}

/** Without the index, which a mark by REST does not tell. */
async function readMark(client: OkxClient, { symbol, instId }: Contract): Read<LiveMark> {
  const [mark, funding] = await Promise.all([
    ask(client, { endpoint: "markPrice", schema: markSchema, params: { instType: "SWAP", instId } }),
    ask(client, { endpoint: "fundingRate", schema: fundingSchema, params: { instId } }),
  ]);
  if (!mark.ok) return mark;
  const nextFundingMs = funding.ok ? funding.value.fundingTime : null;
  const { markPx, ts } = mark.value;
  return ok({ symbol, atMs: ts, mark: toNumber(markPx), index: null, fundingRate: null, nextFundingMs });
}

function unreadable(question: string): Result<never, ReadFailure> {
  return err({ reason: `the answer to ${question} is not as documented`, retryAfterMs: null });
}
