import type { ClosedTrade } from "../../domain/portfolio.js";
import type { EngineState } from "../../engine/state.js";
import { isoUtc } from "../../lib/time.js";

interface FlagInput {
  /** What the data lacks, as the session says it. */
  readonly notes: readonly string[];
  readonly filters: boolean;
  readonly trades: readonly ClosedTrade[];
  readonly state: EngineState;
  readonly complete: boolean;
}

/** What a reader has to know before trusting the figures, in sentences. */
export function runFlags({ notes, filters, trades, state, complete }: FlagInput): readonly string[] {
  const liquidated = trades.filter(({ exitPurpose }) => exitPurpose === "liquidation").length;
  const { causes, positions } = state.portfolio;
  const latches = causes.filter(({ kind }) => kind === "latch").map(({ code }) => code);
  const open = Object.values(positions).map(({ symbol }) => symbol);
  return [
    ...(complete ? [] : [`Interrupted at ${isoUtc(state.atMs)}: the figures end there.`]),
    ...notes,
    ...(filters ? [] : ["Without the venue's filters: quantities and prices are not on its grid."]),
    ...(liquidated > 0 ? [`Liquidated ${String(liquidated)} times.`] : []),
    ...(latches.length > 0 ? [`Trading was limited at the end: ${latches.join(", ")}.`] : []),
    ...(open.length > 0 ? [`Still held at the end, valued at the last mark: ${open.join(", ")}.`] : []),
  ];
}
