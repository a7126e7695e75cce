import type { Bar } from "../../domain/bar.js";
import type { Subject } from "./subject.js";

/** Bars that closed at one instant, of a subject's markets; instants in order. */
export type BarsByInstant = readonly (readonly Bar[])[];

export interface InvarianceResult {
  readonly compared: number;
  /** First instant at which two folds disagree, and what each says; null where all agree. */
  readonly first: { readonly atMs: number; readonly whole: string; readonly part: string } | null;
}

function closeMs(bars: readonly Bar[]): number {
  return bars[0]?.closeTimeMs ?? Number.NaN;
}

function foldOf(subject: Subject, instants: BarsByInstant): unknown {
  const state = subject.create();
  for (const bars of instants) subject.next(state, bars);
  return state;
}

/** What a strategy says at each instant of one pass. Asked at all of them: one that changes what it is asked for shows. */
export function saidBy(subject: Subject, instants: BarsByInstant): readonly string[] {
  const state = subject.create();
  return instants.map((bars) => {
    subject.next(state, bars);
    return subject.verdict(state);
  });
}

/**
 * Truncation invariance: what a strategy says at a close is the same whether the future is there or not. A fold that
 * has been given everything cannot be asked of the past, so one pass writes down what it says at each instant, and a
 * second one, over a history that ends there, must say the same. Any state kept outside the fold, and any object
 * shared between folds, shows as a difference.
 *
 * every: distance of the instants that are compared, in base bars, ≥ 1. said: of a pass that has been made already.
 */
export function truncationInvariance(
  subject: Subject,
  instants: BarsByInstant,
  every: number,
  said: readonly string[] = saidBy(subject, instants),
): InvarianceResult {
  return compare(subject, instants, { every, said, partAt: (i) => foldOf(subject, instants.slice(0, i + 1)) });
}

/** Warm-up invariance: after its warm-up a fold decides as one that has seen everything before as well. */
export function warmupInvariance(
  subject: Subject,
  instants: BarsByInstant,
  every: number,
  said: readonly string[] = saidBy(subject, instants),
): InvarianceResult {
  const { warmupBars } = subject;
  const partAt = (i: number): unknown =>
    i + 1 < warmupBars ? null : foldOf(subject, instants.slice(i + 1 - warmupBars, i + 1));
  return compare(subject, instants, { every, said, partAt });
}

interface Comparison {
  readonly every: number;
  readonly said: readonly string[];
  /** State of the other fold at an instant; null where there is none to compare. */
  readonly partAt: (index: number) => unknown;
}

function compare(subject: Subject, instants: BarsByInstant, { every, said, partAt }: Comparison): InvarianceResult {
  let compared = 0;
  for (let i = every - 1; i < instants.length; i += every) {
    const part = partAt(i);
    if (part === null) continue;
    compared += 1;
    const whole = said[i] ?? "";
    const now = subject.verdict(part);
    if (!sameDecision(whole, now)) return { compared, first: { atMs: closeMs(instants[i] ?? []), whole, part: now } };
  }
  return { compared, first: null };
}

/** Largest relative difference of two figures that are the same decision: what a warm-up leaves. */
const TOLERANCE = 1e-9;

/** Equal word by word; figures to 1e-9, since averages with infinite memory keep that much of an older past. */
export function sameDecision(a: string, b: string): boolean {
  return a === b || alike(JSON.parse(a) as unknown, JSON.parse(b) as unknown);
}

function alike(a: unknown, b: unknown): boolean {
  if (typeof a === "number" && typeof b === "number") {
    return Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(a), Math.abs(b));
  }
  // Reasons are sentences with rounded figures: what they round may differ in the last place.
  if (typeof a === "string" && typeof b === "string") return wordsOf(a) === wordsOf(b);
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((value, i) => alike(value, b[i]));
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return keys.every((key) => alike(Reflect.get(a, key), Reflect.get(b, key)));
}

function wordsOf(sentence: string): string {
  return sentence.replace(/\d+\.\d+/g, "#");
}
