import { z } from "zod";
import { setting } from "../lib/setting.js";
import { SEVERITIES } from "../domain/severity.js";

const channel = {
  min_severity: z.enum(SEVERITIES).default("warning").describe("What is less severe is not told here."),
  max_per_minute: z
    .number()
    .int()
    .min(1)
    .max(60)
    .default(10)
    .describe("Messages a minute at most (count).")
    .meta(setting({ unit: "count" })),
  daily_summary: z
    .boolean()
    .default(true)
    .describe("Whether the summary of the day comes here, whatever its severity."),
};

const API = /^(?:https:\/\/[^/@?#]+|http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost)(?::\d+)?)$/;

/** Section `notify` of runtime.json. Addresses and tokens are secrets, and stand in the environment. */
export const notifySettingsSchema = z.strictObject({
  telegram: z
    .strictObject({
      ...channel,
      chat_id: z
        .string()
        .regex(/^(?:-?\d{1,20}|@[A-Za-z0-9_]{4,64})$/)
        .describe("The chat that the bot writes to: its number, or @name of a public channel."),
      api: z.string().regex(API).default("https://api.telegram.org").describe("Server of the Bot API."),
    })
    .exactOptional()
    .describe("A Telegram bot; its token is HEDGE_TELEGRAM_TOKEN."),
  slack: z.strictObject(channel).exactOptional().describe("An incoming webhook of Slack: HEDGE_SLACK_URL."),
  webhook: z
    .strictObject(channel)
    .exactOptional()
    .describe("Any server that takes JSON: HEDGE_WEBHOOK_URL, and HEDGE_WEBHOOK_TOKEN where it wants a bearer token."),
  daily_summary_utc: z
    .string()
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/)
    .default("00:05")
    .describe("When the summary of the day before is told (HH:MM, UTC)."),
  settle_seconds: z
    .number()
    .min(0)
    .max(3_600)
    .default(30)
    .describe(
      "A warning is told once it has lasted so long, any alarm is over once it has been away so long (seconds).",
    )
    .meta(setting({ unit: "seconds" })),
  repeat_minutes: z
    .number()
    .min(1)
    .max(10_080)
    .default(60)
    .describe("A critical alarm that lasts is told again after this time (minutes).")
    .meta(setting({ unit: "minutes" })),
});

export type NotifySettings = z.infer<typeof notifySettingsSchema>;
