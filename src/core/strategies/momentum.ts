import type { Bar } from "../domain/bar.js";
import type { ExitLevels, Signal } from "../domain/intent.js";
import { HOUR_MS } from "../lib/time.js";
import { createAtr, nextAtr, readAtr, wilderDecay } from "../quant/atr.js";
import type { AtrState } from "../quant/atr.js";
import { createEma, emaDecay, nextEma, readEma } from "../quant/ema.js";
import type { EmaState } from "../quant/ema.js";
import type { HeldDirection, StrategyDefinition } from "./definition.js";
import { momentumParamsSchema } from "./momentum-params.js";
import type { MomentumParams } from "./momentum-params.js";

/** Plain JSON data, a fold of closed bars. */
export interface MomentumState {
  bars: number;
  /** Bars the parameters ask for, kept so that no reading computes it again. */
  readonly warmup: number;
  readonly fast: EmaState;
  readonly slow: EmaState;
  readonly atr: AtrState;
}

/** Change of the newest x that older bars may still make after the warm-up. */
const WARMUP_TOLERANCE = 1e-9;
/** How far an average may start from where it belongs, in ATR of the newest bar: a doubled price is some 200. */
const WORST_START_ATR = 1_000;

/**
 * Trend following on the distance of two EMAs in units of ATR.
 *
 * x = (EMA(fast) − EMA(slow)) / ATR. Flat: opens long at x ≥ entry_strength, short at x ≤ −entry_strength. A long is
 * left at x ≤ 0, a short at x ≥ 0; on the far side of the entry strength the target is at once the opposite direction.
 */
export const momentum: StrategyDefinition<MomentumParams, MomentumState> = {
  id: "momentum",
  title: "EMA distance in ATR",
  barMs: HOUR_MS,
  sizing: "scaled",
  params: momentumParamsSchema,
  foldParams: ["fast", "slow", "atr_period"],

  warmupBars({ fast, slow, atr_period }) {
    const bars = [
      fast + settlingBars(emaDecay(fast)),
      slow + settlingBars(emaDecay(slow)),
      atr_period + settlingBars(wilderDecay(atr_period)),
    ];
    return Math.max(...bars);
  },

  create: (params) => ({
    bars: 0,
    warmup: momentum.warmupBars(params),
    fast: createEma(),
    slow: createEma(),
    atr: createAtr(),
  }),

  next(state: MomentumState, bar: Bar, params: MomentumParams): void {
    state.bars += 1;
    nextEma(state.fast, bar.close, params.fast);
    nextEma(state.slow, bar.close, params.slow);
    nextAtr(state.atr, bar, params.atr_period);
  },

  signal(state: MomentumState, held: HeldDirection, params: MomentumParams): Signal {
    if (state.bars < state.warmup) {
      const detail = { measured: state.bars, limit: state.warmup, setting: "params.slow" };
      return { kind: "none", reason: "warmup", detail, zone: 0 };
    }
    return signalOf(momentumX(state, params), readAtr(state.atr, params.atr_period), held, params);
  },
};

/** Bars until an average has forgotten its start: decay^bars × worst start ≤ tolerance. */
function settlingBars(decay: number): number {
  return Math.ceil(Math.log(WARMUP_TOLERANCE / WORST_START_ATR) / Math.log(decay));
}

/** Distance of the two averages in ATR; NaN while warming up, 0 in a market that has no range at all. */
export function momentumX(state: MomentumState, params: MomentumParams): number {
  const distance = readEma(state.fast, params.fast) - readEma(state.slow, params.slow);
  const atr = readAtr(state.atr, params.atr_period);
  return atr === 0 ? 0 : distance / atr;
}

function signalOf(x: number, atr: number, held: HeldDirection, params: MomentumParams): Signal {
  const zone = x > 0 ? 1 : x < 0 ? -1 : 0;
  const enters = Math.abs(x) >= params.entry_strength && atr > 0;
  const keeps = (held === "long" && x > 0) || (held === "short" && x < 0);
  if (enters || keeps) {
    return {
      kind: "target",
      direction: x > 0 ? "long" : "short",
      strength: Math.min(1, Math.abs(x) / params.full_strength),
      exposure: null,
      exits: exitLevels(atr, params),
      zone,
      reasons: keeps ? [] : entryReasons(x, params),
    };
  }
  if (held !== "flat") {
    const reasons = [`x ${x.toFixed(3)} ATR crossed 0`];
    return { kind: "target", direction: "flat", strength: 0, exposure: null, exits: null, zone, reasons };
  }
  const strength = Math.abs(x);
  const detail = { measured: strength, limit: params.entry_strength, setting: "params.entry_strength" };
  return { kind: "none", reason: "no_signal", detail: Number.isFinite(strength) ? detail : null, zone };
}

function exitLevels(atr: number, params: MomentumParams): ExitLevels {
  return {
    stopDistance: params.stop_atr * atr,
    atr,
    trailDistance: params.trail_atr === null ? null : params.trail_atr * atr,
    takeProfits: params.take_profit.map((step) => ({ distance: step.atr * atr, fraction: step.fraction })),
    maxBars: params.max_bars,
  };
}

function entryReasons(x: number, params: MomentumParams): string[] {
  const order = x > 0 ? ">" : "<";
  return [`EMA${params.fast} ${order} EMA${params.slow}`, `x ${x.toFixed(3)} ATR (entry ${params.entry_strength})`];
}
