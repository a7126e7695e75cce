import { z } from "zod";
import { circuitName, instantText, modeName, tally } from "./parts.schema.js";

const venueHealthRow = z.strictObject({
  venue: z.string(),
  state: z.string(),
  ackP50Ms: z.number().nullable(),
  ackP95Ms: z.number().nullable(),
  streamAgeMs: z.number().nullable(),
  circuits: z
    .record(z.string(), circuitName)
    .nullable()
    .default(null)
    .describe("by class of endpoints; null where nothing is sent"),
});
export type VenueHealthRow = z.infer<typeof venueHealthRow>;

/** Classes of endpoints whose circuit is open. */
export function openCircuits(circuits: VenueHealthRow["circuits"]): readonly string[] {
  return Object.entries(circuits ?? {}).flatMap(([endpoints, state]) => (state === "open" ? [endpoints] : []));
}

const latencyFigures = z.strictObject({
  p50: z.number().nullable(),
  p99: z.number().nullable(),
  max: z.number().nullable(),
});
export type LatencyFigures = z.infer<typeof latencyFigures>;

const heartbeat = z.strictObject({ pid: tally, startedAt: instantText, at: instantText });

/** health.json: facts of the processes, in wall time. Nothing here decides a trade. */
export const healthFile = z.strictObject({
  schema: z.literal("hedge.health/1"),
  mode: modeName,
  pid: tally,
  state: z.enum(["running", "stopped", "ended"]),
  heartbeats: z.strictObject({ executor: heartbeat, sync: heartbeat.nullable() }),
  at: instantText.nullable().describe("market time of the session"),
  seq: tally,
  ages: z
    .record(z.string(), z.number().nullable())
    .describe("milliseconds of market time by subject: market, nav; since the last signal, entry and exit or stop"),
  lags: z
    .record(z.string(), z.number().nullable())
    .describe("how far behind the mirror is: sync_records, sync_bytes, sync_seconds; null where it can't be known"),
  latencies: z.record(z.string(), latencyFigures).describe("milliseconds by step: decision, ack"),
  venues: z.array(venueHealthRow),
  rssBytes: tally.nullable(),
});
export type HealthFile = z.infer<typeof healthFile>;
