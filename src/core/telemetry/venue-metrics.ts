import { gauge, type MetricFamily } from "../domain/metric.js";
import type { HealthFile } from "./health.schema.js";

const inSeconds = (spanMs: number | null): number | null => (spanMs === null ? null : spanMs / 1_000);

/** How the venues do; no sample where nothing is sent. */
export function venueMetrics({ venues }: Pick<HealthFile, "venues">): readonly MetricFamily[] {
  return [
    gauge(
      "hedge_venue_up",
      "1 while the venue answers and does not refuse us.",
      venues.map(({ venue, state }) => [{ venue }, state === "down" ? 0 : 1] as const),
    ),
    gauge(
      "hedge_venue_stream_age_seconds",
      "Age of the venue's newest market event, in wall time.",
      venues.map(({ venue, streamAgeMs }) => [{ venue }, inSeconds(streamAgeMs)] as const),
    ),
    gauge(
      "hedge_venue_acknowledgement_seconds",
      "Time from sending an order to the venue's answer.",
      venues.flatMap(({ venue, ackP50Ms, ackP95Ms }) => [
        [{ venue, figure: "p50" }, inSeconds(ackP50Ms)] as const,
        [{ venue, figure: "p95" }, inSeconds(ackP95Ms)] as const,
      ]),
    ),
    gauge(
      "hedge_venue_circuit_open",
      "1 while a class of the venue's endpoints is cut off.",
      venues.flatMap(({ venue, circuits }) =>
        Object.entries(circuits ?? {}).map(
          ([endpoints, state]) => [{ venue, endpoints }, state === "open" ? 1 : 0] as const,
        ),
      ),
    ),
  ];
}
