import { z } from "zod";
import { SEVERITIES } from "../../domain/severity.js";

const text = z.string().max(8_000);
const instant = z.int();

const notice = z.strictObject({
  key: text,
  kind: z.enum(["alarm", "resolved", "event", "summary"]),
  severity: z.enum(SEVERITIES),
  title: text,
  text,
  atMs: instant,
});

const box = z.strictObject({
  waiting: z.array(notice),
  sent: z.array(text).describe("keys of the newest messages that came through"),
  failures: z.int().min(0).describe("tries in a row that did not come through"),
  notBeforeMs: instant.describe("wall time of the next try"),
  deliveredAtMs: instant.nullable(),
  problem: text.nullable().describe("why the last try did not come through"),
  dropped: z.int().min(0).describe("messages that nobody was told: refused, or too many"),
});

const raised = z.strictObject({
  severity: z.enum(SEVERITIES),
  message: text,
  sinceMs: instant,
  seenAtMs: instant,
  toldAtMs: instant.nullable(),
});

/** notify/outbox.json of a state directory: what people are still to be told, and what was read for it. */
export const outboxDocument = z.strictObject({
  schema: z.literal("hedge.outbox/1"),
  journal: z
    .strictObject({ generation: text, seq: z.int().min(0) })
    .nullable()
    .describe("first line's hash and newest line that was looked at"),
  raised: z.record(z.string(), raised).describe("alarms by code"),
  summaryDay: z.int().nullable().describe("newest UTC day since 1970 that was summed up"),
  boxes: z.partialRecord(z.enum(["telegram", "slack", "webhook"]), box),
});

export type OutboxDocument = z.infer<typeof outboxDocument>;
export type Box = z.infer<typeof box>;
export type Raised = z.infer<typeof raised>;
