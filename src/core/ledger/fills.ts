import { applyFill, FOREIGN_STRATEGY, isLong, type Position } from "../domain/position.js";
import type { OrderRecord } from "../domain/order.js";
import { type AccountBook, type ClosedTrade, type Portfolio, positionKey } from "../domain/portfolio.js";
import type { Execution } from "../domain/venue-event.js";
import { addDec, type Dec, isZeroDec, subDec, toNumber, ZERO } from "../lib/decimal.js";
import { present } from "../lib/invariant.js";

interface BookedExecution extends Execution {
  readonly atMs: number;
  readonly exitPurpose: string;
}

/** Closed round trips kept for screens; older ones live in the journal. */
const RECENT_TRADES = 200;

export function accountOf(portfolio: Portfolio, account: string): AccountBook {
  return present(portfolio.accounts[account], `account ${account}`);
}

function newPosition(execution: BookedExecution, order: OrderRecord | null): Position {
  return {
    account: execution.account,
    symbol: execution.symbol,
    strategy: order?.strategy ?? FOREIGN_STRATEGY,
    qty: ZERO,
    cost: ZERO,
    openedAtMs: execution.atMs,
    barsHeld: 0,
    intentId: order?.intentId ?? `foreign${String(execution.atMs)}`,
    groupId: order?.groupId ?? "foreign",
    ...(execution.settledIn === undefined ? {} : { settledIn: execution.settledIn }),
    realizedPnl: ZERO,
    fees: ZERO,
    funding: ZERO,
    exits: null,
    unprotectedSinceMs: execution.atMs,
    unprotectedKnownMs: null,
    exitAttempts: 0,
  };
}

function closeTrade(
  portfolio: Portfolio,
  position: Position,
  execution: BookedExecution,
  wasLong: boolean,
): ClosedTrade {
  const trade: ClosedTrade = {
    intentId: position.intentId,
    groupId: position.groupId,
    strategy: position.strategy,
    account: position.account,
    symbol: position.symbol,
    direction: wasLong ? "long" : "short",
    openedAtMs: position.openedAtMs,
    closedAtMs: execution.atMs,
    realizedPnl: position.realizedPnl,
    fees: position.fees,
    funding: position.funding,
    exitPurpose: execution.exitPurpose,
  };
  portfolio.recentTrades.push(trade);
  if (portfolio.recentTrades.length > RECENT_TRADES) portfolio.recentTrades.shift();
  if (position.settledIn === undefined)
    countTrip(portfolio, position, toNumber(trade.realizedPnl) - toNumber(trade.fees) + toNumber(trade.funding));
  return trade;
}

/** Both legs of a pair are one round trip, which ends with the later of them. */
function countTrip({ totals, positions }: Portfolio, closed: Position, profit: number): void {
  totals.closedPositions += 1;
  const { groupId, strategy } = closed;
  const partner = Object.values(positions).some(
    (other) => other !== closed && other.groupId === groupId && other.strategy === strategy,
  );
  const sum = profit + (totals.closedLegs[groupId] ?? 0);
  if (partner && strategy !== FOREIGN_STRATEGY) {
    totals.closedLegs[groupId] = sum;
    return;
  }
  Reflect.deleteProperty(totals.closedLegs, groupId);
  totals.trades += 1;
  if (sum > 0) {
    totals.wins += 1;
    totals.grossProfit += sum;
  } else totals.grossLoss -= sum;
}

/** What an execution moves in the settlement asset; another asset's wallet is moved by its rows of the money history. */
function bookMoney(
  { totals }: Portfolio,
  account: AccountBook,
  { realizedPnl, fee }: { readonly realizedPnl: Dec; readonly fee: Dec },
): void {
  account.wallet = subDec(addDec(account.wallet, realizedPnl), fee);
  account.realizedPnl = addDec(account.realizedPnl, realizedPnl);
  account.fees = addDec(account.fees, fee);
  totals.fees = addDec(totals.fees, fee);
  totals.realizedPnl = addDec(totals.realizedPnl, realizedPnl);
}

/**
 * Books one execution: holding, wallet, fee. Quantity comes from fills only, never from what an order asked for.
 * A fill through zero ends the old round trip and starts a new one.
 */
export function bookExecution(
  portfolio: Portfolio,
  execution: BookedExecution,
  order: OrderRecord | null,
): ClosedTrade | null {
  const key = positionKey(execution.account, execution.symbol);
  const account = accountOf(portfolio, execution.account);
  const position = portfolio.positions[key] ?? newPosition(execution, order);
  const wasLong = isLong(position);
  const before = position.qty;
  const { holding, realizedPnl } = applyFill(position, execution.side, execution.qty, execution.price);
  position.qty = holding.qty;
  position.cost = holding.cost;
  position.realizedPnl = addDec(position.realizedPnl, realizedPnl);
  position.fees = addDec(position.fees, execution.fee);
  portfolio.totals.fills += 1;
  if (execution.settledIn === undefined) bookMoney(portfolio, account, { realizedPnl, fee: execution.fee });
  portfolio.positions[key] = position;
  const turned = !isZeroDec(before) && !isZeroDec(position.qty) && wasLong !== isLong(position);
  if (!isZeroDec(position.qty) && !turned) return null;
  const trade = closeTrade(portfolio, position, execution, wasLong);
  if (turned) portfolio.positions[key] = { ...newPosition(execution, order), qty: holding.qty, cost: holding.cost };
  else Reflect.deleteProperty(portfolio.positions, key);
  return trade;
}
