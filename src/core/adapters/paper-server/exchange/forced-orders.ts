import type { VenueEvent } from "../../../domain/venue-event.js";
import { mulDec } from "../../../lib/decimal.js";
import { accountUpdate, marginCall } from "./account-frames.js";
import { orderTradeUpdate } from "./order-frames.js";
import type { ExchangeContext } from "./exchange-context.js";
import { maintenanceBySymbol } from "./margin-figures.js";
import { bookTrade } from "./money-moves.js";
import type { ExchangeOrder, ForcedOrder } from "./records.js";

const NAMES = { LIQUIDATION: "autoclose", ADL: "adl_autoclose", SETTLEMENT: "settlement_autoclose" } as const;

type Liquidated = Extract<VenueEvent, { type: "position.liquidated" }>;

const KINDS = { deleveraging: "ADL", settlement: "SETTLEMENT" } as const;

/**
 * An order of the venue's own: `autoclose-…` of a liquidation, `adl_autoclose…` of a deleveraging, `settlement_autoclose-…`
 * at the end of a contract. It has no life before its execution. CALCULATED is the execution of a liquidation and of an
 * ADL ("Event: Order Update", 2026-10); a settlement is a trade. A liquidation's fee goes to the insurance fund.
 */
export function tellForced(context: ExchangeContext, event: Liquidated): void {
  const { books } = context;
  const { atMs, symbol } = event;
  const kind = event.cause === undefined ? "LIQUIDATION" : KINDS[event.cause];
  if (kind === "LIQUIDATION") context.emit(marginCall(context, maintenanceBySymbol(context), atMs));
  const order = forcedOrder(context, event, kind);
  const trade = bookTrade(context, order, {
    ...event,
    isMaker: false,
    feeKind: kind === "LIQUIDATION" ? "INSURANCE_CLEAR" : "COMMISSION",
  });
  books.orders.set(order.orderId, order);
  const forced: ForcedOrder = { kind, order };
  books.forced.push(forced);
  if (kind === "ADL") context.emit(orderTradeUpdate(context, order, { type: "NEW", atMs, status: "NEW_ADL" }));
  const type = kind === "SETTLEMENT" ? "TRADE" : "CALCULATED";
  context.emit(orderTradeUpdate(context, order, { type, atMs, trade }));
  context.emit(accountUpdate(context, { reason: "ORDER", atMs, symbol }));
  context.onForced(forced);
}

function forcedOrder(context: ExchangeContext, event: Liquidated, kind: ForcedOrder["kind"]): ExchangeOrder {
  const orderId = context.ids.orderId();
  return {
    orderId,
    clientOrderId: `${NAMES[kind]}-${event.atMs}${String(orderId % 1_000_000n)}`,
    simId: "",
    symbol: event.symbol,
    side: event.side,
    type: "LIMIT",
    timeInForce: kind === "LIQUIDATION" ? "IOC" : "GTC",
    closePosition: false,
    workingType: "CONTRACT_PRICE",
    priceProtect: false,
    priceMatch: null,
    stpMode: "NONE",
    goodTillMs: 0,
    createdMs: event.atMs,
    algo: null,
    reduceOnly: false,
    price: event.price,
    origQty: event.qty,
    executedQty: event.qty,
    cumQuote: mulDec(event.qty, event.price),
    status: "FILLED",
    updatedMs: event.atMs,
    modifyCount: 0,
    modifyId: null,
  };
}
