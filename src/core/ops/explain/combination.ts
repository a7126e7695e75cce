import { getAtPath } from "../../config/paths.js";
import type { SettingChange } from "../whatif/change-config.js";
import { type Passed, passesWith, refusedWith, type Trial } from "./approves.js";
import { distance } from "./distance.js";
import { type Lever, uniqueByPath } from "./levers.js";
import { leversOfLegs } from "./refusal-levers.js";
import type { Replay } from "./smallest-change.js";

/** Behind each limit another may stand, or the same one again, which shows once the first has given way. */
const MOST_ROUNDS = 8;

/**
 * Settings that let the order pass together, none of them to spare; null where even all of them do not.
 * What changes most is spared first, and what remains goes no farther than it has to.
 */
export function combination(trial: Trial, first: readonly Lever[]): Replay | null {
  let levers = first;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const all = allThatPass(trial, levers);
    if (all !== null) return leastOf(trial, all, levers);
    const wider = uniqueByPath([...levers, ...leversBehind(trial, levers)]);
    if (JSON.stringify(wider) === JSON.stringify(levers)) return null;
    levers = wider;
  }
  return null;
}

type Change = SettingChange & { readonly from: unknown };

/** Every lever at a value, ever farther ones; null where none of these rounds passes. */
function allThatPass(trial: Trial, levers: readonly Lever[]): readonly Change[] | null {
  for (let rank = 0; rank < mostValues(levers); rank++) {
    const all = atRank(trial, levers, rank);
    if (passesWith(trial, all) !== null) return all;
  }
  return null;
}

function mostValues(levers: readonly Lever[]): number {
  return Math.max(0, ...levers.map(({ values }) => values.length));
}

function atRank({ config }: Trial, levers: readonly Lever[], rank: number): readonly Change[] {
  return levers.flatMap(({ path, from, values }) => {
    const to = values[Math.min(rank, values.length - 1)];
    return to === undefined || getAtPath(config, path) === undefined ? [] : [{ path, from, to }];
  });
}

/** What would refuse the order with all of these changed. */
function leversBehind(trial: Trial, levers: readonly Lever[]): readonly Lever[] {
  const refused = refusedWith(trial, atRank(trial, levers, mostValues(levers)));
  return refused === null ? [] : leversOfLegs(refused.legs, trial.refusal, refused.config).flat();
}

function leastOf(trial: Trial, all: readonly Change[], levers: readonly Lever[]): Replay | null {
  const changes = nearest(trial, withoutSpare(trial, all), levers);
  const passed = passesWith(trial, changes);
  return passed === null ? null : replayOf(trial, changes, passed);
}

/** Leaves out one after the other whatever the order passes without. */
function withoutSpare(trial: Trial, all: readonly Change[]): readonly Change[] {
  let needed = all;
  for (const change of all.toSorted((a, b) => distance(b) - distance(a))) {
    const without = needed.filter(({ path }) => path !== change.path);
    if (passesWith(trial, without) !== null) needed = without;
  }
  return needed;
}

/** Each setting in turn at its first value with which the order still passes. */
function nearest(trial: Trial, needed: readonly Change[], levers: readonly Lever[]): readonly SettingChange[] {
  let changes: readonly SettingChange[] = needed.map(({ path, to }) => ({ path, to }));
  for (const { path } of needed) {
    const values = levers.find((lever) => lever.path === path)?.values ?? [];
    for (const to of values) {
      const tried = changes.map((change) => (change.path === path ? { path, to } : change));
      if (passesWith(trial, tried) === null) continue;
      changes = tried;
      break;
    }
  }
  return changes;
}

/** Its order of record where `whatif` takes that, else the one that passes. */
function replayOf(trial: Trial, changes: readonly SettingChange[], { order, ctx }: Passed): Replay | null {
  const asked = [trial.refusal.veto.order, order].find((one) => trial.replays(one, ctx));
  return asked === undefined ? null : { order: asked, changes };
}
