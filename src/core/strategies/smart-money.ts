import type { Bar } from "../domain/bar.js";
import type { ExitLevels, Signal } from "../domain/intent.js";
import { HOUR_MS, MINUTE_MS } from "../lib/time.js";
import { createAtr, nextAtr, readAtr, wilderDecay } from "../quant/atr.js";
import type { AtrState } from "../quant/atr.js";
import { createSmartMoney, nextSmartMoney } from "../quant/smart-money/causal/smart-money.js";
import type { SmartMoneyRules, SmartMoneyState as Structures } from "../quant/smart-money/causal/smart-money.js";
import { NEVER } from "../quant/smart-money/causal/known.js";
import type { Side } from "../quant/smart-money/columns.js";
import type { HeldDirection, StrategyDefinition } from "./definition.js";
import { smartMoneyParamsSchema } from "./smart-money-params.js";
import type { SmartMoneyParams } from "./smart-money-params.js";

/** A change of character: which way trading leans since, and from which bar on; forgotten after `max_age_bars`. */
interface Bias {
  readonly side: Side;
  readonly sinceBar: number;
}

/** What the newest bar came back to. */
interface Return {
  readonly kind: "order_block" | "fair_value_gap";
  readonly side: Side;
  readonly top: number;
  readonly bottom: number;
  readonly stopDistance: number;
  /** 0…1 */
  readonly strength: number;
}

/** What a market's structures say that were followed from one bar on. */
interface Story {
  bars: number;
  readonly structures: Structures;
  bias: Bias | null;
  entry: Return | null;
}

/**
 * Plain JSON data, a fold of closed bars.
 *
 * Swings remember without end: which one counts may hang on one of weeks ago. So the market is told as stories that begin at
 * fixed instants, a term apart. The one that speaks began at the instant before last; when the next instant comes the one
 * behind it takes over, which has heard a whole term by then. Whoever knows two terms says the same as who knows all.
 */
export interface SmartMoneyStrategyState {
  bars: number;
  readonly warmup: number;
  readonly atr: AtrState;
  /** Which term the newest bar lies in; null before the first bar. */
  term: number | null;
  speaking: Story;
  following: Story;
}

/** Swings, and bars between two of them, that a story hears before it speaks. */
const SETTLING_SWINGS = 40;

/** Bars between two beginnings of stories. */
function termBars({ swing_length, max_age_bars }: SmartMoneyParams): number {
  return max_age_bars + SETTLING_SWINGS * swing_length;
}

function createStory(): Story {
  return { bars: 0, structures: createSmartMoney(), bias: null, entry: null };
}

/**
 * Reversals by structure: after a change of character the first return of price to an order block or fair value gap of
 * the new side opens, with the stop beyond that zone. The opposite change of character leaves.
 *
 * Only causal structures are used: each exists from the close that confirms it. Source: docs/SMART_MONEY.md
 */
export const smartMoney: StrategyDefinition<SmartMoneyParams, SmartMoneyStrategyState> = {
  id: "smart_money",
  title: "Return to a zone after a change of character",
  barMs: HOUR_MS,
  otherBarsMs: [15 * MINUTE_MS],
  sizing: "scaled",
  params: smartMoneyParamsSchema,
  foldParams: [
    ...["swing_length", "atr_period", "close_break", "close_mitigation", "max_age_bars"],
    ...["zones", "setup_bars", "stop_buffer_atr"],
  ],

  warmupBars(params) {
    const { atr_period } = params;
    const atrBars = atr_period + Math.ceil(Math.log(1e-12) / Math.log(wilderDecay(atr_period)));
    // One more than two terms: the beginning of a term is seen by the bar before it.
    return Math.max(2 * termBars(params) + 1, atrBars);
  },

  /** A zone may be as thin as a tick; the buffer comes on top. */
  narrowestStopAtr: ({ stop_buffer_atr }) => Math.max(stop_buffer_atr, 0.001),

  create: (params) => ({
    bars: 0,
    warmup: smartMoney.warmupBars(params),
    atr: createAtr(),
    term: null,
    speaking: createStory(),
    following: createStory(),
  }),

  next(state, bar, params): void {
    state.bars += 1;
    const barMs = bar.closeTimeMs - bar.openTimeMs;
    const term = Math.floor(bar.openTimeMs / barMs / termBars(params));
    if (state.term !== null && term !== state.term) {
      state.speaking = state.following;
      state.following = createStory();
    }
    state.term = term;
    const atr = nextAtr(state.atr, bar, params.atr_period);
    tell(state.speaking, bar, atr, params);
    tell(state.following, bar, atr, params);
  },

  signal(state, held, params): Signal {
    if (state.bars < state.warmup) {
      const detail = { measured: state.bars, limit: state.warmup, setting: "params.max_age_bars" };
      return { kind: "none", reason: "warmup", detail, zone: 0 };
    }
    return signalOf(state, held, params);
  },
};

function tell(story: Story, bar: Bar, atr: number, params: SmartMoneyParams): void {
  const now = story.bars;
  story.bars += 1;
  // Zones as they stood before this bar: one that it makes can't be what it comes back to.
  story.entry = returnTo(story, { bar, atr, now }, params);
  const step = nextSmartMoney(story.structures, bar, rulesOf(params));
  const turn = step.breaks.underWay?.kind === "choch" ? step.breaks.underWay : null;
  const known = step.breaks.found.findLast(({ kind }) => kind === "choch");
  const side = turn?.side ?? known?.side;
  if (side !== undefined && side !== story.bias?.side) story.bias = { side, sinceBar: now };
  // What is older than anything that is followed says nothing any more.
  if (story.bias !== null && now - story.bias.sinceBar > params.max_age_bars) story.bias = null;
}

