import type { EventBody } from "../domain/event.js";
import { SETTLEMENT_ASSET } from "../domain/portfolio.js";
import type { Position } from "../domain/position.js";
import { toNumber } from "../lib/decimal.js";
import type { EngineState } from "./state.js";

/** Follows the NAV in plain numbers, apart from the exact books; to be called before the event is folded. */
export function predictNav(state: EngineState, event: EventBody): void {
  switch (event.type) {
    case "session.started":
      state.predictedNavUsd = toNumber(event.navStart);
      return;
    case "market.bars": {
      const positions = Object.values(state.portfolio.positions);
      if (positions.length === 0) return;
      for (const row of event.rows) {
        // As in the books: an older bar moves no mark.
        if (event.atMs >= (state.market[row[0]]?.markAtMs ?? 0)) moveMark(state, positions, row[0], row[9] ?? row[4]);
      }
      return;
    }
    case "market.marks": {
      const positions = Object.values(state.portfolio.positions);
      for (const [symbol, mark] of event.rows) moveMark(state, positions, symbol, mark);
      return;
    }
    case "wallet.adjusted":
      if (event.asset === SETTLEMENT_ASSET) state.predictedNavUsd += toNumber(event.amount);
      return;
    case "order.filled":
    case "position.liquidated": {
      if (event.settledIn !== undefined) return;
      const signed = event.side === "buy" ? toNumber(event.qty) : -toNumber(event.qty);
      state.predictedNavUsd += signed * (markOf(state, event.symbol) - toNumber(event.price)) - toNumber(event.fee);
      return;
    }
    case "funding.settled":
      state.predictedNavUsd += toNumber(event.amount);
      return;
    case "cycle.decided":
      state.predictedNavUsd = toNumber(event.nav);
      return;
    default:
  }
}

function markOf(state: EngineState, symbol: string): number {
  return state.market[symbol]?.mark ?? Number.NaN;
}

function moveMark(state: EngineState, positions: readonly Position[], symbol: string, mark: number): void {
  for (const position of positions) {
    const counts = position.symbol === symbol && position.settledIn === undefined;
    if (counts) state.predictedNavUsd += toNumber(position.qty) * (mark - markOf(state, symbol));
  }
}
