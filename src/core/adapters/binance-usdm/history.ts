import { DAY_MS } from "../../lib/time.js";
import { err, ok } from "../../lib/result.js";
import type { TradesSince, VenueIncome, VenueTrade } from "../../ports/venue-gateway.js";
import type { UsdmClient } from "./client.js";
import { type Answered, ask } from "./gateway-reads.js";
import type { WireParams } from "./load-ccxt.js";
import { incomeSchema } from "./parse-account.js";
import { tradesSchema } from "./parse-orders.js";
import { unreadable } from "../ccxt/parse.js";
import type { Priority } from "./rate-limiter.js";

const PAGE_ROWS = 1_000;
/** A window of userTrades and income is at most 7 days, and neither goes back more than 3 months (docs, 2026-08). */
const WINDOW_MS = 7 * DAY_MS;
const OLDEST_MS = 90 * DAY_MS;
const MAX_PAGES = 400;

export interface TradesWanted {
  readonly symbol: string;
  readonly since: TradesSince;
  readonly nowMs: number;
}

/**
 * Windows that cover everything since an instant. The last one reaches past now: what we take for now may be earlier
 * than the venue's newest row, and an end there would hide it.
 */
function windowsSince(
  sinceMs: number,
  nowMs: number,
): readonly { readonly startTime: number; readonly endTime: number }[] {
  const oldestMs = Math.min(Math.max(sinceMs, nowMs - OLDEST_MS), nowMs);
  const count = Math.floor((nowMs - oldestMs) / WINDOW_MS) + 1;
  return Array.from({ length: count }, (_, index) => {
    const startTime = oldestMs + index * WINDOW_MS;
    return { startTime, endTime: startTime + WINDOW_MS - 1 };
  });
}

/** All trades of a symbol from a trade id or an instant on, oldest first. */
export async function readTrades(client: UsdmClient, wanted: TradesWanted): Answered<readonly VenueTrade[]> {
  const { symbol, since, nowMs } = wanted;
  // A long history is read page by page, and only its beginning may use what is kept for the urgent.
  const priority = since.urgent === true ? "protective" : "account";
  if (since.afterTradeId !== null)
    return readTradesAfter(client, { symbol, afterId: BigInt(since.afterTradeId), priority });
  for (const where of windowsSince(since.sinceMs, nowMs)) {
    const first = await readPage(client, { symbol, where, afterId: -1n, priority });
    if (!first.ok) return first;
    const last = first.value[first.value.length - 1];
    if (last === undefined) continue;
    // From the first trade on ids lead further: windows of time could cut between trades of one millisecond.
    const rest = await readTradesAfter(client, { symbol, afterId: BigInt(last.tradeId), priority: "account" });
    return rest.ok ? ok([...first.value, ...rest.value]) : rest;
  }
  return ok([]);
}

interface TradesAfter {
  readonly symbol: string;
  readonly afterId: bigint;
  /** Of the first page. */
  readonly priority: Priority;
}

async function readTradesAfter(
  client: UsdmClient,
  { symbol, afterId, priority: first }: TradesAfter,
): Answered<readonly VenueTrade[]> {
  const trades: VenueTrade[] = [];
  let lastId = afterId;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const where = { fromId: String(lastId + 1n) };
    const priority = page === 0 ? first : "account";
    const rows = await readPage(client, { symbol, where, afterId: lastId, priority });
    if (!rows.ok) return rows;
    trades.push(...rows.value);
    lastId = BigInt(rows.value[rows.value.length - 1]?.tradeId ?? lastId);
    if (rows.value.length < PAGE_ROWS) return ok(trades);
  }
  return err(unreadable(`more than ${MAX_PAGES} pages of trades of ${symbol}`));
}

interface TradePage extends TradesAfter {
  readonly where: WireParams;
}

async function readPage(
  client: UsdmClient,
  { symbol, where, afterId, priority }: TradePage,
): Answered<readonly VenueTrade[]> {
  const params = { symbol, ...where, limit: PAGE_ROWS };
  const answer = await ask(client, { endpoint: "userTrades", schema: tradesSchema, params, priority });
  if (!answer.ok) return answer;
  const rows = inOrder(answer.value, symbol, afterId);
  return rows === null ? err(unreadable(`trades of ${symbol} came twice or for another symbol`)) : ok(rows);
}

/** By rising id; null if a row is none that was asked for. */
function inOrder(rows: readonly VenueTrade[], symbol: string, afterId: bigint): readonly VenueTrade[] | null {
  const sorted = [...rows].sort((a, b) => (BigInt(a.tradeId) < BigInt(b.tradeId) ? -1 : 1));
  let lastId = afterId;
  for (const { symbol: of, tradeId } of sorted) {
    if (of !== symbol || BigInt(tradeId) <= lastId) return null;
    lastId = BigInt(tradeId);
  }
  return sorted;
}

/** All rows of the money history since an instant, oldest first. */
export async function readIncome(
  client: UsdmClient,
  { sinceMs, nowMs }: { readonly sinceMs: number; readonly nowMs: number },
): Answered<readonly VenueIncome[]> {
  const byId = new Map<string, VenueIncome>();
  let pages = 0;
  for (const { startTime, endTime } of windowsSince(sinceMs, nowMs)) {
    for (let page = 1; ; page += 1) {
      if ((pages += 1) > MAX_PAGES) return err(unreadable(`more than ${MAX_PAGES} pages of income`));
      const answer = await ask(client, {
        endpoint: "income",
        schema: incomeSchema,
        params: { startTime, endTime, page, limit: PAGE_ROWS },
      });
      if (!answer.ok) return answer;
      for (const row of answer.value) byId.set(row.id, row);
      if (answer.value.length < PAGE_ROWS) break;
    }
  }
  return ok([...byId.values()].sort((a, b) => a.atMs - b.atMs));
}
