import { z } from "zod";
import { NEUTRAL, setting } from "../lib/setting.js";
import { liveSettingsSchema } from "./live-settings.js";
import { notifySettingsSchema } from "./notify-settings.js";
import { oracleSettingsSchema } from "./oracle-settings.js";
import { simPolicySchema } from "../sim/policy.js";

const outageSchema = z
  .strictObject({
    venue: z.string().min(1).describe("Key of venues.json."),
    from: z.iso.datetime().describe("First instant, UTC."),
    to: z.iso.datetime().describe("Instant from which it answers again, UTC."),
  })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), { error: "ends before it begins", path: ["to"] });

/** runtime.json: what a session runs on. */
export const runtimeSchema = z.strictObject({
  paper: z
    .strictObject({
      start_nav_usdt: z
        .number()
        .gt(0)
        .max(1e12)
        .default(100_000)
        .describe("Wallet of the account at the start of a paper session (USDT).")
        .meta(setting({ unit: "usd" })),
      data_directory: z
        .string()
        .min(1)
        .default("research/data")
        .describe("Recorded market data with its manifest.json; relative to the project."),
      outages: z
        .array(outageSchema)
        .max(100)
        .exactOptional()
        .describe(
          "Times in which a simulated venue can't be reached, to rehearse what a session does then; left out: none.",
        )
        .meta(setting(NEUTRAL)),
    })
    .prefault({})
    .meta(setting(NEUTRAL)),
  journal: z
    .strictObject({
      segment_bytes: z
        .number()
        .int()
        .min(65_536)
        .max(1_073_741_824)
        .default(33_554_432)
        .describe("A new segment begins once the current one has this length (bytes).")
        .meta(setting({ unit: "bytes" })),
      paper_sync_ms: z
        .number()
        .int()
        .min(0)
        .max(10_000)
        .default(50)
        .describe("In paper mode lines reach stable storage at least this often (ms).")
        .meta(setting({ unit: "ms" })),
    })
    .prefault({})
    .meta(setting(NEUTRAL)),
  telemetry: z
    .strictObject({
      interval_ms: z
        .number()
        .int()
        .min(100)
        .max(60_000)
        .default(1_000)
        .describe("Telemetry files are written at most this often (ms of wall time).")
        .meta(setting({ unit: "ms" })),
    })
    .prefault({})
    .meta(setting(NEUTRAL)),
  live: liveSettingsSchema.prefault({}).describe("Sessions at a live, demo or paper-served venue."),
  notify: notifySettingsSchema
    .exactOptional()
    .describe("Who is told of alarms, by `hedge sync`; left out: nobody.")
    .meta(setting(NEUTRAL)),
  oracles: oracleSettingsSchema
    .exactOptional()
    .describe("Who tells rates between currencies; left out: nobody, and figures are in USD alone.")
    .meta(setting(NEUTRAL)),
  sim: simPolicySchema.prefault({}).describe("The simulated venue.").meta(setting(NEUTRAL)),
});

export type RuntimeSettings = z.infer<typeof runtimeSchema>;
