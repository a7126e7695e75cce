import { maintenanceMarginUsd } from "../domain/instrument.js";
import { instrumentOf, leverageOf, accountOf, marketOf, markOf } from "./context.js";
import type { SimContext } from "./context.js";
import { worstNotionalUsd } from "./margin.js";

/** What a symbol asks of an account's margin, at the venue's own mark. */
export interface SymbolExposure {
  readonly symbol: string;
  readonly leverage: number;
  readonly mark: number;
  readonly positionMarginUsd: number;
  /** What the open orders add if those of the worse side fill. */
  readonly openOrderMarginUsd: number;
  readonly maintenanceUsd: number;
}

/** Every symbol in which the account holds something or has an order, by name. */
export function exposuresOf(context: SimContext, account: string): SymbolExposure[] {
  const { positions } = accountOf(context, account);
  const symbols = new Set(Object.keys(positions));
  for (const { request } of context.state.orders) if (request.account === account) symbols.add(request.symbol);
  return [...symbols].sort().map((symbol) => {
    const mark = markOf(marketOf(context, symbol));
    const leverage = leverageOf(context, account, symbol);
    const heldUsd = Math.abs(positions[symbol]?.qty ?? 0) * mark;
    const worstUsd = worstNotionalUsd(context, account, symbol, null);
    return {
      symbol,
      leverage,
      mark,
      positionMarginUsd: heldUsd / leverage,
      openOrderMarginUsd: Math.max(0, worstUsd - heldUsd) / leverage,
      maintenanceUsd: heldUsd === 0 ? 0 : maintenanceMarginUsd(instrumentOf(context, symbol).instrument, heldUsd),
    };
  });
}
