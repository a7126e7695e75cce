import type { SizedOrder } from "../../domain/intent.js";
import type { EngineContext } from "../../engine/state.js";
import { type Dec, exact, toDec, toNumber } from "../../lib/decimal.js";
import { present } from "../../lib/invariant.js";
import { tryOrder } from "../whatif/try-order.js";
import type { SessionBooks } from "../whatif/session-books.js";
import { settingText } from "./no-change-reason.js";
import type { Replay } from "./smallest-change.js";
import type { TrialFacts } from "./step.js";

/** `whatif` on the books of a decision. An order that only reduces can't be asked for: it passes as it stands. */
export function replayer(books: SessionBooks): (order: SizedOrder, ctx: EngineContext) => boolean {
  return (order, ctx) => {
    if (order.reduceOnly) return true;
    const { symbol, strategy, side } = order.intent;
    const notionalUsd = toNumber(askedNotional(order, ctx));
    const isPriced = (books.state.market[symbol]?.mark ?? Number.NaN) > 0;
    if (!isPriced || !(notionalUsd > 0)) return false;
    return tryOrder({ symbol, strategy, side, notionalUsd, price: null, navUsd: null }, books, ctx).document.approved;
  };
}

/** Null for an order that only reduces. */
export function trialFacts({ order, changes }: Replay, ctx: EngineContext): TrialFacts | null {
  if (order.reduceOnly) return null;
  const { symbol, strategy, side } = order.intent;
  const set = changes.map(({ path, to }) => `${path}=${settingText(to)}`);
  return { symbol, strategy, side, qty: order.qty, notional: askedNotional(order, ctx), set };
}

const CENTS = 2;
const MOST_PLACES = 12;

/** A notional of cents, or of more digits where a step is worth less, that is floored to the order's quantity at the mark. */
function askedNotional({ intent, qty, referencePrice }: SizedOrder, ctx: EngineContext): Dec {
  const { stepSize } = present(ctx.instruments.get(intent.symbol), `instrument of ${intent.symbol}`);
  const worth = exact(qty).times(exact(referencePrice));
  const stepUsd = exact(stepSize).times(exact(referencePrice));
  for (let places = CENTS; places < MOST_PLACES; places++) {
    const up = worth.toDecimalPlaces(places, 0);
    if (up.minus(worth).lessThan(stepUsd)) return toDec(up);
  }
  return toDec(worth);
}
