import { composePolicies } from "../../config/compose-policies.js";
import type { Config } from "../../config/config-files.js";
import { getAtPath } from "../../config/paths.js";
import type { JournalEvent } from "../../domain/event.js";
import type { Mode } from "../../domain/mode.js";
import { strategyKey } from "../../engine/strategy-state.js";
import { checkFeasibility, type FeasibilityRow } from "../config-audit/feasibility.js";
import { type Diagnosis, diagnose } from "./diagnosis.js";
import { createFunnel, foldFunnel, type Funnel } from "./fold-funnel.js";
import { countUnfilled, type FunnelRow, rowOf } from "./funnel-row.js";
import { createPair, type PairCounts } from "./pair-counts.js";

/** `hedge doctor signals --json`. */
export interface SignalsDocument {
  readonly schema: "hedge.signals/1";
  readonly mode: Mode;
  readonly funnel: readonly FunnelRow[];
}

/** The document and what a screen says around it. */
export interface SignalsReading {
  readonly document: SignalsDocument;
  /** What was counted; null before the first bar. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly diagnoses: readonly Diagnosis[];
  /** What the configuration says at each setting that the funnel names. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface SignalsRequest {
  /** The journal from its beginning. */
  readonly events: Iterable<JournalEvent>;
  readonly mode: Mode;
  readonly config: Config;
  /** Length of bars by strategy id; strategies that are not enabled have none. */
  readonly barMs: ReadonlyMap<string, number>;
  readonly strategy: string | null;
  readonly symbol: string | null;
  /** First instant that counts; null for all. */
  readonly sinceMs: number | null;
  /** ATR of a bar as a fraction of the price, assumed where feasibility is judged. */
  readonly atrFraction: number;
}

/** Why is (nothing) trading: how far the wishes of each strategy came on each of its symbols, and what ended them. */
export function readSignals(request: SignalsRequest): SignalsReading {
  const { config } = request;
  const funnel = createFunnel(pairsOf(request));
  for (const event of request.events) foldFunnel(funnel, event, request.sinceMs ?? -Infinity);
  countUnfilled(funnel);
  const document: SignalsDocument = {
    schema: "hedge.signals/1",
    mode: request.mode,
    funnel: [...funnel.pairs.values()].map(rowOf),
  };
  const { fromMs, toMs } = funnel;
  const diagnoses = diagnose({ funnel, config, feasibility: feasibilityOf(funnel, request) });
  return { document, fromMs, toMs, diagnoses, settings: settingsOf(document, config) };
}

function settingsOf({ funnel }: SignalsDocument, config: Config): Readonly<Record<string, unknown>> {
  const named = funnel.flatMap(({ topDrops }) =>
    topDrops.flatMap(({ setting }) => (setting === null ? [] : [setting])),
  );
  return Object.fromEntries([...new Set(named)].map((setting) => [setting, getAtPath(config, setting)]));
}

function feasibilityOf(
  { navUsd, marks, pairs }: Funnel,
  { config, atrFraction }: SignalsRequest,
): readonly FeasibilityRow[] {
  if (!(navUsd > 0)) return [];
  const rows = checkFeasibility(composePolicies(config, true), navUsd, { prices: marks, atrFraction });
  return rows.filter(({ strategy, symbol }) => pairs.has(strategyKey(strategy, symbol)));
}

/** Every pair of the registry, switched-off strategies included: that one is off is an answer, too. */
function pairsOf({ config, barMs, strategy, symbol }: SignalsRequest): readonly PairCounts[] {
  return Object.entries(config.strategy_registry.strategies).flatMap(([id, { enabled, symbols }]) =>
    symbols
      .filter((of) => (strategy === null || strategy === id) && (symbol === null || symbol === of))
      .map((of) => createPair({ strategy: id, symbol: of, barMs: barMs.get(id) ?? 0, enabled })),
  );
}
