import { z } from "zod";
import { decimalText, instantText, modeName, tally, tradingStateName, unitName } from "./parts.schema.js";
import { vetoSummary } from "./vetoes.schema.js";

const causeRow = z.strictObject({
  code: z.string(),
  kind: z.enum(["gate", "latch"]),
  since: instantText,
  clears: z.string(),
});
export type CauseRow = z.infer<typeof causeRow>;

const limitRow = z.strictObject({
  rule: z.string(),
  scope: z.string(),
  used: z.number().nullable(),
  limit: z.number().nullable(),
  unit: unitName,
  headroom: z.number().nullable(),
  usage: z.number().nullable().describe("used / limit"),
});
export type LimitRow = z.infer<typeof limitRow>;

const cooldownRow = z.strictObject({
  scope: z.enum(["symbol", "strategy"]),
  key: z.string(),
  until: instantText,
  reason: z.string(),
});
export type CooldownRow = z.infer<typeof cooldownRow>;

const alertRow = z.strictObject({
  severity: z.enum(["critical", "warning"]),
  code: z.string(),
  message: z.string(),
});
export type AlertRow = z.infer<typeof alertRow>;

/** Figures of the whole book; every screen takes them from here, so that no two disagree. */
const bookFigures = z.strictObject({
  positions: tally,
  openOrders: tally,
  unknownOrders: tally,
  grossExposure: z.number().nullable().describe("Σ |notional| / NAV"),
  netExposure: z.number().nullable().describe("Σ notional / NAV, shorts negative"),
  dayPnl: decimalText.nullable(),
  dayPnlPct: z.number().nullable().describe("a fraction of NAV at the start of the day"),
  drawdown: z.number().nullable().describe("fraction below the highest NAV so far"),
  unprotectedSeconds: z.number().describe("of the whole session"),
});
export type BookFigures = z.infer<typeof bookFigures>;

/** risk_state.json: what `hedge risk show` and `hedge status` print, and what risk remembers. */
export const riskStateFile = z.strictObject({
  schema: z.literal("hedge.risk-state/1"),
  mode: modeName,
  at: instantText.describe("market time"),
  seq: tally.describe("last journal line that is folded in"),
  tradingState: tradingStateName,
  causes: z.array(causeRow),
  alerts: z.array(alertRow).describe("what a person should look at, as far as the books know"),
  nav: z.strictObject({
    value: decimalText.nullable(),
    at: instantText.nullable(),
    ageMs: z.number().nullable().describe("market time"),
    fresh: z.boolean(),
  }),
  limits: z.array(limitRow),
  cooldowns: z.array(cooldownRow),
  vetoes: vetoSummary,
  book: bookFigures,
  memory: z.strictObject({
    dayAnchor: z
      .strictObject({ day: z.string(), nav: decimalText, startsAt: instantText, endsAt: instantText })
      .nullable(),
    riskPeak: decimalText.nullable(),
    recentEntries: z.record(z.string(), z.array(z.number())),
    lossStreaks: z.record(z.string(), z.number()),
    recentVetoes: z.record(z.string(), z.array(z.number())),
  }),
});
export type RiskStateFile = z.infer<typeof riskStateFile>;
