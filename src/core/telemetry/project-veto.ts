import type { JournalEvent, OutputEvent } from "../domain/event.js";
import type { VetoRecord } from "../domain/veto-record.js";
import { decFromNumber } from "../lib/decimal.js";
import { isoUtc } from "../lib/time.js";
import type { VetoRow } from "./vetoes.schema.js";

export type CycleEvent = Extract<JournalEvent, Pick<Extract<OutputEvent, { type: "cycle.decided" }>, "type">>;

export function projectVeto(veto: VetoRecord, cycle: CycleEvent): VetoRow {
  return {
    id: veto.id,
    at: isoUtc(cycle.atMs),
    mode: cycle.mode,
    correlationId: cycle.correlationId,
    strategy: veto.strategy,
    account: veto.account,
    symbol: veto.symbol,
    side: veto.side,
    primary: veto.primary,
    vetoes: veto.violations.map(({ rule, code, measured, limit, unit }) => ({ rule, code, measured, limit, unit })),
    intent: {
      id: veto.intentId,
      purpose: veto.purpose,
      strength: veto.strength,
      qty: veto.qty,
      notional: decFromNumber(veto.notionalUsd),
      referencePrice: veto.referencePrice,
      stopDistance: veto.stopDistance,
      clamps: veto.clamps.map(({ rule, beforeUsd, afterUsd }) => ({
        rule,
        before: decFromNumber(beforeUsd),
        after: decFromNumber(afterUsd),
      })),
    },
    nav: cycle.nav,
  };
}
