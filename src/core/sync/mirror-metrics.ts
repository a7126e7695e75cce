import { gauge, type MetricFamily, oneOf } from "../domain/metric.js";
import type { MirrorStop } from "./outcome.js";
import type { SyncState } from "./state.schema.js";

const PHASES = ["waiting", "running", "unreachable", "stopped", "ended"] as const;

/** Codes of a mirror that goes no further; docs/OPERATIONS.md, section Mirror. */
const STOPS = [
  "fenced",
  "mirror_diverged",
  "mirror_ahead",
  "mirror_broken",
  "mirror_empty",
  "mirror_lost",
  "mirror_held",
  "journal_corrupt",
  "target_not_empty",
] as const satisfies readonly MirrorStop["code"][];

/**
 * Why the mirror of these books goes no further, as its keeper left it; all 0 where it goes on, or none is kept. Told by the executor: a keeper that stops is gone
 * before anybody asks it.
 */
export function mirrorStopMetrics(state: Pick<SyncState, "stop"> | null): readonly MetricFamily[] {
  const stands = oneOf("code", STOPS, state?.stop?.code ?? "none");
  return [gauge("hedge_mirror_stopped", "1 for why the mirror of these books goes no further.", stands)];
}

/** What the process that keeps a mirror tells from outside. */
export function mirrorMetrics({ startedAt, at, phase, lag, epoch, end, stop }: SyncState): readonly MetricFamily[] {
  return [
    gauge(
      "hedge_mirror_start_timestamp_seconds",
      "When the process started, in wall time.",
      Date.parse(startedAt) / 1_000,
    ),
    gauge(
      "hedge_mirror_heartbeat_timestamp_seconds",
      "Last sign of life of the mirror's loop.",
      Date.parse(at) / 1_000,
    ),
    gauge("hedge_mirror_phase", "1 for what the mirror does now.", oneOf("phase", PHASES, phase)),
    gauge(
      "hedge_mirror_lag_seconds",
      "Age of the oldest journal line that is not mirrored; 0 where none is missing.",
      lag.seconds,
    ),
    gauge("hedge_mirror_lag_bytes", "Bytes of the journal that are not mirrored.", lag.bytes),
    gauge("hedge_mirror_lag_records", "Lines of the journal that are not mirrored.", lag.records),
    gauge("hedge_mirror_epoch", "How often the mirror has changed its writer.", epoch),
    gauge("hedge_mirror_last_slot", "Newest slot of the chain.", end.slot),
    gauge("hedge_mirror_fenced", "1 once another machine has taken over.", stop?.code === "fenced" ? 1 : 0),
  ];
}
