import type { HighLowClose } from "../../true-range.js";
import type { Side } from "../columns.js";
import { staying } from "../../../lib/staying.js";
import { breakOfFour } from "../four-swings.js";
import type { FourSwings } from "../four-swings.js";
import { NEVER } from "./known.js";
import type { Known } from "./known.js";
import type { SwingStep } from "./swings.js";

/** A break of the level of the swing at bar `index`: known when it is broken and the swing beyond it is confirmed. */
export interface KnownBreak extends Known {
  readonly index: number;
  readonly kind: "bos" | "choch";
  readonly side: Side;
  readonly level: number;
  /** First bar that closed (or reached) beyond the level; may lie before `knownAt`. */
  readonly brokenAt: number;
}

/** A level broken by the newest bar, three swings of the four being known: a break if the next swing lies beyond it. */
export interface BreakUnderWay extends FourSwings {
  readonly index: number;
  readonly level: number;
  readonly knownAt: number;
}

export interface BreakRules {
  /** A close breaks a level, not a wick. */
  readonly closeBreak: boolean;
  /** Bars for which an unbroken level is waited for, and a known break can still be replaced. */
  readonly maxAgeBars: number;
}

interface Level {
  readonly index: number;
  readonly side: Side;
  readonly level: number;
  brokenAt: number;
}

interface LastSwing extends Level {
  /** It is the second of four that make a break. */
  matched: boolean;
}

interface Awaited extends Level, FourSwings {
  readonly side: Side;
  readonly since: number;
}

/** Breaks as a fold: the last four swings, patterns not broken yet, breaks of late. */
export interface BreakState {
  seen: number;
  four: LastSwing[];
  awaited: Awaited[];
  recent: KnownBreak[];
}

/** What a bar made known, and what that replaced. */
export interface BreakStep {
  readonly found: readonly KnownBreak[];
  readonly replaced: readonly KnownBreak[];
  readonly underWay: BreakUnderWay | null;
}

export function createBreaks(): BreakState {
  return { seen: 0, four: [], awaited: [], recent: [] };
}

/**
 * Takes one bar and the swing that it confirms, if it does. A break that becomes known replaces those of earlier swings
 * that were broken with it or after it; one that comes too late for that rule is never shown.
 *
 * Source:  docs/SMART_MONEY.md#breaks-of-structure
 */
export function nextBreaks(state: BreakState, bar: HighLowClose, step: SwingStep | null, rules: BreakRules): BreakStep {
  const now = state.seen;
  state.seen += 1;
  for (const swing of state.four) noteBreak(swing, bar, now, rules);
  for (const swing of state.awaited) noteBreak(swing, bar, now, rules);
  if (step !== null) takeSwing(state, step, now);
  const ready = state.awaited.filter(({ brokenAt }) => brokenAt !== NEVER).sort((a, b) => b.index - a.index);
  state.awaited = staying(state.awaited, ({ brokenAt, since }) => brokenAt === NEVER && now - since < rules.maxAgeBars);
  state.recent = staying(state.recent, ({ knownAt }) => now - knownAt < rules.maxAgeBars);
  const found: KnownBreak[] = [];
  const replaced: KnownBreak[] = [];
  for (const { index, kind, side, level, brokenAt } of ready) {
    if (state.recent.some((other) => other.index > index && other.brokenAt <= brokenAt)) continue;
    const late = state.recent.filter((other) => other.index < index && other.brokenAt >= brokenAt);
    for (const other of late) other.replacedAt = now;
    const made: KnownBreak = { index, kind, side, level, brokenAt, knownAt: now, replacedAt: NEVER };
    state.recent = [...state.recent.filter((other) => !late.includes(other)), made];
    state.awaited = state.awaited.filter((other) => other.index > index);
    found.push(made);
    replaced.push(...late);
  }
  return { found, replaced, underWay: underWayAt(state.four, now) };
}

function noteBreak(swing: Level, bar: HighLowClose, now: number, { closeBreak }: BreakRules): void {
  if (swing.brokenAt === NEVER && isBeyond(swing, bar, closeBreak)) swing.brokenAt = now;
}

function isBeyond({ side, level }: Level, { high, low, close }: HighLowClose, closeBreak: boolean): boolean {
  return side === 1 ? (closeBreak ? close : high) > level : (closeBreak ? close : low) < level;
}

/** Of the last three swings the middle one, if this is the bar that broke it. */
function underWayAt(four: readonly LastSwing[], now: number): BreakUnderWay | null {
  const broken = four[Math.max(0, four.length - 3) + 1];
  if (broken?.brokenAt !== now) return null;
  const three = four.slice(-3);
  const pattern = breakOfFour([...three, { side: broken.side, level: broken.side * Infinity }]);
  return pattern === null ? null : { ...pattern, index: broken.index, level: broken.level, knownAt: now };
}

function takeSwing(state: BreakState, { found, replaced }: SwingStep, now: number): void {
  if (replaced !== null) state.four.pop();
  const { index, side, level } = found;
  state.four = [...state.four, { index, side, level, brokenAt: NEVER, matched: false }].slice(-4);
  const broken = state.four[1];
  const pattern = breakOfFour(state.four);
  if (broken === undefined || broken.matched || pattern === null) return;
  broken.matched = true;
  state.awaited.push({ ...pattern, index: broken.index, level: broken.level, brokenAt: broken.brokenAt, since: now });
}
