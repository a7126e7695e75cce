import type { Mode } from "../../domain/mode.js";
import { DAY_MS, isoUtc, MINUTE_MS, SECOND_MS } from "../../lib/time.js";
import { type Check, fail, pass, skip, warn } from "./check.js";

export interface ClockFacts {
  readonly nowMs: number;
  /** When this build was made; null where that is not known. */
  readonly builtAtMs: number | null;
  /** Newest instant (wall time) that a file of the state directory carries; null without one. */
  readonly newestStateMs: number | null;
  readonly localZone: string | null;
}

/** How the venue's clock was found to go. */
export interface SkewFacts {
  /** What the machine is behind the venue; null where it did not tell its time. */
  readonly offsetMs: number | null;
  /** Venue seconds per second of ours. */
  readonly speed: number;
  readonly isLoopback: boolean;
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

/** Largest difference to a venue's clock at which a session starts. */
const MOST_SKEW_MS = 500;

/** Difference to the venue's clock; null: no venue was asked, or it did not answer. */
export function checkSkew(mode: Mode | null, venue: SkewFacts | null): Check {
  const id = "clock.skew";
  if (venue === null) {
    const isPaper = mode === null || mode === "paper";
    return skip(id, isPaper ? "paper: no venue" : "not asked: `hedge doctor --venue V` measures it");
  }
  const { offsetMs, speed, isLoopback } = venue;
  const fix = "synchronise the clock (chrony or systemd-timesyncd)";
  if (offsetMs === null) return fail(id, "the venue does not tell its time", "look again in a minute");
  if (isLoopback) {
    const pace = speed === 1 ? "" : `, ${String(Number(speed.toPrecision(2)))} times as fast`;
    return pass(id, `the paper venue lives in its own time, ${apart(offsetMs)}${pace}; a session follows it`);
  }
  const detail = `${String(offsetMs)} ms, limit ${String(MOST_SKEW_MS)} ms`;
  return Math.abs(offsetMs) <= MOST_SKEW_MS ? pass(id, detail) : fail(id, `${detail}: no session starts`, fix);
}

function apart(offsetMs: number): string {
  const days = Math.abs(offsetMs) / DAY_MS;
  const length =
    days < 1 ? `${String(Math.round(Math.abs(offsetMs) / SECOND_MS))} s` : `${String(Math.round(days))} days`;
  return `${length} ${offsetMs < 0 ? "behind" : "ahead of"} this machine`;
}
