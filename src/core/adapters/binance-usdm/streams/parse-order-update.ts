import { isZeroDec, negDec, signDec, ZERO, type Dec } from "../../../lib/decimal.js";
import { SETTLEMENT_ASSET } from "../../../domain/portfolio.js";
import type { Execution, ForcedCause } from "../../../domain/venue-event.js";
import type { AlgoLinks, AlgoOrder } from "./algo-links.js";
import type { UserEvent, UserFact } from "./user-facts.js";
import type { OrderUpdateFrame } from "./user-frames.js";

export interface AccountNames {
  readonly account: string;
  /** Quote asset of a symbol; null where the symbol is not ours. */
  readonly quoteAssetOf: (symbol: string) => string | null;
}

type OrderUpdate = OrderUpdateFrame["o"];

/** What contracts of the venue settle in, for symbols that are not ours: a frame, unlike a row of trades, does not say it. */
const MARGIN_ASSETS = ["USDT", "USDC", "FDUSD", "BUSD", "BTC"];

/** Orders of the venue itself (docs: ORDER_TRADE_UPDATE, "Special order identifiers"; delivery seen in recorded frames). */
const FORCED = /^(?:autoclose-|adl_autoclose|settlement_autoclose|delivery_autoclose)/;
const SETTLED = /^(?:settlement|delivery)_autoclose/;

/** `er` of ORDER_TRADE_UPDATE (docs, 2026-10). */
const EXPIRY_REASONS: Readonly<Record<string, string>> = {
  "1": "self-trade prevention",
  "2": "immediate-or-cancel remainder",
  "3": "immediate-or-cancel remainder after self-trade prevention",
  "4": "a reduce-only order of higher priority, or it would have turned the position",
  "5": "the account was liquidated",
  "6": "good-till-expiry condition",
  "7": "the symbol was delisted",
  "8": "the first order expired after the stop had triggered",
  "9": "market order remainder",
  "10": "fill-or-kill could not be filled",
  "11": "post-only order would have taken",
};

/**
 * Orders and fills. Quantities are booked from here only, one event a trade, and the key of a trade is (symbol, `t`).
 * A fill of a triggered stop belongs to the conditional order: it carries that order's client id.
 */
export function parseOrderUpdate(frame: OrderUpdateFrame, names: AccountNames, links: AlgoLinks): readonly UserFact[] {
  const order = frame.o;
  const isTrade = order.x === "TRADE" || order.x === "CALCULATED";
  if (order.x === "CALCULATED" || FORCED.test(order.c)) return isTrade ? forcedTrade(order, names) : [];
  const algo = links.behind(order.s, order.i, order.c);
  if (isTrade) return ownTrade(order, names, algo?.clientOrderId ?? order.c);
  if (algo === null) return regularStep(order);
  return triggeredStep(order, algo, links);
}

function regularStep(order: OrderUpdate): readonly UserFact[] {
  const { c: clientOrderId, T: atMs } = order;
  switch (order.x) {
    case "NEW":
      return told({ type: "order.acknowledged", atMs, clientOrderId, venueOrderId: order.i });
    case "CANCELED":
      return ended(order, { type: "order.canceled", atMs, clientOrderId, reason: "canceled at the venue" });
    case "EXPIRED":
      return ended(order, { type: "order.expired", atMs, clientOrderId, reason: expiryReason(order) });
    case "REJECTED":
      return told({ type: "order.rejected", atMs, clientOrderId, code: 0, reason: "rejected by the matching engine" });
    case "AMENDMENT":
      return order.q === null || order.p === null
        ? []
        : told({ type: "order.modified", atMs, clientOrderId, price: order.p, qty: order.q });
    default:
      return [];
  }
}

/** The regular order that a stop became: it is the stop to us, acknowledged long ago. */
function triggeredStep(order: OrderUpdate, algo: AlgoOrder, links: AlgoLinks): readonly UserFact[] {
  links.link(order.s, order.i, algo);
  const { clientOrderId } = algo;
  if (order.x === "NEW") {
    return links.noteTriggered(algo) ? told({ type: "order.triggered", atMs: order.T, clientOrderId }) : [];
  }
  const isEnd = order.x === "CANCELED" || order.x === "EXPIRED" || order.x === "REJECTED";
  if (isEnd && !links.noteEnded(algo)) return [];
  return regularStep({ ...order, c: clientOrderId });
}

