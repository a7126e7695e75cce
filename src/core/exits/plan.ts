import type { Instrument } from "../domain/instrument.js";
import type { ExitLevels } from "../domain/intent.js";
import type { ExitPlan } from "../domain/position.js";
import { compareDec, type Dec, decFromNumber, isZeroDec, roundToTick, toNumber } from "../lib/decimal.js";
import { invariant } from "../lib/invariant.js";
import type { ExitPolicy } from "./policy.js";

type HeldSide = "long" | "short";

interface OpenExitPlanInput {
  readonly levels: ExitLevels;
  readonly direction: HeldSide;
  readonly entryPrice: Dec;
  /** Mark at which the venue would liquidate; null where no positive price does. */
  readonly liquidationPrice: number | null;
  readonly instrument: Instrument;
  readonly policy: ExitPolicy;
}

/**
 * The exits a position is born with. Stops are rounded away from the market (sells down, buys up): a stop never sits
 * nearer than its strategy asked. The bound by liquidation is rounded towards the market: it never gives a tick away.
 * A strategy stop beyond the disaster stop is left out, it could never act.
 */
export function openExitPlan(input: OpenExitPlanInput): ExitPlan {
  const { levels, direction, entryPrice, instrument } = input;
  invariant(levels.atr > 0 && Number.isFinite(levels.atr), `ATR ${levels.atr} of an exit plan is not positive`);
  const entry = toNumber(entryPrice);
  const against = direction === "long" ? -1 : 1;
  const disasterStop = disasterPrice(input);
  const strategyStop = stopPrice(entry + against * levels.stopDistance, direction, instrument.tickSize);
  const acts = levels.stopDistance > 0 && strategyStop !== null && isTighter(strategyStop, disasterStop, direction);
  return {
    disasterStop,
    strategyStop: acts ? strategyStop : null,
    atr: levels.atr,
    trailDistance: levels.trailDistance,
    bestClose: entry,
    takeProfits: levels.takeProfits.map(({ distance, fraction }) => ({
      price: targetPrice(entry - against * distance, direction, instrument.tickSize),
      fraction,
      done: false,
    })),
    maxBars: levels.maxBars,
  };
}

function disasterPrice({
  levels,
  direction,
  entryPrice,
  liquidationPrice,
  instrument,
  policy,
}: OpenExitPlanInput): Dec {
  const tick = instrument.tickSize;
  const entry = toNumber(entryPrice);
  const against = direction === "long" ? -1 : 1;
  const byAtr = stopPrice(entry + against * levels.atr * policy.disaster_stop_atr, direction, tick) ?? tick;
  if (liquidationPrice === null) return byAtr;
  invariant(Number.isFinite(liquidationPrice), "the liquidation price is not finite");
  const bound = Math.max(0, entry + (liquidationPrice - entry) * policy.liquidation_fraction);
  const byLiquidation = roundToTick(decFromNumber(bound), tick, direction === "long" ? "up" : "down");
  return isTighter(byLiquidation, byAtr, direction) ? byLiquidation : byAtr;
}

/** Nearer to the market: for a long the higher stop. */
export function isTighter(stop: Dec, than: Dec, direction: HeldSide): boolean {
  return direction === "long" ? compareDec(stop, than) > 0 : compareDec(stop, than) < 0;
}

/** A stop on the tick grid, away from the market; null below the first tick. */
export function stopPrice(price: number, direction: HeldSide, tick: Dec): Dec | null {
  if (!(price > 0)) return null;
  const rounded = roundToTick(decFromNumber(price), tick, direction === "long" ? "down" : "up");
  return isZeroDec(rounded) ? null : rounded;
}

/** A take-profit on the tick grid, away from the market: sells up, buys down; at least one tick. */
function targetPrice(price: number, direction: HeldSide, tick: Dec): Dec {
  if (!(price > 0)) return tick;
  const rounded = roundToTick(decFromNumber(price), tick, direction === "long" ? "up" : "down");
  return isZeroDec(rounded) ? tick : rounded;
}
