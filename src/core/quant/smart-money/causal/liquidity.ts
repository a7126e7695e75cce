import { staying } from "../../../lib/staying.js";
import type { HighLowClose } from "../../true-range.js";
import type { Side } from "../columns.js";
import { hadHappened, NEVER } from "./known.js";
import type { Known } from "./known.js";
import { createRange, nextRange } from "./rolling-range.js";
import type { RangeState } from "./rolling-range.js";
import type { KnownSwing, SwingStep } from "./swings.js";

/** Liquidity above swing highs (side 1) or below swing lows; every further swing makes a new one in its place. */
export interface KnownPool extends Known {
  /** Bar of the first swing. */
  readonly index: number;
  readonly side: Side;
  /** Mean level of the swings. */
  readonly level: number;
  /** Bar of the last swing. */
  readonly end: number;
  readonly swings: number;
  /** First bar that reached beyond the first swing by the tolerance. */
  sweptAt: number;
}

export interface LiquidityRules {
  /** Tolerance as a fraction of the range of the last `rangeBars` bars. */
  readonly rangeFraction: number;
  readonly rangeBars: number;
  /** Bars for which a level takes further swings and is watched for its sweep. */
  readonly maxAgeBars: number;
}

interface Touch {
  readonly index: number;
  readonly level: number;
}

/** One swing or more close together; `known` from the second on. */
interface Gathering {
  readonly index: number;
  readonly side: Side;
  readonly bottom: number;
  readonly top: number;
  readonly touches: Touch[];
  sweptAt: number;
  known: KnownPool | null;
}

/** Liquidity as a fold: the range of late, and levels by their first swing. */
export interface LiquidityState {
  seen: number;
  readonly range: RangeState;
  gatherings: Gathering[];
}

/** What a bar made known, and what it swept or replaced. */
export interface LiquidityStep {
  readonly found: readonly KnownPool[];
  readonly closed: readonly KnownPool[];
}

export function createLiquidity(): LiquidityState {
  return { seen: 0, range: createRange(), gatherings: [] };
}

/**
 * Takes one bar and the swing that it confirms, if it does. The tolerance of a level is that of the bar that confirms its
 * first swing, and stays. A swing that is replaced leaves its level, which is then known with one swing less, if two are left.
 *
 * Source:  docs/SMART_MONEY.md#liquidity
 */
export function nextLiquidity(
  state: LiquidityState,
  bar: HighLowClose,
  step: SwingStep | null,
  rules: LiquidityRules,
): LiquidityStep {
  const now = state.seen;
  const tolerance = rules.rangeFraction * nextRange(state.range, bar, rules.rangeBars);
  const closed: KnownPool[] = [];
  const found: KnownPool[] = [];
  for (const gathering of state.gatherings) if (sweep(gathering, bar, now)) closed.push(...knownOf(gathering));
  state.gatherings = staying(state.gatherings, ({ index }) => now - index <= rules.maxAgeBars);
  const change = (gathering: Gathering): void => {
    closed.push(...knownOf(gathering));
    revise(gathering, now);
    found.push(...knownOf(gathering));
  };
  if (step !== null) {
    if (step.replaced === null) forgetSwept(state, step.found);
    else leave(state, step.replaced, change);
    join(state, step.found, { tolerance, change });
  }
  state.seen += 1;
  return { found, closed };
}

function knownOf({ known }: Gathering): KnownPool[] {
  return known === null ? [] : [known];
}

/** Whether this bar is the sweep. */
function sweep(gathering: Gathering, { high, low }: HighLowClose, now: number): boolean {
  const reached = gathering.side === 1 ? high >= gathering.top : low <= gathering.bottom;
  if (gathering.sweptAt !== NEVER || !reached) return false;
  gathering.sweptAt = now;
  if (gathering.known !== null) gathering.known.sweptAt = now;
  return true;
}

/** The swing before is final now: nothing can change a level that was swept before the new swing. */
function forgetSwept(state: LiquidityState, { index, side }: KnownSwing): void {
  state.gatherings = state.gatherings.filter(
    (gathering) => gathering.side !== side || !hadHappened(gathering.sweptAt, index),
  );
}

type Change = (gathering: Gathering) => void;

function leave(state: LiquidityState, { index, side }: KnownSwing, change: Change): void {
  const gathering = state.gatherings.find((other) => other.side === side && other.touches.at(-1)?.index === index);
  if (gathering === undefined) return;
  gathering.touches.pop();
  if (gathering.touches.length === 0) state.gatherings = state.gatherings.filter((other) => other !== gathering);
  else change(gathering);
}

function join(
  state: LiquidityState,
  { index, side, level }: KnownSwing,
  { tolerance, change }: { readonly tolerance: number; readonly change: Change },
): void {
  const gathering = state.gatherings.find(
    (other) => other.side === side && other.bottom <= level && level <= other.top && !hadHappened(other.sweptAt, index),
  );
  if (gathering !== undefined) {
    gathering.touches.push({ index, level });
    change(gathering);
    return;
  }
  const [bottom, top] = [level - tolerance, level + tolerance];
  const made = { index, side, bottom, top, touches: [{ index, level }], sweptAt: NEVER, known: null };
  state.gatherings.push(made);
}

/** Puts what is known of a level now in the place of what was known before. */
function revise(gathering: Gathering, now: number): void {
  const { index, side, touches, sweptAt } = gathering;
  if (gathering.known !== null) gathering.known.replacedAt = now;
  gathering.known = null;
  if (touches.length < 2) return;
  const level = touches.reduce((sum, touch) => sum + touch.level, 0) / touches.length;
  const end = touches.at(-1)?.index ?? index;
  const swings = touches.length;
  gathering.known = { index, side, level, end, swings, sweptAt, knownAt: now, replacedAt: NEVER };
}
