import { age } from "../../lib/format.js";
import { SECOND_MS } from "../../lib/time.js";
import type { HealthCheck } from "../../ports/health-pages.js";
import type { SyncState } from "../../sync/state.schema.js";
import { LAG_LIMIT_SECONDS } from "./limits.js";

interface MirrorLook {
  /** The daemon's own last word; null while it waits for a session. */
  readonly state: SyncState | null;
  readonly nowWallMs: number;
}

/** A slow store holds its loop up for minutes without a defect here: only the event loop counts. */
export function mirrorLives(): readonly HealthCheck[] {
  return [{ name: "loop", ok: true, detail: "the event loop turns" }];
}

/** Whether what the executor writes is safe elsewhere in time. */
export function mirrorReady({ state, nowWallMs }: MirrorLook): readonly HealthCheck[] {
  if (state === null) return [{ name: "session", ok: false, detail: "no session has begun yet" }];
  const silentSeconds = Math.max(0, nowWallMs - Date.parse(state.at)) / SECOND_MS;
  const lagSeconds =
    state.lag.seconds === null ? null : state.lag.seconds + (state.lag.bytes === 0 ? 0 : silentSeconds);
  const lagText = lagSeconds === null ? "not known" : `${age(lagSeconds * SECOND_MS)} behind`;
  const isInTime = lagSeconds !== null && lagSeconds <= LAG_LIMIT_SECONDS;
  const beats = silentSeconds <= LAG_LIMIT_SECONDS;
  return [
    { name: "store", ok: state.fault === null && state.stop === null, detail: state.stop?.code ?? state.phase },
    { name: "turn", ok: beats, detail: `last ${age(silentSeconds * SECOND_MS)} ago` },
    { name: "lag", ok: isInTime, detail: `${lagText}, limit ${age(LAG_LIMIT_SECONDS * SECOND_MS)}` },
  ];
}