function ownTrade(order: OrderUpdate, names: AccountNames, clientOrderId: string): readonly UserFact[] {
  const fee = commission(order, names);
  const filled: UserEvent = {
    type: "order.filled",
    ...execution(order, names, fee.inQuote),
    atMs: order.T,
    clientOrderId,
    tradeId: order.t,
    liquidity: order.m ? "maker" : "taker",
    orderDone: order.X === "FILLED",
  };
  return [...told(filled), ...fee.elsewhere];
}

/** Liquidation, auto-deleveraging, settlement. Frames without quantity only announce one. */
function forcedTrade(order: OrderUpdate, names: AccountNames): readonly UserFact[] {
  if (signDec(order.l) <= 0) return [];
  const fee = commission(order, names);
  // Settlements by the index carry no trade id; order and cumulative quantity tell one part from the next.
  const tradeId = order.t === "0" ? `${order.i}-${order.z}` : order.t;
  const liquidated: UserEvent = {
    type: "position.liquidated",
    ...execution(order, names, fee.inQuote),
    atMs: order.T,
    tradeId,
    ...causeOf(order),
  };
  return [...told(liquidated), ...fee.elsewhere];
}

/** Neither is a sign of too little margin. */
function causeOf({ c: name }: OrderUpdate): { readonly cause?: ForcedCause } {
  if (SETTLED.test(name)) return { cause: "settlement" };
  return name.startsWith("adl_autoclose") ? { cause: "deleveraging" } : {};
}

function execution(order: OrderUpdate, { account, quoteAssetOf }: AccountNames, fee: Dec): Execution {
  const { s: symbol, S: side, l: qty, L: price } = order;
  const quote = quoteAssetOf(symbol) ?? MARGIN_ASSETS.find((asset) => symbol.endsWith(asset)) ?? SETTLEMENT_ASSET;
  const settled = quote === SETTLEMENT_ASSET ? {} : { settledIn: quote };
  return { account, symbol, side, qty, price, fee, ...settled };
}

/**
 * Execution fees are in quote currency. One paid in another asset (BNB with the fee discount) is no cost in quote: the
 * trade carries fee 0, and that the other wallet has moved is a word to read the money history, which alone books it.
 */
function commission(
  order: OrderUpdate,
  { account, quoteAssetOf }: AccountNames,
): { readonly inQuote: Dec; readonly elsewhere: readonly UserFact[] } {
  if (order.n === null || order.N === null || isZeroDec(order.n)) return { inQuote: ZERO, elsewhere: [] };
  const quote = quoteAssetOf(order.s);
  if (quote === null ? order.s.endsWith(order.N) : quote === order.N) return { inQuote: order.n, elsewhere: [] };
  const reason = `commission of trade ${order.t} on ${order.s}`;
  const paid = {
    type: "wallet.adjusted",
    atMs: order.T,
    account,
    asset: order.N,
    kind: "charge",
    amount: negDec(order.n),
    reason,
  } as const;
  return { inQuote: ZERO, elsewhere: told(paid) };
}

function expiryReason({ er, X }: OrderUpdate): string {
  const known = er === null || er === undefined ? undefined : EXPIRY_REASONS[er];
  if (known !== undefined) return known;
  if (X === "EXPIRED_IN_MATCH") return "self-trade prevention";
  return er === null || er === undefined || er === "0" ? "expired at the venue" : `expired at the venue, reason ${er}`;
}

/** What it filled is told by trades; this count says whether all of them have come. */
function ended({ z: filledQty }: OrderUpdate, event: UserEvent): readonly UserFact[] {
  return [{ kind: "event", event, filledQty }];
}

function told(event: UserEvent): readonly UserFact[] {
  return [{ kind: "event", event }];
}
