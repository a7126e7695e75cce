import { ok } from "../../lib/result.js";
import { DAY_MS } from "../../lib/time.js";
import type { TradesSince, VenueIncome, VenueTrade } from "../../ports/venue-gateway.js";
import { RecentMap } from "../ccxt/recent-map.js";
import type { OkxClient } from "./client.js";
import type { Contract, Contracts } from "./contracts.js";
import { type Answered, askAll } from "./gateway-reads.js";
import { type BillRow, billsSchema, incomeOf } from "./parse-account.js";
import { type FillRow, fillsSchema, tradeOf } from "./parse-orders.js";

/** `fills` and `bills` go back so far; their archives three months (pages of 2026-06). */
const FILLS_MS = 3 * DAY_MS;
const BILLS_MS = 7 * DAY_MS;
/** Rows come a little after their stamp, and a page that begins at a stamp has the rows of that millisecond. */
const MARGIN_MS = 60_000;
const REMEMBERED_TRADES = 20_000;

/** Trades and money of the account. Pages go by the numbers of bills, so the stamp of a trade says where to go on from. */
export class OkxHistory {
  readonly #tradedAtMs = new RecentMap<number>(REMEMBERED_TRADES);

  constructor(
    readonly client: OkxClient,
    readonly contracts: Contracts,
  ) {}

  /** From a trade on that was read here, else from an instant; what was read before may come again. */
  async trades(contract: Contract, since: TradesSince, nowMs: number): Answered<readonly VenueTrade[]> {
    const { instId, symbol } = contract;
    const known = since.afterTradeId === null ? null : this.#tradedAtMs.get(`${symbol}:${since.afterTradeId}`);
    const sinceMs = Math.max(0, Math.floor(known ?? since.sinceMs));
    const endpoint = nowMs - sinceMs < FILLS_MS - MARGIN_MS ? "fills" : "fillsHistory";
    const params = { instType: "SWAP", instId, begin: String(sinceMs) };
    const cursor = ({ billId }: FillRow): string => billId;
    const answer = await askAll(this.client, { endpoint, schema: fillsSchema, params, cursor });
    if (!answer.ok) return answer;
    const trades = answer.value.map((row) => tradeOf(row, contract)).reverse();
    for (const { tradeId, atMs } of trades) this.#tradedAtMs.set(`${symbol}:${tradeId}`, atMs);
    return ok(trades);
  }

  /** Oldest first. */
  async income(sinceMs: number, nowMs: number): Answered<readonly VenueIncome[]> {
    const endpoint = nowMs - sinceMs < BILLS_MS - MARGIN_MS ? "bills" : "billsArchive";
    const params = { begin: String(Math.max(0, Math.floor(sinceMs))) };
    const cursor = ({ billId }: BillRow): string => billId;
    const answer = await askAll(this.client, { endpoint, schema: billsSchema, params, cursor });
    if (!answer.ok) return answer;
    const symbolOf = (instId: string): string => this.contracts.byInstId(instId)?.symbol ?? instId;
    return ok(answer.value.map((row) => incomeOf(row, row.instId === null ? null : symbolOf(row.instId))).reverse());
  }
}
