import { systemClock } from "../../../src/core/adapters/system/clock.js";
import { HOUR_MS } from "../../../src/core/lib/time.js";
import type { InputEvent } from "../../../src/core/domain/event.js";
import type { Side } from "../../../src/core/domain/intent.js";
import {
  absDec,
  addDec,
  type Dec,
  dec,
  isZeroDec,
  mulDec,
  roundDec,
  signDec,
  subDec,
} from "../../../src/core/lib/decimal.js";
import { LoopbackVenue as RestVenue } from "../../core/adapters/binance-usdm/support/loopback-venue.js";
import type { Answer, SeenRequest } from "../../core/adapters/binance-usdm/support/loopback-venue.js";
import { LoopbackVenue as StreamVenue } from "../../core/adapters/binance-usdm/streams/support/loopback-venue.js";
import { Books } from "./books.js";
import { ACCOUNT, HOUR } from "./contract-market.js";
import { recorded, recordedFrame, recordedRow } from "./recorded-payloads.js";

interface RecordedOrder {
  readonly clientId: string;
  readonly id: number;
  readonly algo: boolean;
  params: Readonly<Record<string, string>>;
  status: "NEW" | "FILLED" | "CANCELED" | "EXPIRED";
  /** Null for closePosition until its trigger. */
  qty: Dec | null;
  /** The regular order that a conditional one became. */
  becameId: number | null;
}

type Trade = Extract<InputEvent, { type: "order.filled" }> & { readonly orderId: number };

const FIRST_ID = 8_886_774;
const LARGEST_PART = dec("30");
const TAKER_PRICE = dec("100.1");

const refusal = (code: number, msg: string): Answer => ({ status: 400, body: { code, msg } });

/**
 * Answers and frames of the fixtures, for orders as they come. It matches nothing: what takes is filled at 100.1, what
 * an hour between 95 and 105 reaches is filled at its price, and no order is judged.
 */
export class RecordedVenue {
  /** How far its time has been put forward. */
  #aheadMs = 0;
  readonly orders: RecordedOrder[] = [];
  readonly trades: Trade[] = [];
  readonly #books = new Books();
  #nextId = FIRST_ID;

  private constructor(
    readonly rest: RestVenue,
    readonly streams: StreamVenue,
  ) {
    this.#serve();
  }

  static async open(): Promise<RecordedVenue> {
    return new RecordedVenue(await RestVenue.open(), await StreamVenue.start());
  }

  async close(): Promise<void> {
    await this.rest.close();
    await this.streams.close();
  }

  passHour(): void {
    this.#aheadMs += HOUR_MS;
    for (const order of this.orders.filter(({ status }) => status === "NEW")) {
      const { price, triggerPrice, goodTillDate } = order.params;
      const level = Number(price ?? triggerPrice);
      if (level >= HOUR.low && level <= HOUR.high) {
        if (order.algo) this.#trigger(order);
        else this.#fill(order, dec(price ?? "0"), true);
      } else if (goodTillDate !== undefined) {
        order.status = "EXPIRED";
        const atMs = Number(goodTillDate);
        this.#tellOrder("order_update_new", order, { x: "EXPIRED", X: "EXPIRED", er: "6", T: atMs });
      }
    }
  }

