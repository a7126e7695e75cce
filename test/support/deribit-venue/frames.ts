import type { UserFrame } from "../../../src/core/adapters/paper-server/seam.js";
import { dec } from "../../../src/core/lib/decimal.js";
import type { Desk } from "./requests.js";
import { instrumentOf, orderRow, type Row, tradeRow, triggerRow } from "./rows.js";

const CHANNEL = "user.changes.any.any.raw";

type Fields = Readonly<Record<string, string | number | boolean | undefined>>;

/** The frames of the simulated exchange in this venue's words. Nothing for what it has no word for. */
export function pushOf({ context, reasons }: Desk, frame: UserFrame): string | null {
  const o = (frame["o"] ?? {}) as Fields;
  if (frame["e"] === "ORDER_TRADE_UPDATE") {
    const order = context.books.orders.get(BigInt(String(o["i"])));
    if (order === undefined) return null;
    const trade = {
      tradeId: Number(o["t"]),
      orderId: order.orderId,
      symbol: order.symbol,
      side: order.side,
      qty: dec(String(o["l"])),
      price: dec(String(o["L"])),
      fee: dec(String(o["n"] ?? "0")),
      realizedPnl: dec("0"),
      isMaker: o["m"] === true,
      atMs: Number(o["T"]),
    };
    const trades = o["x"] === "TRADE" ? [tradeRow(trade, order)] : [];
    return changes(order.symbol, orderRow(order, reasons), trades);
  }
  if (frame["e"] !== "ALGO_UPDATE") return null;
  const algo = context.books.algos.get(Number(o["aid"]));
  // Triggered and born in one instant there; here it is told with the order that it became.
  if (algo === undefined || algo.status === "TRIGGERING" || algo.status === "FINISHED") return null;
  return changes(algo.symbol, triggerRow(algo), []);
}

function changes(symbol: string, order: Row, trades: readonly Row[]): string {
  const data = { instrument_name: instrumentOf(symbol), orders: [order], trades, positions: [] };
  return JSON.stringify({ jsonrpc: "2.0", method: "subscription", params: { channel: CHANNEL, data } });
}
