import { Decimal } from "decimal.js";

export interface HeldRow {
  readonly symbol: string;
  readonly positionAmt: string;
  readonly markPrice: string;
}

export interface AlgoRow {
  readonly clientAlgoId: string;
  readonly symbol: string;
  readonly side: "BUY" | "SELL";
  readonly orderType: string;
  readonly algoStatus: string;
  readonly quantity: string;
  readonly triggerPrice: string;
  readonly reduceOnly: boolean;
  readonly closePosition: boolean;
}

/** Positions that the stops waiting at the venue would not close as a whole, each as a sentence. */
export function unprotected(positions: readonly HeldRow[], algos: readonly AlgoRow[]): readonly string[] {
  return positions.flatMap((position) => {
    const stops = algos.filter((algo) => isStopOf(algo, position));
    if (stops.some(({ closePosition }) => closePosition)) return [];
    const covered = stops.reduce((sum, { quantity }) => sum.plus(quantity), new Decimal(0));
    if (covered.greaterThanOrEqualTo(new Decimal(position.positionAmt).abs())) return [];
    return [`${position.symbol} ${position.positionAmt} has stops for ${covered.toFixed()} at the venue`];
  });
}

/** It only reduces, waits, closes this side, and triggers where the position loses. */
function isStopOf(algo: AlgoRow, { symbol, positionAmt, markPrice }: HeldRow): boolean {
  const isShort = new Decimal(positionAmt).isNegative();
  const reduces = algo.closePosition || algo.reduceOnly;
  const waits = algo.orderType === "STOP_MARKET" && algo.algoStatus === "NEW";
  const isOurs = algo.symbol === symbol && algo.side === (isShort ? "BUY" : "SELL");
  const beyond = new Decimal(algo.triggerPrice).comparedTo(markPrice);
  return isOurs && reduces && waits && (isShort ? beyond > 0 : beyond < 0);
}
