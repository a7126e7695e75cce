import { smallestQty } from "../domain/instrument.js";
import { allowedUsd } from "../domain/size-limit.js";
import { absDec, decFromNumber, toNumber } from "../lib/decimal.js";
import { openingCaps } from "./caps.js";
import type { SizingInput } from "./input.js";
import { targetNotionalUsd } from "./target.js";

/** Why a position stays as it is: the figure, its limit, and the setting that holds the limit. */
interface Held {
  readonly kind: "hold";
  readonly drop: {
    readonly reason: "rebalance_band" | "below_minimum";
    readonly detail: { readonly measured: number; readonly limit: number; readonly setting: string } | null;
  };
}

export type Resize = { readonly kind: "increase" | "reduce" } | Held;

/**
 * Which way a held position goes to reach its strategy's exposure. Measured is the change that the limits would let
 * through, as a fraction of the position after it: one that only its limits keep from its target is at rest.
 *
 * input: with the intent that would add to the position. An input that is NaN or missing never holds still: the order
 * that follows is refused by name.
 */
export function planResize(input: SizingInput, band: number): Resize {
  const price = input.view.mark;
  const target = targetNotionalUsd(input);
  const heldUsd = input.positionQty === null ? Number.NaN : toNumber(absDec(input.positionQty)) * price;
  const known = target.ok && heldUsd > 0 && Number.isFinite(heldUsd);
  if (!known) return { kind: "increase" };
  const growing = target.value > heldUsd;
  const wantedUsd = Math.abs(target.value - heldUsd);
  const changeUsd = growing
    ? Math.min(wantedUsd, ...openingCaps(input, price).map((cap) => allowedUsd(cap, wantedUsd)))
    : wantedUsd;
  const afterUsd = growing ? heldUsd + changeUsd : target.value;
  const { strategy } = input.intent;
  if (changeUsd <= band * afterUsd) {
    const setting = `strategy_config.strategies.${strategy}.params.rebalance_band`;
    return hold("rebalance_band", changeUsd / afterUsd, band, setting);
  }
  const { caps } = input;
  const leastUsd = smallestChangeUsd(input, growing);
  if (changeUsd < leastUsd) return hold("below_minimum", changeUsd, leastUsd, caps.symbol.minNotionalSetting);
  return { kind: growing ? "increase" : "reduce" };
}

/** Less than that makes no legal order: venues take any reduction of a whole step, and no addition below their minimum. */
function smallestChangeUsd({ caps, view: { instrument, mark } }: SizingInput, growing: boolean): number {
  if (!growing) return toNumber(instrument.minQty) * mark;
  const minimumUsd = Math.max(caps.symbol.minNotionalUsd, toNumber(instrument.minNotional));
  return toNumber(smallestQty(instrument, decFromNumber(minimumUsd), decFromNumber(mark))) * mark;
}

function hold(reason: Held["drop"]["reason"], measured: number, limit: number, setting: string): Held {
  return { kind: "hold", drop: { reason, detail: Number.isFinite(measured) ? { measured, limit, setting } : null } };
}