  #serve(): void {
    const { rest } = this;
    rest.on("GET /fapi/v1/time", () => ({ body: { serverTime: this.#nowMs() } }));
    rest.on("POST /fapi/v1/listenKey", { body: { listenKey: "contract" } });
    rest.on("POST /fapi/v1/order", ({ params }) => this.#place(params, params["newClientOrderId"] ?? "", false));
    rest.on("POST /fapi/v1/algoOrder", ({ params }) => this.#place(params, params["clientAlgoId"] ?? "", true));
    rest.on("PUT /fapi/v1/order", ({ params }) => this.#modify(params));
    rest.on("DELETE /fapi/v1/order", ({ params }) => this.#cancel(params["origClientOrderId"] ?? "", false));
    rest.on("DELETE /fapi/v1/algoOrder", ({ params }) => this.#cancel(params["clientAlgoId"] ?? "", true));
    rest.on("GET /fapi/v1/order", ({ params }) => this.#query(params["origClientOrderId"] ?? "", false));
    rest.on("GET /fapi/v1/algoOrder", ({ params }) => this.#query(params["clientAlgoId"] ?? "", true));
    rest.on("GET /fapi/v1/openOrders", () => ({ body: this.#open(false) }));
    rest.on("GET /fapi/v1/openAlgoOrders", () => ({ body: this.#open(true) }));
    rest.on("GET /fapi/v1/income", { body: [] });
    rest.on("GET /fapi/v1/userTrades", (request) => ({ body: this.#userTrades(request) }));
    rest.on("GET /fapi/v3/positionRisk", () => ({ body: this.#positions() }));
    rest.on("GET /fapi/v3/account", () => {
      const walletBalance = this.#books.readOn(this.trades).wallet;
      return { body: recorded("account", { assets: [{ asset: "USDT", walletBalance }] }) };
    });
  }

  #place(params: SeenRequest["params"], clientId: string, algo: boolean): Answer {
    const isTaken = this.orders.some((order) => order.clientId === clientId && order.algo === algo && isOpen(order));
    if (isTaken) return refusal(-4116, "ClientOrderId is duplicated.");
    const { quantity = null, type, price } = params;
    const id = this.#id();
    const qty = quantity === null ? null : dec(quantity);
    const order: RecordedOrder = { clientId, id, algo, params, status: "NEW", qty, becameId: null };
    this.orders.push(order);
    if (algo) {
      this.#tellAlgo("algo_update_new", order, { X: "NEW" });
      return { body: recorded("new-algo-order", { ...this.#algoNames(order), updateTime: this.#nowMs() }) };
    }
    this.#tellOrder("order_update_new", order, {});
    if (type === "MARKET" || Number(price) > HOUR.open) {
      if (params["side"] === "BUY" || type === "MARKET") this.#fill(order, TAKER_PRICE, false);
    }
    return { body: recorded("new-order", { ...this.#orderNames(order), updateTime: this.#nowMs() }) };
  }

  #modify({ origClientOrderId = "", price = "", quantity = "" }: SeenRequest["params"]): Answer {
    const order = this.#find(origClientOrderId, false);
    if (order === undefined || !isOpen(order)) return refusal(-2013, "Order does not exist.");
    const { params } = order;
    if (params["price"] === price && params["quantity"] === quantity)
      return refusal(-5027, "No need to modify the order.");
    order.params = { ...params, price, quantity };
    order.qty = dec(quantity);
    this.#tellOrder("order_update_new", order, { x: "AMENDMENT", p: price, q: quantity });
    const body = recorded("modify-order", this.#row(order));
    if (Number(price) > HOUR.open && params["side"] === "BUY") this.#fill(order, TAKER_PRICE, false);
    return { body };
  }

  #cancel(clientId: string, algo: boolean): Answer {
    const order = this.#find(clientId, algo);
    if (order === undefined || !isOpen(order)) return refusal(-2011, "Unknown order sent.");
    order.status = "CANCELED";
    if (algo) {
      this.#tellAlgo("algo_update_canceled", order, { X: "CANCELED" });
      return { body: recorded("cancel-algo-order", this.#algoNames(order)) };
    }
    this.#tellOrder("order_update_new", order, { x: "CANCELED", X: "CANCELED" });
    const names = { ...this.#orderNames(order), status: "CANCELED", updateTime: this.#nowMs() };
    return { body: recorded("cancel-order", names) };
  }

  #query(clientId: string, algo: boolean): Answer {
    const order = this.#find(clientId, algo);
    if (order === undefined) return refusal(-2013, "Order does not exist.");
    return { body: recorded(algo ? "query-algo-order" : "query-order", this.#row(order)) };
  }

  #open(algo: boolean): readonly unknown[] {
    const file = algo ? "open-algo-orders" : "open-orders";
    return this.orders
      .filter((order) => order.algo === algo && isOpen(order))
      .map((order) => recordedRow(file, this.#row(order)));
  }

  #positions(): readonly unknown[] {
    const { holdings } = this.#books.readOn(this.trades);
    return [...holdings].flatMap(([symbol, { qty }]) =>
      isZeroDec(qty) ? [] : [recordedRow("position-risk", { symbol, positionAmt: qty })],
    );
  }

  #userTrades({ params }: SeenRequest): readonly unknown[] {
    const { symbol, fromId = "0" } = params;
    return this.trades
      .filter((trade) => trade.symbol === symbol && Number(trade.tradeId) >= Number(fromId))
      .map(({ tradeId, orderId, side, price, qty, fee, atMs }) => {
        const figures = { id: Number(tradeId), orderId, side: side.toUpperCase(), price, qty, commission: fee };
        return recordedRow("user-trades", { symbol, ...figures, time: atMs });
      });
  }

  #trigger(order: RecordedOrder): void {
    const symbol = order.params["symbol"] ?? "";
    order.becameId = this.#id();
    order.qty ??= absDec(this.#books.readOn(this.trades).qty(symbol));
    this.#tellAlgo("ws_futures_algo_update_triggering", order, {});
    this.#tellAlgo("ws_futures_algo_update_triggered", order, { ai: String(order.becameId) });
    this.#fill(order, dec(order.params["triggerPrice"] ?? "0"), false);
    this.#tellAlgo("ws_futures_algo_update_finished", order, { ai: String(order.becameId), aq: order.qty });
  }

  #fill(order: RecordedOrder, price: Dec, maker: boolean): void {
    const side: Side = order.params["side"] === "BUY" ? "buy" : "sell";
    let left = order.qty ?? dec("0");
    let filled = dec("0");
    while (signDec(left) > 0) {
      const qty = Number(left) > Number(LARGEST_PART) ? LARGEST_PART : left;
      left = subDec(left, qty);
      filled = addDec(filled, qty);
      const isLast = isZeroDec(left);
      const fee = roundDec(mulDec(mulDec(qty, price), dec(maker ? "0.0002" : "0.0005")), 8, "half-even");
      const tradeId = this.#id();
      this.#tellOrder(isLast ? "order_update_trade" : "order_update_trade_partial", order, {
        ...{ x: "TRADE", X: isLast ? "FILLED" : "PARTIALLY_FILLED", i: order.becameId ?? order.id },
        ...{ l: qty, z: filled, L: price, n: fee, t: tradeId, m: maker },
      });
      this.trades.push({
        ...{ type: "order.filled", atMs: this.#nowMs(), clientOrderId: order.clientId, account: ACCOUNT },
        ...{ symbol: order.params["symbol"] ?? "", side, qty, price, fee, tradeId: String(tradeId) },
        ...{ liquidity: maker ? "maker" : "taker", orderDone: isLast, orderId: order.becameId ?? order.id },
      });
    }
    order.status = "FILLED";
  }

  /** Each frame goes out twice, as it does while one socket replaces another. */
  #tellOrder(file: string, order: RecordedOrder, changes: Readonly<Record<string, unknown>>): void {
    const { symbol: s, side: S, quantity, price: p = "0" } = order.params;
    const names = { s, c: order.clientId, S, q: order.qty ?? quantity ?? "0", i: order.id, p, T: this.#nowMs() };
    this.#push(recordedFrame(file, this.#nowMs(), { ...names, ...changes }));
  }

  #tellAlgo(file: string, order: RecordedOrder, changes: Readonly<Record<string, unknown>>): void {
    const { symbol: s, side: S } = order.params;
    const names = { caid: order.clientId, aid: order.id, s, S, q: order.qty ?? "0" };
    this.#push(recordedFrame(file, this.#nowMs(), { ...names, ...changes }));
  }

  #push(frame: unknown): void {
    this.streams.push("", frame);
    this.streams.push("", frame);
  }

  #row(order: RecordedOrder): Readonly<Record<string, unknown>> {
    const { side, closePosition, reduceOnly, price } = order.params;
    const flags = { side, closePosition: closePosition === "true", reduceOnly: reduceOnly === "true" };
    const times = { updateTime: this.#nowMs() };
    if (!order.algo) {
      const executedQty = order.status === "FILLED" ? order.qty : "0";
      return {
        ...this.#orderNames(order),
        ...flags,
        ...times,
        origQty: order.qty,
        executedQty,
        price: price ?? "0",
        status: order.status,
      };
    }
    const isDone = order.status === "FILLED";
    const actual = {
      actualOrderId: order.becameId === null ? "" : String(order.becameId),
      actualQty: isDone ? order.qty : "0",
    };
    const algoStatus = isDone ? "FINISHED" : order.status;
    return { ...this.#algoNames(order), ...flags, ...times, ...actual, quantity: order.qty ?? "0", algoStatus };
  }

  #orderNames({ clientId, id, params }: RecordedOrder) {
    return { clientOrderId: clientId, orderId: id, symbol: params["symbol"] };
  }

  #algoNames({ clientId, id, params }: RecordedOrder) {
    return { clientAlgoId: clientId, algoId: id, symbol: params["symbol"] };
  }

  #find(clientId: string, algo: boolean): RecordedOrder | undefined {
    return this.orders.findLast((order) => order.clientId === clientId && order.algo === algo);
  }

  #id(): number {
    this.#nextId += 1;
    return this.#nextId;
  }

  #nowMs(): number {
    return systemClock.nowMs() + this.#aheadMs;
  }
}

function isOpen({ status }: RecordedOrder): boolean {
  return status === "NEW";
}
