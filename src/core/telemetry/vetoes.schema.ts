import { z } from "zod";
import { decimalText, instantText, modeName, sideName, tally, unitName } from "./parts.schema.js";

const violationRow = z.strictObject({
  rule: z.string(),
  code: z.string(),
  measured: z.number().nullable(),
  limit: z.number().nullable(),
  unit: unitName,
});

/** A line of risk_vetoes.jsonl: an intent that risk refused, with every rule it failed. */
export const vetoRow = z.strictObject({
  id: z.string(),
  at: instantText,
  mode: modeName,
  correlationId: z.string(),
  strategy: z.string(),
  account: z.string(),
  symbol: z.string(),
  side: sideName,
  primary: z.string(),
  vetoes: z.array(violationRow),
  intent: z.strictObject({
    id: z.string(),
    purpose: z.string(),
    strength: z.number(),
    qty: decimalText,
    notional: decimalText,
    referencePrice: decimalText,
    stopDistance: z.number().nullable(),
    clamps: z.array(z.strictObject({ rule: z.string(), before: decimalText, after: decimalText })),
  }),
  nav: decimalText,
});
export type VetoRow = z.infer<typeof vetoRow>;

/** The newest veto, as status and risk show name it. */
const lastVeto = z.strictObject({
  id: z.string(),
  at: instantText,
  strategy: z.string(),
  symbol: z.string(),
  primary: z.string(),
});

export const vetoSummary = z.strictObject({
  last: lastVeto.nullable(),
  windowMs: tally,
  total: tally,
  byRule: z.record(z.string(), tally).describe("vetoes in the window by their primary rule"),
});
export type VetoSummary = z.infer<typeof vetoSummary>;
