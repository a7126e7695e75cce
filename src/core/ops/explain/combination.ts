import { getAtPath } from "../../config/paths.js";
import type { SettingChange } from "../whatif/change-config.js";
import { type Passed, passesWith, type Trial } from "./approves.js";
import { distance } from "./distance.js";
import type { Lever } from "./levers.js";
import type { Replay } from "./smallest-change.js";

/**
 * Settings that let the order pass together, none of them to spare; null where even all of them do not.
 * What changes most is spared first, and what remains goes no farther than it has to.
 */
export function combination(trial: Trial, levers: readonly Lever[]): Replay | null {
  const usable = levers.filter(({ path }) => getAtPath(trial.config, path) !== undefined);
  const roundness = Math.max(0, ...usable.map(({ values }) => values.length));
  for (let rank = 0; rank < roundness; rank++) {
    const all = usable.flatMap(({ path, from, values }) => {
      const to = values[Math.min(rank, values.length - 1)];
      return to === undefined ? [] : [{ path, from, to }];
    });
    if (passesWith(trial, all) === null) continue;
    const needed = nearest(trial, withoutSpare(trial, all), usable);
    const passed = passesWith(trial, needed);
    return passed === null ? null : replayOf(trial, needed, passed);
  }
  return null;
}

type Change = SettingChange & { readonly from: unknown };

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

/** Leaves out one after the other whatever the order passes without. */
function withoutSpare(trial: Trial, all: readonly Change[]): readonly Change[] {
  let needed = all;
  for (const change of all.toSorted((a, b) => distance(b) - distance(a))) {
    const without = needed.filter(({ path }) => path !== change.path);
    if (passesWith(trial, without) !== null) needed = without;
  }
  return needed;
}

/** Its order of record where `whatif` takes that, else the one that passes. */
function replayOf(trial: Trial, changes: readonly SettingChange[], { order, ctx }: Passed): Replay | null {
  const asked = [trial.refusal.veto.order, order].find((one) => trial.replays(one, ctx));
  return asked === undefined ? null : { order: asked, changes };
}
