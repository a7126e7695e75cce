import { err, ok } from "../../lib/result.js";
import { DAY_MS } from "../../lib/time.js";
import type { TradesSince, VenueIncome, VenueRefusal, VenueTrade } from "../../ports/venue-gateway.js";
import { RecentMap } from "../ccxt/recent-map.js";
import type { DeribitClient } from "./client.js";
import type { Contracts, Perpetual } from "./contracts.js";
import { type Answered, ask } from "./gateway-reads.js";
import type { WireParams } from "./load-ccxt.js";
import { incomeOf, type LogRow, logSchema } from "./parse-account.js";
import { type TradeRow, tradeOf, tradesSchema } from "./parse-orders.js";

/** Older trades are kept elsewhere, where they come a little late ("get_user_trades_by_instrument_and_time", 2026-11). */
const RECENT_MS = DAY_MS;
const MARGIN_MS = 60_000;
const TRADE_ROWS = 1_000;
const LOG_ROWS = 250;
const MAX_PAGES = 200;
const REMEMBERED_TRADES = 20_000;

const tooMany: VenueRefusal = {
  code: 0,
  reason: `more than ${MAX_PAGES} pages`,
  reaction: "halt",
  retryAfterMs: null,
};

/** Trades and money of the account. */
export class DeribitHistory {
  readonly #tradedAtMs = new RecentMap<number>(REMEMBERED_TRADES);

  constructor(
    readonly client: DeribitClient,
    readonly contracts: Contracts,
  ) {}

  /** From a trade on that was read here, else from an instant; what was read before may come again. */
  async trades(contract: Perpetual, since: TradesSince, nowMs: number): Answered<readonly VenueTrade[]> {
    const { symbol } = contract;
    const known = since.afterTradeId === null ? null : this.#tradedAtMs.get(`${symbol}:${since.afterTradeId}`);
    const sinceMs = Math.max(0, Math.floor(known ?? since.sinceMs));
    const recentMs = nowMs - RECENT_MS + MARGIN_MS;
    const older =
      sinceMs >= recentMs ? ok([]) : await this.#page(contract, { sinceMs, untilMs: nowMs, historical: true });
    if (!older.ok) return older;
    const span = {
      sinceMs: Math.max(sinceMs, recentMs - 2 * MARGIN_MS),
      untilMs: nowMs + MARGIN_MS,
      historical: false,
    };
    const recent = await this.#page(contract, span);
    if (!recent.ok) return recent;
    const rows = new Map([...older.value, ...recent.value].map((row) => [row.trade_id, row]));
    const trades = [...rows.values()].map((row) => tradeOf(row, contract)).sort((a, b) => a.atMs - b.atMs);
    for (const { tradeId, atMs } of trades) this.#tradedAtMs.set(`${symbol}:${tradeId}`, atMs);
    return ok(trades);
  }

  async #page(
    { instrument }: Perpetual,
    { sinceMs, untilMs, historical }: { sinceMs: number; readonly untilMs: number; readonly historical: boolean },
  ): Answered<readonly TradeRow[]> {
    const rows = new Map<string, TradeRow>();
    let fromMs = sinceMs;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const params = {
        instrument_name: instrument,
        start_timestamp: String(fromMs),
        end_timestamp: String(untilMs),
        count: String(TRADE_ROWS),
        sorting: "asc",
        ...(historical ? { historical: true } : {}),
      };
      const answer = await ask(this.client, { endpoint: "trades", schema: tradesSchema, params });
      if (!answer.ok) return answer;
      const { trades, has_more } = answer.value;
      for (const row of trades) rows.set(row.trade_id, row);
      const last = trades.at(-1);
      if (!has_more || last === undefined) return ok([...rows.values()]);
      // The rest of the last millisecond is on the next page; one that fills a whole page is stepped over.
      fromMs = last.timestamp > fromMs ? last.timestamp : fromMs + 1;
    }
    return err(tooMany);
  }

  /** Oldest first, of every asset that is named. */
  async income(assets: readonly string[], sinceMs: number, nowMs: number): Answered<readonly VenueIncome[]> {
    const income: VenueIncome[] = [];
    for (const currency of assets) {
      const rows = await this.#log(currency, sinceMs, nowMs);
      if (!rows.ok) return rows;
      const asset = this.contracts.assetOf(currency);
      // The log comes newest first: rows of one instant keep their order.
      for (const row of [...rows.value].reverse()) {
        const { instrument_name: instrument } = row;
        const symbol = instrument === null ? null : (this.contracts.byInstrument(instrument)?.symbol ?? instrument);
        income.push(...[incomeOf(row, { asset, symbol })].filter((each) => each !== null));
      }
    }
    return ok(income.sort((a, b) => a.atMs - b.atMs));
  }

  async #log(currency: string, sinceMs: number, nowMs: number): Answered<readonly LogRow[]> {
    const rows: LogRow[] = [];
    let continuation: string | null = null;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const params: WireParams = {
        currency,
        start_timestamp: String(Math.max(0, Math.floor(sinceMs))),
        end_timestamp: String(nowMs + MARGIN_MS),
        count: String(LOG_ROWS),
        ...(continuation === null ? {} : { continuation }),
      };
      const answer = await ask(this.client, { endpoint: "log", schema: logSchema, params });
      if (!answer.ok) return answer;
      rows.push(...answer.value.logs);
      const next = answer.value.continuation ?? null;
      if (next === null) return ok(rows);
      continuation = String(next);
    }
    return err(tooMany);
  }
}
