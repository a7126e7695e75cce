import type { Execution } from "../../../domain/venue-event.js";
import { applyFill } from "../../../domain/position.js";
import { addDec, isZeroDec, negDec, signDec, subDec, ZERO } from "../../../lib/decimal.js";
import type { Dec } from "../../../lib/decimal.js";
import { MARGIN_ASSET } from "./exchange-context.js";
import type { ExchangeContext } from "./exchange-context.js";
import { positionOf } from "./position-figures.js";
import type { ExchangeOrder, ExchangeTrade, IncomeKind } from "./records.js";

interface IncomeTerms {
  readonly kind: IncomeKind;
  readonly income: Dec;
  readonly symbol: string;
  readonly atMs: number;
  readonly tradeId?: number;
  readonly asset?: string;
}

/** Everything that moves the wallet goes through here, so that the rows of the history add up to it. */
export function earn(context: ExchangeContext, terms: IncomeTerms): void {
  if (isZeroDec(terms.income)) return;
  const { books, ids } = context;
  const asset = terms.asset ?? MARGIN_ASSET;
  books.income.push({
    tranId: ids.tranId(),
    symbol: terms.symbol,
    kind: terms.kind,
    income: terms.income,
    asset,
    tradeId: terms.tradeId === undefined ? "" : String(terms.tradeId),
    atMs: terms.atMs,
  });
  if (asset === MARGIN_ASSET) {
    books.wallet = addDec(books.wallet, terms.income);
    books.walletUpdatedMs = terms.atMs;
  } else books.otherAssets.set(asset, addDec(books.otherAssets.get(asset) ?? ZERO, terms.income));
}

interface TradeTerms extends Execution {
  readonly atMs: number;
  readonly isMaker: boolean;
  readonly feeKind: "COMMISSION" | "INSURANCE_CLEAR";
}

/** Books an execution by the ledger's own arithmetic on position, wallet, order and history. */
export function bookTrade(context: ExchangeContext, order: ExchangeOrder, terms: TradeTerms): ExchangeTrade {
  const { symbol, side, qty, price, fee, atMs } = terms;
  const { books, ids } = context;
  const position = positionOf(context, symbol);
  const before = position.holding;
  const { holding, realizedPnl } = applyFill(before, side, qty, price);
  const isNew = isZeroDec(before.qty) || isZeroDec(holding.qty) || signDec(before.qty) !== signDec(holding.qty);
  position.holding = holding;
  position.costs = isZeroDec(holding.qty) ? ZERO : addDec(isNew ? ZERO : position.costs, fee);
  position.realized = addDec(position.realized, realizedPnl);
  position.updatedMs = atMs;
  const tradeId = ids.tradeId();
  earn(context, { kind: "REALIZED_PNL", income: realizedPnl, symbol, atMs, tradeId });
  earn(context, { kind: terms.feeKind, income: negDec(fee), symbol, atMs, tradeId });
  const { orderId } = order;
  // What the insurance fund takes is no commission: frame and trade list tell none, or who adds up both counts it twice.
  const commission = terms.feeKind === "COMMISSION" ? fee : ZERO;
  const told = { side, qty, price, fee: commission, realizedPnl, isMaker: terms.isMaker, atMs };
  const trade = { tradeId, orderId, symbol, ...told };
  books.trades.push(trade);
  return trade;
}

export function bookFunding(
  context: ExchangeContext,
  funding: { readonly symbol: string; readonly amount: Dec; readonly atMs: number },
): void {
  const position = positionOf(context, funding.symbol);
  position.costs = subDec(position.costs, funding.amount);
  earn(context, { kind: "FUNDING_FEE", income: funding.amount, symbol: funding.symbol, atMs: funding.atMs });
}
