import { dec } from "../../../lib/decimal.js";
import type { Dec } from "../../../lib/decimal.js";
import type { WorldFault } from "../faults/fault-hooks.js";
import { signDec } from "../../../lib/decimal.js";
import { accountUpdate } from "./account-frames.js";
import { cancelAllAlgos, cancelAllOrders } from "./end-orders.js";
import { MARGIN_ASSET } from "./exchange-context.js";
import type { ExchangeContext } from "./exchange-context.js";
import type { ListenKeys } from "./listen-keys.js";
import { earn } from "./money-moves.js";
import { placeOrder } from "./place-order.js";
import type { OrderDraft } from "./place-order.js";
import { setHedgeMode, setLeverage, setMarginType, setMultiAssets } from "./settings.js";
import { tellEvents } from "./tell-events.js";

/**
 * Lets happen what concerns the account: the venue's engines and a person at the account's web page, whose orders have
 * ids of their own kind. False for a fault that is somebody else's.
 */
export function applyAccountFault(context: ExchangeContext, keys: ListenKeys, fault: WorldFault): boolean {
  const { account, market } = context;
  const { desk } = market.sim;
  switch (fault.kind) {
    case "listen_key_expired":
      keys.expire();
      return true;
    case "liquidation":
      tellEvents(context, desk.liquidate(account, fault.symbol, context.nowMs()));
      return true;
    case "adl":
      deleverage(context, fault.symbol, fault.fraction);
      return true;
    case "manual_trade":
      placeByHand(context, { ...fault, price: null });
      return true;
    case "manual_order":
      placeByHand(context, fault);
      return true;
    case "manual_cancel":
      if (fault.conditional) cancelAllAlgos(context, fault.symbol);
      else cancelAllOrders(context, fault.symbol);
      return true;
    case "leverage":
      setLeverage(context, fault.symbol, fault.leverage);
      return true;
    case "margin_type":
      setMarginType(context, fault.symbol, fault.isolated);
      return true;
    case "position_mode":
      setHedgeMode(context, fault.hedge);
      return true;
    case "asset_mode":
      setMultiAssets(context, fault.multiAssets);
      return true;
    case "transfer":
      transfer(context, fault.asset, dec(fault.amount));
      return true;
    case "key_rights": {
      const { keyRights } = context.books;
      context.books.keyRights = {
        futures: fault.futures ?? keyRights.futures,
        withdrawals: fault.withdrawals ?? keyRights.withdrawals,
        universalTransfer: fault.universalTransfer ?? keyRights.universalTransfer,
        ipRestrict: fault.ipRestrict ?? keyRights.ipRestrict,
      };
      return true;
    }
    case "close_sockets":
    case "silence":
    case "depth_gap":
    case "delisting":
    case "symbol_status":
    case "filters":
    case "funding_interval":
      return false;
  }
}

function deleverage(context: ExchangeContext, symbol: string, share: number): void {
  const { market, account } = context;
  const close = { account, symbol, share, cause: "deleveraging" } as const;
  tellEvents(context, market.sim.desk.closeAtMark(close, context.nowMs()));
}

interface HandMade {
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly qty: string;
  readonly price: string | null;
}

/** A refusal is the person's own affair. */
function placeByHand(context: ExchangeContext, { symbol, side, qty, price }: HandMade): void {
  const draft: OrderDraft = {
    symbol,
    side,
    positionSide: "BOTH",
    type: price === null ? "MARKET" : "LIMIT",
    timeInForce: "GTC",
    qty: dec(qty),
    price: price === null ? null : dec(price),
    priceMatch: null,
    reduceOnly: false,
    clientOrderId: `web_${context.ids.clientId().slice(0, 20)}`,
    stpMode: "EXPIRE_MAKER",
    goodTillMs: null,
  };
  placeOrder(context, draft);
}

function transfer(context: ExchangeContext, asset: string, difference: Dec): void {
  const atMs = context.nowMs();
  earn(context, { kind: "TRANSFER", income: difference, symbol: "", atMs, asset });
  const reason = signDec(difference) < 0 ? "WITHDRAW" : "DEPOSIT";
  context.emit(accountUpdate(context, { reason, atMs, asset, difference }));
  if (asset !== MARGIN_ASSET) return;
  tellEvents(context, context.market.sim.desk.adjustWallet(context.account, difference, atMs));
}
