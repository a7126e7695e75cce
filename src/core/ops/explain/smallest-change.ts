import { getAtPath } from "../../config/paths.js";
import type { Violation } from "../../domain/intent.js";
import type { SettingChange } from "../whatif/change-config.js";
import { passesWith, type Trial } from "./approves.js";
import { type Lever, type LeverQuestion, leversOf } from "./levers.js";
import { noChangeReason } from "./no-change-reason.js";
import { isSizingRefusal, sizingLevers } from "./sizing-levers.js";

/** One setting that would have let exactly this order pass: proven, not estimated. */
export interface SmallestChange {
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
  readonly approves: true;
}

export interface ChangeAnswer {
  readonly changes: readonly SmallestChange[];
  /** Why there is none; null where there is one. */
  readonly reason: string | null;
}

/**
 * Every single setting that makes the refused order pass, each with the smallest value that does, the smallest change
 * first. Each answer has been reviewed again on the books of that instant.
 */
export function smallestChanges(trial: Trial): ChangeAnswer {
  const { violations } = trial.refusal.veto;
  const levers = violations.map((violation) => leversFor(trial, violation));
  const changes: SmallestChange[] = [];
  for (const lever of uniqueByPath(levers.flat())) {
    const to = smallestValue(trial, lever);
    if (to !== undefined) changes.push({ path: lever.path, from: lever.from ?? null, to, approves: true });
  }
  if (changes.length > 0) return { changes: changes.sort((a, b) => distance(a) - distance(b)), reason: null };
  return { changes, reason: noChangeReason(trial, levers, together(trial, levers.flat())) };
}

function leversFor(trial: Trial, violation: Violation): readonly Lever[] {
  const { veto, view, book } = trial.refusal;
  const instrument = view.symbols.get(veto.order.intent.symbol)?.instrument ?? null;
  const question: LeverQuestion = { violation, order: veto.order, instrument, config: trial.config };
  return isSizingRefusal(question) ? sizingLevers(question, book.navUsd) : leversOf(question);
}

/** Two violations may share a setting: then only the farther values are worth a try, which come later. */
function uniqueByPath(levers: readonly Lever[]): readonly Lever[] {
  const byPath = new Map<string, Lever>();
  for (const lever of levers) {
    const known = byPath.get(lever.path);
    byPath.set(lever.path, known === undefined ? lever : { ...known, values: [...known.values, ...lever.values] });
  }
  return [...byPath.values()];
}

/** The value nearest to what stands there that lets the order pass; undefined if none does. */
function smallestValue(trial: Trial, { path, from, values }: Lever): unknown {
  const nearestFirst = [...values].sort((a, b) => distance({ from, to: a }) - distance({ from, to: b }));
  return nearestFirst.find((to) => passesWith(trial, [{ path, to }]));
}

/** All levers at once, with the farthest value of each; null if even that does not do. */
function together(trial: Trial, levers: readonly Lever[]): readonly SettingChange[] | null {
  const changes = uniqueByPath(levers).map(({ path, from, values }) => ({
    path,
    to: [...values].sort((a, b) => distance({ from, to: b }) - distance({ from, to: a }))[0],
  }));
  const usable = changes.filter(({ path, to }) => to !== undefined && getAtPath(trial.config, path) !== undefined);
  return usable.length > 1 && passesWith(trial, usable) ? usable : null;
}

/** Relative for figures; a switch is farther than any figure. */
function distance({ from, to }: { readonly from: unknown; readonly to: unknown }): number {
  if (typeof from !== "number" || typeof to !== "number") return Number.MAX_VALUE;
  return from === 0 ? Math.abs(to) : Math.abs(to / from - 1);
}
