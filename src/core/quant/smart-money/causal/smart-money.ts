import { blankColumn, valueAt } from "../columns.js";
import type { OhlcvColumns } from "../columns.js";
import { createGaps, nextGap } from "./fair-value-gaps.js";
import type { GapRules, GapState, GapStep, KnownGap } from "./fair-value-gaps.js";
import { createLiquidity, nextLiquidity } from "./liquidity.js";
import type { KnownPool, LiquidityRules, LiquidityState, LiquidityStep } from "./liquidity.js";
import { createBlocks, nextBlocks } from "./order-blocks.js";
import type { BlockRules, BlockState, BlockStep, KnownBlock, OhlcvBar } from "./order-blocks.js";
import { createRetracement, nextRetracement } from "./retracements.js";
import type { Retracement, RetracementState } from "./retracements.js";
import { createBreaks, nextBreaks } from "./structure-breaks.js";
import type { BreakRules, BreakState, BreakStep, BreakUnderWay, KnownBreak } from "./structure-breaks.js";
import { createSwings, nextSwing } from "./swings.js";
import type { KnownSwing, SwingState, SwingStep } from "./swings.js";

/** All settings; `maxAgeBars` (≥ 1) bounds how long anything is followed, and with it the state. */
export interface SmartMoneyRules extends GapRules, BreakRules, BlockRules, LiquidityRules {
  readonly swingLength: number;
}

/** Plain JSON data, a fold of closed bars. */
export interface SmartMoneyState {
  readonly swings: SwingState;
  readonly gaps: GapState;
  readonly breaks: BreakState;
  readonly blocks: BlockState;
  readonly liquidity: LiquidityState;
  readonly retracement: RetracementState;
}

/** What one bar made known or put an end to. */
export interface SmartMoneyStep {
  readonly swing: SwingStep | null;
  readonly gap: GapStep;
  readonly breaks: BreakStep;
  readonly blocks: BlockStep;
  readonly liquidity: LiquidityStep;
  readonly retracement: Retracement;
}

export function createSmartMoney(): SmartMoneyState {
  return {
    swings: createSwings(),
    gaps: createGaps(),
    breaks: createBreaks(),
    blocks: createBlocks(),
    liquidity: createLiquidity(),
    retracement: createRetracement(),
  };
}

/** Takes one closed bar. What is in force now stands in the state: `gaps.open`, `breaks.recent`, `blocks.open`, … */
export function nextSmartMoney(state: SmartMoneyState, bar: OhlcvBar, rules: SmartMoneyRules): SmartMoneyStep {
  const step = nextSwing(state.swings, bar, rules.swingLength);
  const swing = { step, swings: state.swings };
  return {
    swing: step,
    gap: nextGap(state.gaps, bar, rules),
    breaks: nextBreaks(state.breaks, bar, step, rules),
    blocks: nextBlocks(state.blocks, bar, swing, rules),
    liquidity: nextLiquidity(state.liquidity, bar, step, rules),
    retracement: nextRetracement(state.retracement, bar, swing),
  };
}

/** Every structure with the bar at which it became known, in that order. */
export interface SmartMoneyHistory {
  readonly swings: KnownSwing[];
  readonly gaps: KnownGap[];
  readonly breaks: KnownBreak[];
  readonly underWay: BreakUnderWay[];
  readonly blocks: KnownBlock[];
  readonly pools: KnownPool[];
  /** Retracement at the close of each bar; side 0 and NaN before the first leg. */
  readonly retracement: { readonly side: Int8Array; readonly current: Float64Array; readonly deepest: Float64Array };
}

/**
 * The structures of many bars as they became known, one bar after the other.
 *
 * Shape:   columns of m bars; retracement columns of m values.
 * Errors:  InvariantError if the swing length is no whole number ≥ 1.
 * Source:  docs/SMART_MONEY.md
 */
export function causalSmartMoney(columns: OhlcvColumns, rules: SmartMoneyRules): SmartMoneyHistory {
  const length = columns.close.length;
  const retracement = { side: new Int8Array(length), current: blankColumn(length), deepest: blankColumn(length) };
  const breaks = { breaks: [], underWay: [] };
  const history: SmartMoneyHistory = { swings: [], gaps: [], ...breaks, blocks: [], pools: [], retracement };
  const state = createSmartMoney();
  for (let i = 0; i < length; i++) {
    const step = nextSmartMoney(state, barAt(columns, i), rules);
    if (step.swing !== null) history.swings.push(step.swing.found);
    if (step.gap.found !== null) history.gaps.push(step.gap.found);
    history.breaks.push(...step.breaks.found);
    if (step.breaks.underWay !== null) history.underWay.push(step.breaks.underWay);
    history.blocks.push(...step.blocks.found);
    history.pools.push(...step.liquidity.found);
    retracement.side[i] = step.retracement.side;
    retracement.current[i] = step.retracement.current;
    retracement.deepest[i] = step.retracement.deepest;
  }
  return history;
}

function barAt({ open, high, low, close, volume }: OhlcvColumns, i: number): OhlcvBar {
  return {
    open: valueAt(open, i),
    high: valueAt(high, i),
    low: valueAt(low, i),
    close: valueAt(close, i),
    volume: valueAt(volume, i),
  };
}
