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
