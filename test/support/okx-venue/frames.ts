import type { ExchangeContext } from "../../../src/core/adapters/paper-server/exchange/exchange-context.js";
import type { UserFrame } from "../../../src/core/adapters/paper-server/seam.js";
import { algoRow, contractsOf, type CutShort, orderRow } from "./rows.js";
import { dec, negDec } from "../../../src/core/lib/decimal.js";

/** What goes out on one of the two private sockets. */
export interface Push {
  readonly path: "private" | "business";
  readonly text: string;
}

/** `er` of the simulated venue as a `cancelSource`. */
const CANCEL_SOURCES: Readonly<Record<string, string>> = { "2": "14", "4": "22", "9": "14", "10": "13", "11": "31" };

const push = (path: Push["path"], arg: object, row: object): Push => ({
  path,
  text: JSON.stringify({ arg, data: [row] }),
});

type Fields = Readonly<Record<string, unknown>>;

/** The frames of the simulated exchange in this venue's words. Nothing for what it has no word for. */
export function pushOf(context: ExchangeContext, frame: UserFrame, cutShort: CutShort): Push | null {
  if (frame["e"] === "ORDER_TRADE_UPDATE") return orderPush(context, frame["o"] as Fields, cutShort);
  if (frame["e"] === "ALGO_UPDATE") {
    const algo = context.books.algos.get(Number((frame["o"] as Fields)["aid"]));
    // Born and finished in one instant there; here an algo order ends with becoming effective.
    if (algo === undefined || algo.status === "TRIGGERING" || algo.status === "FINISHED") return null;
    return push("business", { channel: "orders-algo", instType: "SWAP" }, algoRow(algo));
  }
  const { m } = (frame["a"] ?? {}) as Fields;
  const eventType = m === "FUNDING_FEE" ? "funding_fee" : m === "DEPOSIT" || m === "WITHDRAW" ? "transferred" : null;
  if (eventType === null) return null;
  const row = { pTime: String(frame["E"]), eventType, balData: [{ ccy: "USDT", cashBal: context.books.wallet }] };
  return push("private", { channel: "balance_and_position" }, row);
}

function orderPush(context: ExchangeContext, o: Fields, cutShort: CutShort): Push | null {
  const order = context.books.orders.get(BigInt(String(o["i"])));
  if (order === undefined) return null;
  const isTrade = o["x"] === "TRADE";
  const ends = o["x"] === "CANCELED" || o["x"] === "EXPIRED";
  const row = {
    ...orderRow(order, cutShort),
    ...(isTrade
      ? {
          tradeId: String(o["t"]),
          fillPx: o["L"],
          fillSz: contractsOf(dec(String(o["l"]))),
          fillTime: String(o["T"]),
          fillFee: negDec(dec(String(o["n"]))),
          fillFeeCcy: "USDT",
          execType: o["m"] === true ? "M" : "T",
        }
      : { tradeId: "", fillPx: "", fillSz: "0", fillTime: "", fillFee: "0", fillFeeCcy: "", execType: "" }),
    fee: "0",
    feeCcy: "USDT",
    cancelSource: ends ? (CANCEL_SOURCES[String(o["er"])] ?? "1") : "",
    amendResult: o["x"] === "AMENDMENT" ? "0" : "",
    reqId: "",
  };
  return push("private", { channel: "orders", instType: "SWAP" }, row);
}
