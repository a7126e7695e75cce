import { isoUtc } from "../lib/time.js";
import type { BarStore } from "../ports/bar-store.js";

export interface NotesInput {
  readonly store: BarStore;
  readonly symbols: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly barMs: number;
  /** History before the start, and what the strategies want of it. */
  readonly warmupMs: number;
  readonly wantedWarmupMs: number;
  readonly fundingIntervalMs: number;
}

/** What the recorded data lacks and what stands in for it, in sentences for the summary. */
export async function sessionNotes(input: NotesInput): Promise<readonly string[]> {
  const { store, symbols } = input;
  const noMark: string[] = [];
  const noFunding: string[] = [];
  const holes: string[] = [];
  for (const symbol of symbols) {
    const start = { fromMs: input.fromMs, toMs: input.fromMs + 1 };
    if ((await store.marks(symbol, start)) === null) noMark.push(symbol);
    const missing = await missingFundings(input, symbol);
    if (missing === null) noFunding.push(symbol);
    else if (missing > 0) holes.push(`${symbol} ${String(missing)}`);
  }
  return [
    ...warmupNote(input),
    "No order book in the recorded data: orders take at the next bar's open plus slippage.",
    ...(noMark.length === 0 ? [] : [`No mark price for ${noMark.join(", ")}: the last price stands in.`]),
    ...(noFunding.length === 0
      ? []
      : [`No funding series for ${noFunding.join(", ")}: longs pay 0.01 % per 8 h, shorts receive nothing.`]),
    ...(holes.length === 0 ? [] : [`Funding stamps without a record, settled by the same rule: ${holes.join(", ")}.`]),
    ...gapNotes(input),
    symbols.length === 1
      ? "The symbol was chosen knowing that it still trades: results are survivorship-biased."
      : `The ${String(symbols.length)} symbols were chosen knowing that they still trade: results are survivorship-biased.`,
  ];
}

function warmupNote({ fromMs, warmupMs, wantedWarmupMs }: NotesInput): readonly string[] {
  const lackMs = wantedWarmupMs - warmupMs;
  if (!(lackMs > 0)) return [];
  return [
    `Not enough history before the start: nothing is opened before ${isoUtc(fromMs + lackMs).slice(0, 10)} (warm-up).`,
  ];
}

/** Stamps of the span that have no record within a minute; null where there is no series at all. */
async function missingFundings(
  { store, fromMs, toMs, fundingIntervalMs }: NotesInput,
  symbol: string,
): Promise<number | null> {
  const series = await store.funding(symbol, { fromMs, toMs: toMs + 1 });
  if (series === null) return null;
  const recorded = new Set(Array.from(series.timeMs, (atMs) => Math.round(atMs / fundingIntervalMs)));
  const first = Math.floor(fromMs / fundingIntervalMs) + 1;
  const last = Math.floor(toMs / fundingIntervalMs);
  let missing = 0;
  for (let stamp = first; stamp <= last; stamp++) if (!recorded.has(stamp)) missing += 1;
  return missing;
}

/** Gaps that reach into the span, however long before it they began. */
function gapNotes({ store, symbols, fromMs, toMs, barMs }: NotesInput): readonly string[] {
  return symbols.flatMap((symbol) =>
    store
      .gaps(symbol)
      .filter((gap) => gap.fromMs + gap.missing * barMs > fromMs && gap.fromMs < toMs)
      .map((gap) => `${symbol}: ${String(gap.missing)} bars missing from ${isoUtc(gap.fromMs)}.`),
  );
}
