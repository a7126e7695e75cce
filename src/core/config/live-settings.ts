import { z } from "zod";
import { FOREIGN_POLICIES } from "../domain/connection.js";
import { NEUTRAL, setting, UP } from "../lib/setting.js";

const seconds = (mostSeconds: number, meaning: string): z.ZodNumber =>
  z
    .number()
    .gt(0)
    .max(mostSeconds)
    .describe(meaning)
    .meta(setting({ unit: "seconds", ...UP }));

/** Section `live` of runtime.json. Durations are wall time: they are about networks and processes. */
export const liveSettingsSchema = z.strictObject({
  leverage: z
    .number()
    .int()
    .min(1)
    .max(125)
    .default(5)
    .describe(
      "the venue's leverage setting, applied once per symbol at start, lowered to what the first bracket allows",
    )
    .meta(setting({ unit: "leverage", ...UP })),
  recv_window_ms: z
    .number()
    .int()
    .min(500)
    .max(5_000)
    .default(3_000)
    .describe("a request older than this is refused by the venue; it bounds how long an outcome can stay unknown (ms)")
    .meta(setting({ unit: "ms", ...UP })),
  order_timeout_ms: z
    .number()
    .int()
    .min(500)
    .max(60_000)
    .default(5_000)
    .describe("an order without an answer for this long is unknown (ms)")
    .meta(setting({ unit: "ms", ...UP })),
  reconcile_seconds: seconds(3_600, "the venue is asked for wallets, positions and open orders this often").default(60),
  mark_seconds: seconds(600, "marks are journaled this often").default(5),
  user_silence_seconds: z
    .number()
    .min(190)
    .max(600)
    .describe("a private stream without frame or ping for this long is dead while orders live; pings come every 180 s")
    .meta(setting({ unit: "seconds", ...UP }))
    .default(200),
  market_silence_seconds: seconds(600, "a market stream silent for this long is down").default(30),
  book_levels: z
    .number()
    .int()
    .min(1)
    .max(50)
    .default(10)
    .describe(
      "best levels of each side journaled one by one before a decision; up to the widest band that is looked at, the rest is summed by basis point",
    )
    .meta(setting({ unit: "count", ...NEUTRAL })),
  foreign_orders: z
    .enum(FOREIGN_POLICIES)
    .default("halt")
    .describe("orders at the venue that are not ours: halt (latch REDUCING), adopt (known, no latch), ignore")
    .meta(setting({ loosens: ["halt", "adopt", "ignore"] })),
  time_scale: z
    .number()
    .min(1)
    .max(1_000_000)
    .default(1)
    .describe(
      "venue seconds per wall second; measured at start, 1 at every real venue. Deadlines of protection grow with it",
    )
    .meta(setting({ unit: "factor", ...UP })),
});

export type LiveSettings = z.infer<typeof liveSettingsSchema>;
