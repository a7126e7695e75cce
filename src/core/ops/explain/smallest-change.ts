import type { SizedOrder } from "../../domain/intent.js";
import { getAtPath } from "../../config/paths.js";
import type { SettingChange } from "../whatif/change-config.js";
import { type Passed, passesWith, type Trial } from "./approves.js";
import { combination } from "./combination.js";
import { distance } from "./distance.js";
import { type Lever, uniqueByPath } from "./levers.js";
import { noChangeReason } from "./no-change-reason.js";
import { leversOfLegs } from "./refusal-levers.js";

/** One setting that would have let the order pass: proven, not estimated. */
export interface SmallestChange {
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
  readonly approves: true;
}

/** An order that `whatif` approves with these settings changed. */
export interface Replay {
  readonly order: SizedOrder;
  readonly changes: readonly SettingChange[];
}

export interface ChangeAnswer {
  readonly changes: readonly SmallestChange[];
  /** Why there is none; null where there is one. */
  readonly reason: string | null;
  /** How `whatif` repeats the first change, or those that do together; null where nothing helps. */
  readonly replay: Replay | null;
}

/**
 * Every single setting that makes the refused order pass, each with a value that a person would set next to where it
 * begins to, the smallest change first. Each has been decided again on the books of that instant, and tried by `whatif`.
 *
 * An intent without a quantity is asked about as the smallest legal order. A change that lets only a smaller one pass
 * (a lower minimum) is named where none gives room for that.
 */
export function smallestChanges(trial: Trial): ChangeAnswer {
  const { refusal, config } = trial;
  const levers = leversOfLegs(refusal.legs, refusal, config);
  const found = uniqueByPath(levers.flat())
    .flatMap((lever) => settable(trial, lever))
    .sort((a, b) => distance(a) - distance(b));
  const ofRecord = found.flatMap((one) => replayed(trial, one, refusal.veto.order));
  const proven = ofRecord.length > 0 ? ofRecord : found.flatMap((one) => replayed(trial, one, one.passed.order));
  const [first] = proven;
  if (first !== undefined) {
    const changes = proven.map(({ path, from, to }): SmallestChange => ({ path, from, to, approves: true }));
    return { changes, reason: null, replay: { order: first.order, changes: [{ path: first.path, to: first.to }] } };
  }
  const together = combination(trial, uniqueByPath(levers.flat()));
  const [only, ...others] = together?.changes ?? [];
  if (only !== undefined && others.length === 0) {
    const alone = { path: only.path, from: getAtPath(config, only.path) ?? null, to: only.to, approves: true } as const;
    return { changes: [alone], reason: null, replay: together };
  }
  return { changes: [], reason: noChangeReason(trial, levers, together?.changes ?? null), replay: together };
}

interface Found {
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
  readonly passed: Passed;
}

/** The first value of a lever that lets the order pass. */
function settable(trial: Trial, { path, from, values }: Lever): readonly Found[] {
  for (const to of values) {
    const passed = passesWith(trial, [{ path, to }]);
    if (passed !== null) return [{ path, from: from ?? null, to, passed }];
  }
  return [];
}

function replayed(trial: Trial, found: Found, order: SizedOrder): readonly (Found & { readonly order: SizedOrder })[] {
  return trial.replays(order, found.passed.ctx) ? [{ ...found, order }] : [];
}
