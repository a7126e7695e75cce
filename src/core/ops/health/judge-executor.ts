import { age } from "../../lib/format.js";
import { SECOND_MS } from "../../lib/time.js";
import type { HealthCheck } from "../../ports/health-pages.js";
import type { SyncState } from "../../sync/state.schema.js";
import type { HealthFile } from "../../telemetry/health.schema.js";
import { BEAT_LIMIT_MS, DEAD_AFTER_MS, LAG_LIMIT_SECONDS, LEAST_FREE_BYTES, SKEW_LIMIT_MS } from "./limits.js";

/** What can be known of an executor from inside its process, without asking anybody. */
export interface ExecutorLook {
  /** The newest projection; null before the first, while the session still starts. */
  readonly health: HealthFile | null;
  /** Whether the lock of the state directory is in this process's hands. */
  readonly holdsLock: boolean;
  /** Of the disk that the journal lies on; null where it can't be asked. */
  readonly freeBytes: number | null;
  /** The last word of the process that keeps the mirror; null where there never was one. */
  readonly mirror: SyncState | null;
  readonly nowWallMs: number;
}

const check = (name: string, ok: boolean, detail: string): HealthCheck => ({ name, ok, detail });

function beatAgeMs({ health, nowWallMs }: ExecutorLook): number | null {
  return health === null ? null : nowWallMs - Date.parse(health.heartbeats.executor.at);
}

/** This page is answered between two turns of the event loop: that it comes at all says most. */
export function executorLives(look: ExecutorLook): readonly HealthCheck[] {
  const ageMs = beatAgeMs(look);
  if (ageMs === null || look.health?.state !== "running") return [check("loop", true, "the event loop turns")];
  const beats = ageMs <= DEAD_AFTER_MS;
  return [check("loop", beats, `last turn ${age(Math.max(0, ageMs))} ago, limit ${age(DEAD_AFTER_MS)}`)];
}

/** Whether it can trade now; a halt by an operator or by risk is no defect of the process. */
export function executorReady(look: ExecutorLook): readonly HealthCheck[] {
  return [lockHeld(look), beating(look), clockRight(look), journalWritable(look), ...venuesUp(look), mirrored(look)];
}

function lockHeld({ holdsLock }: ExecutorLook): HealthCheck {
  return check("lock", holdsLock, holdsLock ? "held" : "not held yet: the session still starts");
}

function beating(look: ExecutorLook): HealthCheck {
  const ageMs = beatAgeMs(look);
  if (ageMs === null || look.health?.state !== "running") return check("session", false, "does not trade yet");
  return check(
    "session",
    ageMs <= BEAT_LIMIT_MS,
    `last turn ${age(Math.max(0, ageMs))} ago, limit ${age(BEAT_LIMIT_MS)}`,
  );
}

/** Only a production session's time is the wall's: recorded markets and paper venues have their own. */
function clockRight({ health }: ExecutorLook): HealthCheck {
  if (health === null || health.at === null || health.mode !== "prod") {
    return check("clock", true, "the session's time is not the wall's");
  }
  const skewMs = Math.abs(Date.parse(health.at) - Date.parse(health.heartbeats.executor.at));
  return check("clock", skewMs <= SKEW_LIMIT_MS, `${age(skewMs)} from the venue's, limit ${age(SKEW_LIMIT_MS)}`);
}

function journalWritable({ freeBytes }: ExecutorLook): HealthCheck {
  if (freeBytes === null) return check("journal", false, "its disk can't be asked for free space");
  const mebibytes = (bytes: number): string => `${String(Math.floor(bytes / 1_048_576))} MiB`;
  const isRoomy = freeBytes >= LEAST_FREE_BYTES;
  return check("journal", isRoomy, `${mebibytes(freeBytes)} free, a session needs ${mebibytes(LEAST_FREE_BYTES)}`);
}

function venuesUp({ health }: ExecutorLook): readonly HealthCheck[] {
  return (health?.venues ?? []).map(({ venue, state }) => check(`venue ${venue}`, state !== "down", state));
}

/** What was missing at the mirror's last word has grown older since; one that ended in order owes nothing. */
function mirrored({ mirror, nowWallMs }: ExecutorLook): HealthCheck {
  if (mirror === null) return check("mirror", true, "none is kept");
  if (mirror.phase === "ended") return check("mirror", true, "its process ended in order");
  if (mirror.stop !== null) return check("mirror", false, mirror.stop.code);
  const silentSeconds = Math.max(0, nowWallMs - Date.parse(mirror.at)) / SECOND_MS;
  const lagSeconds = mirror.lag.seconds === null ? null : mirror.lag.seconds + silentSeconds;
  if (lagSeconds === null) return check("mirror", false, "what it lacks is not known");
  const figures = `${age(lagSeconds * SECOND_MS)} behind, limit ${age(LAG_LIMIT_SECONDS * SECOND_MS)}`;
  return check("mirror", lagSeconds <= LAG_LIMIT_SECONDS, figures);
}
