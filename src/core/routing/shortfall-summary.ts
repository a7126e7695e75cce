import { type IntentCost, intentShortfall } from "./intent-cost.js";
import type { Shortfall } from "./shortfall.js";
import { paidBps } from "./suggestions.js";

/** Newest intents shown one by one. */
const SHOWN = 5;

interface ShortfallRow extends Omit<Shortfall, "filledQty"> {
  readonly intentId: string;
  readonly atMs: number;
  readonly side: IntentCost["side"];
  readonly purpose: IntentCost["purpose"];
  readonly style: IntentCost["style"];
}

/** What the newest filled intents of a symbol cost, in bps of the price at their decision; means weigh by notional. */
export interface ShortfallSummary {
  readonly intents: number;
  readonly totalBps: number | null;
  readonly delayBps: number | null;
  readonly spreadBps: number | null;
  readonly impactBps: number | null;
  readonly feeBps: number | null;
  /** Entries that began as maker, and as taker, as they were paid: the effective costs to compare. */
  readonly makerFirstBps: number | null;
  readonly takerBps: number | null;
  readonly newest: readonly ShortfallRow[];
}

export function summarise(costs: readonly IntentCost[]): ShortfallSummary {
  const rows = costs.flatMap((cost): ShortfallRow[] => {
    const paid = intentShortfall(cost);
    if (paid === null) return [];
    const { filledQty: _qty, ...figures } = paid;
    const { intentId, decidedAtMs: atMs, side, purpose, style } = cost;
    return [{ intentId, atMs, side, purpose, style, ...figures }];
  });
  return {
    intents: rows.length,
    totalBps: meanOf(rows, ({ totalBps }) => totalBps),
    delayBps: meanOf(rows, ({ delayBps }) => delayBps),
    spreadBps: meanOf(rows, ({ spreadBps }) => spreadBps),
    impactBps: meanOf(rows, ({ impactBps }) => impactBps),
    feeBps: meanOf(rows, ({ feeBps }) => feeBps),
    makerFirstBps: known(paidBps(costs, "maker").bps),
    takerBps: known(paidBps(costs, "taker").bps),
    newest: rows.slice(-SHOWN).reverse(),
  };
}

function meanOf(rows: readonly ShortfallRow[], of: (row: ShortfallRow) => number | null): number | null {
  let weighted = 0;
  let weight = 0;
  for (const row of rows) {
    const bps = of(row);
    if (bps === null) continue;
    weighted += bps * row.notionalUsd;
    weight += row.notionalUsd;
  }
  return known(weighted / weight);
}

function known(bps: number): number | null {
  return Number.isFinite(bps) ? bps : null;
}
