import type { Mode } from "../../domain/mode.js";
import { isoUtc, MINUTE_MS } from "../../lib/time.js";
import { type Check, fail, pass, skip, warn } from "./check.js";

export interface ClockFacts {
  readonly nowMs: number;
  /** When this build was made; null where that is not known. */
  readonly builtAtMs: number | null;
  /** Newest instant (wall time) that a file of the state directory carries; null without one. */
  readonly newestStateMs: number | null;
  readonly localZone: string | null;
}

/** Clocks of two machines that share a disk differ by seconds, not by more than this. */
const TOLERANCE_MS = MINUTE_MS;

/** A clock that is behind makes signatures invalid and ages negative: a stale price would pass as fresh. */
export function checkSystemClock({ nowMs, builtAtMs, newestStateMs }: ClockFacts): Check {
  const id = "clock.system";
  const fix = "set the clock: `timedatectl set-ntp true` (Linux) or Date & Time settings (macOS)";
  if (!Number.isFinite(nowMs)) return fail(id, "the system clock can't be read", fix);
  if (builtAtMs !== null && nowMs < builtAtMs - TOLERANCE_MS) {
    return fail(id, `the clock says ${isoUtc(nowMs)}, but this build was made ${isoUtc(builtAtMs)}`, fix);
  }
  if (newestStateMs !== null && newestStateMs > nowMs + TOLERANCE_MS) {
    return warn(id, `the clock says ${isoUtc(nowMs)}, but the state was written ${isoUtc(newestStateMs)}`, fix);
  }
  return pass(id, isoUtc(nowMs));
}

export function checkTimeZone({ localZone }: Pick<ClockFacts, "localZone">): Check {
  return pass("clock.time-zone", `${localZone ?? "local zone not known"}; hedge shows and books UTC`);
}

/** Difference to the venue's clock. Nothing in this version speaks to a venue. */
export function checkSkew(mode: Mode | null): Check {
  const reason = mode === null || mode === "paper" ? "paper: no venue" : `${mode}: no venue adapter in this version`;
  return skip("clock.skew", reason);
}
