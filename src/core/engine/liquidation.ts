import { type Instrument, maintenanceMarginUsd } from "../domain/instrument.js";
import type { Position } from "../domain/position.js";
import { toNumber } from "../lib/decimal.js";
import type { EngineState } from "./state.js";

/**
 * Mark at which the account's margin balance meets its maintenance margin if only this symbol moves.
 *
 * Returns null where no positive price liquidates the position.
 */
export function liquidationPrice(state: EngineState, position: Position, instrument: Instrument): number | null {
  const qty = toNumber(position.qty);
  const entry = toNumber(position.cost) / qty;
  let balanceUsd = toNumber(state.portfolio.accounts[position.account]?.wallet ?? position.cost);
  for (const other of Object.values(state.portfolio.positions)) {
    if (other === position || other.account !== position.account) continue;
    const mark = state.market[other.symbol]?.mark ?? Number.NaN;
    balanceUsd += toNumber(other.qty) * mark - toNumber(other.cost);
  }
  return crossLiquidationPrice({ qty, entry, balanceUsd }, instrument);
}

/**
 * The same of a position in numbers (cross margin; the venue's formula with the position's own tier).
 *
 * balanceUsd: wallet and unrealised profit of everything else.
 */
export function crossLiquidationPrice(
  { qty, entry, balanceUsd }: { readonly qty: number; readonly entry: number; readonly balanceUsd: number },
  instrument: Pick<Instrument, "brackets">,
): number | null {
  const notionalUsd = Math.abs(qty) * entry;
  const rate = maintenanceMarginUsd(instrument, notionalUsd) / notionalUsd;
  const price =
    qty > 0 ? (entry * qty - balanceUsd) / (qty * (1 - rate)) : (balanceUsd + entry * -qty) / (-qty * (1 + rate));
  return price > 0 && Number.isFinite(price) ? price : null;
}
