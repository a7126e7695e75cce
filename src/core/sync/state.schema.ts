import { z } from "zod";
import { MODES } from "../domain/mode.js";
import { chainEnd } from "./slot.schema.js";

const text = z.string().max(4_000);
const tally = z.number().int().min(0);

/** sync/state.json of a state directory: where its mirror stands, and the heartbeat of the process that keeps it. */
export const syncState = z.strictObject({
  schema: z.literal("hedge.sync-state/1"),
  mode: z.enum(MODES),
  pid: tally,
  startedAt: text,
  at: text.describe("wall time of the last sign of life"),
  phase: z.enum(["waiting", "running", "unreachable", "stopped", "ended"]),
  target: text,
  fund: text,
  writer: text,
  generation: text.nullable(),
  epoch: tally.nullable(),
  end: chainEnd.describe("the end of the chain: what is in the mirror for certain"),
  lag: z.strictObject({ records: tally, bytes: tally, seconds: z.number().min(0).nullable() }),
  caughtUpAt: text.nullable().describe("wall time at which the mirror last had all of the journal"),
  fault: text.nullable().describe("why the mirror can't be reached now"),
  stop: z.strictObject({ code: text, message: text }).nullable().describe("why it goes no further"),
});
export type SyncState = z.infer<typeof syncState>;

/** sync/writer.json: who this directory is in a mirror. A copy of it, in another directory, is somebody else. */
export const writerDocument = z.strictObject({
  schema: z.literal("hedge.sync-writer/1"),
  writer: text,
  inode: text,
});

/** standby.json: this directory's books must not be traded on. */
export const standbyDocument = z.strictObject({
  schema: z.literal("hedge.standby/1"),
  why: z.enum(["fenced", "replica", "restoring"]),
  message: text,
  fix: text,
  at: text,
});
export type Standby = z.infer<typeof standbyDocument>;