/** Levels of liquidity are folded along and not traded on: their settings change nothing here. */
function rulesOf(params: SmartMoneyParams): SmartMoneyRules {
  return {
    swingLength: params.swing_length,
    maxAgeBars: params.max_age_bars,
    closeBreak: params.close_break,
    closeMitigation: params.close_mitigation,
    joinConsecutive: true,
    rangeFraction: 0.01,
    rangeBars: params.max_age_bars,
  };
}

type Zone = Pick<Return, "kind" | "side" | "top" | "bottom"> & {
  /** Share of a block's volumes that balance; NaN for a gap, whose height says it. */
  readonly balance: number;
};

/** Blocks that price has not gone through and gaps that it has not come back to. */
function zonesOf({ blocks, gaps }: Structures, { zones }: SmartMoneyParams): readonly Zone[] {
  const found: Zone[] = [];
  if (zones.includes("order_block")) {
    for (const { side, top, bottom, strength, mitigatedAt } of blocks.open) {
      if (mitigatedAt === NEVER) found.push({ kind: "order_block", side, top, bottom, balance: strength });
    }
  }
  if (zones.includes("fair_value_gap")) {
    for (const { side, top, bottom } of gaps.open) {
      found.push({ kind: "fair_value_gap", side, top, bottom, balance: Number.NaN });
    }
  }
  return found;
}

interface Look {
  readonly bar: Bar;
  readonly atr: number;
  readonly now: number;
}

/** The zone with the nearest stop of those that the bar reached into and closed before the far edge of. */
function returnTo(
  { structures, bias }: Pick<Story, "structures" | "bias">,
  { bar, atr, now }: Look,
  params: SmartMoneyParams,
): Return | null {
  const inTime = bias !== null && now - bias.sinceBar <= params.setup_bars && atr > 0;
  if (!inTime) return null;
  let nearest: Return | null = null;
  for (const { kind, side, top, bottom, balance } of zonesOf(structures, params)) {
    const [near, far] = side === 1 ? [top, bottom] : [bottom, top];
    const reached = side === 1 ? bar.low <= near : bar.high >= near;
    const room = side * (bar.close - far);
    if (side !== bias.side || !reached || !(room > 0)) continue;
    const stopDistance = room + params.stop_buffer_atr * atr;
    if (nearest !== null && nearest.stopDistance <= stopDistance) continue;
    const weight = Number.isNaN(balance) ? (top - bottom) / atr : balance;
    nearest = { kind, side, top, bottom, stopDistance, strength: Math.min(1, Math.max(LEAST_STRENGTH, weight)) };
  }
  return nearest;
}

/** A zone that only just counts is still a setup. */
const LEAST_STRENGTH = 0.25;

function signalOf(state: SmartMoneyStrategyState, held: HeldDirection, params: SmartMoneyParams): Signal {
  const { bias, entry } = state.speaking;
  const zone = bias?.side ?? 0;
  const atr = readAtr(state.atr, params.atr_period);
  const heldSide = held === "long" ? 1 : held === "short" ? -1 : 0;
  if (heldSide !== 0 && zone === -heldSide) {
    const reasons = ["change of character against the position"];
    return { kind: "target", direction: "flat", strength: 0, exposure: null, exits: null, zone, reasons };
  }
  if (heldSide !== 0) {
    const direction = heldSide === 1 ? "long" : "short";
    return { kind: "target", direction, strength: LEAST_STRENGTH, exposure: null, exits: null, zone, reasons: [] };
  }
  if (entry === null) return { kind: "none", reason: "no_signal", detail: null, zone };
  const stopAtr = entry.stopDistance / atr;
  const within = stopAtr <= params.max_stop_atr;
  if (!within) {
    const detail = { measured: stopAtr, limit: params.max_stop_atr, setting: "params.max_stop_atr" };
    return { kind: "none", reason: "no_signal", detail: Number.isFinite(stopAtr) ? detail : null, zone };
  }
  return {
    kind: "target",
    direction: entry.side === 1 ? "long" : "short",
    strength: entry.strength,
    exposure: null,
    exits: exitsOf(entry, atr, params),
    zone,
    reasons: entryReasons(entry, stopAtr),
  };
}

function exitsOf({ stopDistance }: Return, atr: number, { target_r, max_bars }: SmartMoneyParams): ExitLevels {
  return {
    stopDistance,
    atr,
    trailDistance: null,
    takeProfits: target_r === null ? [] : [{ distance: target_r * stopDistance, fraction: 0.5 }],
    maxBars: max_bars,
  };
}

function entryReasons({ kind, side, top, bottom }: Return, stopAtr: number): string[] {
  const what = kind === "order_block" ? "order block" : "fair value gap";
  return [
    `change of character ${side === 1 ? "up" : "down"}`,
    `return to the ${what} ${String(bottom)} to ${String(top)}, stop ${stopAtr.toFixed(2)} ATR away`,
  ];
}
