import type { SizedOrder } from "../../domain/intent.js";
import type { Instrument } from "../../domain/instrument.js";
import type { EngineContext } from "../../engine/state.js";
import { type Dec, exact, toDec, toNumber } from "../../lib/decimal.js";
import { Failure } from "../../lib/failure.js";
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
    const { notional, price } = asked(order, instrumentIn(ctx, symbol), markIn(books, symbol));
    const trial = {
      symbol,
      strategy,
      side,
      notionalUsd: toNumber(notional),
      price: toNumberOrNull(price),
      navUsd: null,
    };
    try {
      return tryOrder(trial, books, ctx).document.approved;
    } catch (thrown) {
      // A market without a price, a limit price that the venue would refuse.
      if (thrown instanceof Failure) return false;
      throw thrown;
    }
  };
}

/** Null for an order that only reduces. */
export function trialFacts({ order, changes }: Replay, books: SessionBooks, ctx: EngineContext): TrialFacts | null {
  if (order.reduceOnly) return null;
  const { symbol, strategy, side } = order.intent;
  return {
    ...{ symbol, strategy, side, qty: order.qty },
    ...asked(order, instrumentIn(ctx, symbol), markIn(books, symbol)),
    set: changes.map(({ path, to }) => `${path}=${settingText(to)}`),
  };
}

interface Asked {
  readonly notional: Dec;
  readonly price: Dec | null;
}

const CENTS = 2;
const MOST_PLACES = 12;

/** A notional of cents, or of more digits where a step is worth less, that is floored to the order's quantity. */
function asked({ qty, referencePrice }: SizedOrder, { stepSize }: Instrument, mark: number): Asked {
  const worth = exact(qty).times(exact(referencePrice));
  const stepUsd = exact(stepSize).times(exact(referencePrice));
  const price = toNumber(referencePrice) === mark ? null : referencePrice;
  for (let places = CENTS; places < MOST_PLACES; places++) {
    const up = worth.toDecimalPlaces(places, 0);
    if (up.minus(worth).lessThan(stepUsd)) return { notional: toDec(up), price };
  }
  return { notional: toDec(worth), price };
}

function instrumentIn(ctx: EngineContext, symbol: string): Instrument {
  return present(ctx.instruments.get(symbol), `instrument of ${symbol}`);
}

function markIn({ state }: SessionBooks, symbol: string): number {
  return state.market[symbol]?.mark ?? Number.NaN;
}

function toNumberOrNull(price: Dec | null): number | null {
  return price === null ? null : toNumber(price);
}
