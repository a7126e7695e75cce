import { SECOND_MS } from "../lib/time.js";
import type { HealthFile } from "../telemetry/health.schema.js";

/** Age of the executor's last sign of life; null where there is none. */
export function heartbeatAgeMs(health: HealthFile | null, nowWallMs: number): number | null {
  return health === null ? null : nowWallMs - Date.parse(health.heartbeats.executor.at);
}

/**
 * Whether the newest beat is that of whoever holds the lock. One from before the lock was taken is another process's:
 * this one still starts, and asks its venue for all it needs. Beats are told in whole seconds.
 *
 * ageMs: of the beat; null where there is none. heldMs: since the lock was taken.
 */
export function hasBeaten(ageMs: number | null, heldMs: number): boolean {
  return ageMs !== null && ageMs <= heldMs + SECOND_MS;
}

/** Who holds the lock now, as far as it says when it took it, and what time it is. */
interface LockLook {
  readonly lockHeld: boolean;
  readonly holder?: { readonly pid: number; readonly sinceMs: number };
  readonly nowWallMs: number;
}

interface LifeLook extends LockLook {
  readonly standby?: { readonly why: "fenced" | "replica" | "restoring" };
}

/** A heartbeat older than this means that nobody trades, even if somebody holds the lock. */
export const HEARTBEAT_LIMIT_MS = 5_000;

/** A copy of a mirror is behind by an upload, a download and a pause of each of their keepers. */
const COPY_LIMIT_MS = 30_000;

/** How old a heartbeat may be: in a copy for readers it has come a long way. */
export function heartbeatLimitMs({ standby }: LifeLook): number {
  return standby?.why === "replica" ? COPY_LIMIT_MS : HEARTBEAT_LIMIT_MS;
}

/** Whether somebody trades on these books: here, or where a copy comes from, whose lock can't be held here. */
export function isAlive(life: LifeLook, health: HealthFile | null): boolean {
  const ageMs = heartbeatAgeMs(health, life.nowWallMs);
  const beats = ageMs !== null && ageMs <= heartbeatLimitMs(life);
  if (life.standby?.why === "replica") return beats && health?.state === "running";
  return life.lockHeld && beats && startingMs(life, health) === null;
}

/**
 * Since when a process that has not beaten yet holds the lock: it brings its books up to date, and what stands here is of the
 * one before. Null where none starts. A beat that could be its own, told before the wall clock was set back, counts while it
 * is young.
 */
export function startingMs({ lockHeld, holder, nowWallMs }: LockLook, health: HealthFile | null): number | null {
  if (!lockHeld || holder === undefined) return null;
  const heldMs = nowWallMs - holder.sinceMs;
  const ageMs = heartbeatAgeMs(health, nowWallMs);
  const mayBeOwn = ageMs !== null && ageMs <= HEARTBEAT_LIMIT_MS && health?.pid === holder.pid;
  return hasBeaten(ageMs, heldMs) || mayBeOwn ? null : Math.max(0, heldMs);
}
