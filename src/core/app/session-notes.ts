import { isoUtc } from "../lib/time.js";
import type { BarStore } from "../ports/bar-store.js";

/** What the recorded data lacks and what stands in for it, in sentences for the summary. */
export async function sessionNotes(
  store: BarStore,
  symbols: readonly string[],
  range: { fromMs: number; toMs: number },
): Promise<readonly string[]> {
  const noMark: string[] = [];
  const noFunding: string[] = [];
  const gaps: string[] = [];
  for (const symbol of symbols) {
    if ((await store.marks(symbol, { fromMs: range.fromMs, toMs: range.fromMs + 1 })) === null) noMark.push(symbol);
    if ((await store.funding(symbol, { fromMs: range.fromMs, toMs: range.fromMs + 1 })) === null)
      noFunding.push(symbol);
    for (const gap of store.gaps(symbol)) {
      if (gap.fromMs < range.toMs && gap.fromMs >= range.fromMs) {
        gaps.push(`${symbol}: ${String(gap.missing)} bars missing from ${isoUtc(gap.fromMs)}`);
      }
    }
  }
  const notes: string[] = ["No order book in the recorded data: orders take at the next bar's open plus slippage."];
  if (noMark.length > 0) notes.push(`No mark price for ${noMark.join(", ")}: the last price stands in.`);
  if (noFunding.length > 0) {
    notes.push(`No funding series for ${noFunding.join(", ")}: longs pay 0.01 % per 8 h, shorts receive nothing.`);
  }
  return [...notes, ...gaps];
}
