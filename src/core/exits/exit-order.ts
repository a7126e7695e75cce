import type { Intent, Purpose, Side, SizedOrder } from "../domain/intent.js";
import type { SymbolView } from "../domain/market-view.js";
import { entryPrice, type Position } from "../domain/position.js";
import { absDec, type Dec, decFromNumber, mulDec, signDec, toNumber, ZERO } from "../lib/decimal.js";
import { sha256Hex } from "../lib/hash.js";

interface ExitOrderInput {
  readonly position: Position;
  readonly view: Pick<SymbolView, "mark"> | undefined;
  readonly purpose: Purpose;
  /** Tells orders of one purpose and attempt apart: the rung of a ladder, the age of a position. */
  readonly part: number;
  readonly qty: Dec;
  readonly triggerPrice: Dec | null;
  readonly because: string;
}

/** Asked after every event: the sign stands in the text. */
export function exitSide(position: Position): Side {
  return signDec(position.qty) > 0 ? "sell" : "buy";
}

/** A reduce-only order that ends or protects a position. It adds no leverage; its id follows from the position alone. */
export function exitOrder(input: ExitOrderInput): SizedOrder {
  const { position, purpose, qty, triggerPrice } = input;
  const mark = input.view?.mark ?? Number.NaN;
  const usable = mark > 0 && Number.isFinite(mark);
  const referencePrice = usable ? decFromNumber(mark) : (entryPrice(position) ?? ZERO);
  return {
    intent: exitIntent(input),
    qty,
    referencePrice,
    notionalUsd: toNumber(absDec(mulDec(qty, referencePrice))),
    leverage: 0,
    clamps: [],
    reduceOnly: true,
    triggerPrice,
    closePosition: purpose === "disaster_stop",
  };
}

function exitIntent({ position, purpose, part, because }: ExitOrderInput): Intent {
  const parts = [position.intentId, purpose, String(part), String(position.exitAttempts)];
  return {
    id: sha256Hex(parts.join("/")).slice(0, 16),
    groupId: position.groupId,
    strategy: position.strategy,
    account: position.account,
    symbol: position.symbol,
    side: exitSide(position),
    purpose,
    strength: 1,
    exposure: null,
    exits: null,
    horizonBars: 0,
    reasons: [because],
  };
}
