import type { SessionView } from "../../core/readmodel/session/session-view.js";

/** How far the figures on a screen can be trusted. */
export type Liveness = "alive" | "stale" | "starting" | "none" | "ended" | "past";

export interface Pulse {
  readonly liveness: Liveness;
  /** Since the last sign of life. */
  readonly ageMs: number | null;
  /** Since a process that has not beaten yet took the lock; left out where none starts. */
  readonly startingMs?: number;
}

/** Two beats are a second apart. */
const FRESH_MS = 2_000;

/** elapsedMs: since the view was read; a screen that is no longer fed grows old by itself. */
export function pulseOf({ time, status, pulse }: SessionView, elapsedMs: number): Pulse {
  const ageMs = pulse.ageMs === null ? null : pulse.ageMs + elapsedMs;
  if (time === "past") return { liveness: "past", ageMs };
  if (status.ended) return { liveness: "ended", ageMs };
  if (pulse.startingMs !== null) return { liveness: "starting", ageMs, startingMs: pulse.startingMs + elapsedMs };
  const beats = pulse.lockHeld && ageMs !== null && ageMs < pulse.limitMs;
  if (!beats) return { liveness: "none", ageMs };
  return { liveness: ageMs < FRESH_MS ? "alive" : "stale", ageMs };
}

/** Figures that count for nothing any more. */
export function isVoid({ liveness }: Pulse): boolean {
  return liveness === "none" || liveness === "starting";
}
