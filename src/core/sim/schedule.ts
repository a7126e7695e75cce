import { sha256Hex } from "../lib/hash.js";
import type { SimContext } from "./context.js";
import type { Scheduled, SimTask } from "./state.js";

/** Puts a task in its place; equal instants keep rank and then the order in which they were put. */
export function schedule(context: SimContext, atMs: number, task: SimTask): void {
  const { state } = context;
  const item: Scheduled = { atMs, rank: task.kind === "expire" ? 0 : 1, number: state.nextTaskNumber, task };
  state.nextTaskNumber += 1;
  let place = state.schedule.length;
  for (; place > 0; place--) {
    const before = state.schedule[place - 1];
    if (before === undefined || !isLater(before, item)) break;
  }
  state.schedule.splice(place, 0, item);
}

/** Extra latency of one order, 0…jitter ms: a pure function of seed and id, so that a replay meets the same. */
export function jitterMs(context: SimContext, label: string): number {
  const { latency_jitter_ms: most, latency_seed: seed } = context.policy;
  if (most === 0) return 0;
  const draw = Number.parseInt(sha256Hex(`${seed}/${label}`).slice(0, 8), 16) / 0x1_0000_0000;
  return Math.floor(draw * (most + 1));
}

function isLater(a: Scheduled, b: Scheduled): boolean {
  if (a.atMs !== b.atMs) return a.atMs > b.atMs;
  return a.rank !== b.rank ? a.rank > b.rank : a.number > b.number;
}
