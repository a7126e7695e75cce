import { smallestQty } from "../domain/instrument.js";
import type { Side } from "../domain/intent.js";
import type { SymbolView } from "../domain/market-view.js";
import type { SlicePlan } from "../domain/order.js";
import { type Dec, decFromNumber, exact, floorToStep, toDec, toNumber } from "../lib/decimal.js";
import { SECOND_MS } from "../lib/time.js";
import { type RouterPolicy, twapPolicy } from "./policy.js";
import { quoteOf, referencePrice } from "./quote.js";

/** How far a price may fall during the schedule before a slice misses the venue's minimum notional. */
const MIN_NOTIONAL_MARGIN = 1.2;

interface TwapInput {
  readonly side: Side;
  /** What would be sent in one piece, on the step grid. */
  readonly qty: Dec;
  readonly view: SymbolView;
  readonly policy: RouterPolicy;
  readonly maxSlippageBps: number;
}

/**
 * The slices of an entry that is large for its market: by notional, or by its share of the book inside the slippage
 * limit. A slice is no larger than what would make it large again, than the participation cap on the volume of its
 * interval, and than the venue's largest order. Null for an entry that goes out in one piece.
 *
 * What does not fit into `max_slices` is not ordered: the plan's quantity is then smaller than the one asked for.
 */
export function planSlices({ side, qty, view, policy, maxSlippageBps }: TwapInput): SlicePlan | null {
  const twap = twapPolicy(policy);
  const price = referencePrice(view);
  const usable = twap.enabled && price > 0 && Number.isFinite(price);
  if (!usable) return null;
  const wanted = toNumber(qty);
  const byDepth = twap.max_depth_share * depthQty(view, side, maxSlippageBps);
  const isLarge = wanted * price > twap.min_notional_usd || wanted > byDepth;
  if (!isLarge) return null;
  const { stepSize, minNotional, marketMaxQty } = view.instrument;
  const step = toNumber(stepSize);
  const caps = [twap.min_notional_usd / price, byDepth, participationQty(view, policy), toNumber(marketMaxQty)];
  const least = smallestQty(
    view.instrument,
    toDec(exact(minNotional).times(MIN_NOTIONAL_MARGIN)),
    decFromNumber(price),
  );
  const leastUnits = unitsOf(least, stepSize);
  // A market too thin for any slice still takes the smallest legal one.
  const capUnits = Math.max(leastUnits, Math.floor(Math.min(...caps) / step + 1e-9));
  const allUnits = unitsOf(qty, stepSize);
  const wantedSlices = Math.max(2, Math.ceil(allUnits / capUnits));
  const slices = Math.min(twap.max_slices, wantedSlices, Math.floor(allUnits / leastUnits));
  if (slices < 2) return null;
  const units = wantedSlices > twap.max_slices ? Math.min(allUnits, slices * capUnits) : allUnits;
  return { qty: qtyOf(units, stepSize), stepSize, slices, intervalMs: twap.interval_seconds * SECOND_MS };
}

/** Quantity of the far side of the book inside the slippage limit; Infinity without a book. */
function depthQty(view: SymbolView, side: Side, maxSlippageBps: number): number {
  const quote = quoteOf(view);
  if (quote === null || view.book === null) return Infinity;
  const worst = quote.mid * (1 + (side === "buy" ? maxSlippageBps : -maxSlippageBps) / 10_000);
  const levels = side === "buy" ? view.book.asks : view.book.bids;
  const inside = levels.filter(({ price }) => (side === "buy" ? price <= worst : price >= worst));
  return inside.reduce((sum, { qty }) => sum + qty, 0);
}

/**
 * The cap on the volume that an interval of the last bar's pace trades; 0 where no volume is known: what can't be known
 * is a market without trade, in which slices are the smallest there are.
 */
function participationQty({ lastBar }: SymbolView, policy: RouterPolicy): number {
  const { max_participation: share, interval_seconds: seconds } = twapPolicy(policy);
  const barMs = lastBar === null ? Number.NaN : lastBar.closeTimeMs - lastBar.openTimeMs;
  const volume = lastBar === null ? Number.NaN : lastBar.volume;
  const traded = (volume * seconds * SECOND_MS) / barMs;
  return traded >= 0 && Number.isFinite(traded) ? share * traded : 0;
}

/** Quantity of a slice, 0 ≤ slice < slices: whole steps, as even as they come; all slices sum to the plan's quantity. */
export function sliceQty({ qty, stepSize, slices }: SlicePlan, slice: number): Dec {
  const units = unitsOf(qty, stepSize);
  const upTo = (count: number): number => Math.floor((units * count) / slices);
  return qtyOf(upTo(slice + 1) - upTo(slice), stepSize);
}

/** What the slices from this one on come to. */
export function sliceRest(plan: SlicePlan, next: number): Dec {
  const units = unitsOf(plan.qty, plan.stepSize);
  return qtyOf(units - Math.floor((units * next) / plan.slices), plan.stepSize);
}

function unitsOf(qty: Dec, stepSize: Dec): number {
  return exact(floorToStep(qty, stepSize)).dividedBy(exact(stepSize)).toNumber();
}

function qtyOf(units: number, stepSize: Dec): Dec {
  return toDec(exact(stepSize).times(units));
}
