import { composePolicies } from "../../config/compose-policies.js";
import type { Config } from "../../config/config-files.js";
import { type FactsOf, settingFacts } from "../../config/setting-facts.js";
import { getAtPath } from "../../config/paths.js";
import type { JournalEvent } from "../../domain/event.js";
import type { LimitUnit } from "../../domain/intent.js";
import type { Mode } from "../../domain/mode.js";
import { strategyKey } from "../../engine/strategy-state.js";
import { timeframeMs } from "../../domain/data-series.js";
import { STRATEGIES } from "../../strategies/registry.js";
import { findCrowding } from "../config-audit/crowding.js";
import { checkFeasibility, type FeasibilityRow } from "../config-audit/feasibility.js";
import type { AuditFinding } from "../config-audit/finding.js";
import { findSilentStops } from "../config-audit/silent-stops.js";
import { feasibilityFindings } from "../config-audit/veto-storm.js";
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
  /** Units that rules told of their figures, by reason and setting as in the funnel, with a space between. */
  readonly units: Readonly<Record<string, LimitUnit>>;
}

export interface SignalsRequest {
  /** The journal from its beginning. */
  readonly events: Iterable<JournalEvent>;
  readonly mode: Mode;
  readonly config: Config;
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
  const diagnoses = diagnose({ funnel, config, findings: findingsOf(funnel, request) });
  return { document, fromMs, toMs, diagnoses, settings: settingsOf(document, config), units: unitsOf(funnel) };
}

function unitsOf({ pairs }: Funnel): Readonly<Record<string, LimitUnit>> {
  const told = [...pairs.values()].flatMap(({ drops }) => [...drops]);
  return Object.fromEntries(told.flatMap(([key, { unit }]) => (unit === null ? [] : [[key, unit]])));
}

function settingsOf({ funnel }: SignalsDocument, config: Config): Readonly<Record<string, unknown>> {
  const named = funnel.flatMap(({ topDrops }) =>
    topDrops.flatMap(({ setting }) => (setting === null ? [] : [setting])),
  );
  return Object.fromEntries([...new Set(named)].map((setting) => [setting, getAtPath(config, setting)]));
}

/** What the audit says of the pairs that were asked for, at the NAV and prices of the newest cycle. */
function findingsOf(
  { navUsd: latestUsd, marks, pairs }: Funnel,
  { config, atrFraction, strategy }: SignalsRequest,
): readonly AuditFinding[] {
  const navUsd = latestUsd > 0 ? latestUsd : config.runtime.paper.start_nav_usdt;
  const policies = composePolicies(config, true);
  const market = { prices: marks, atrFraction };
  const { rows, unusual } = checkFeasibility(policies, navUsd, market);
  const asked = ({ strategy: of, symbol }: FeasibilityRow): boolean => pairs.has(strategyKey(of, symbol));
  // Of a pair that traded nobody needs to hear that it seldom could.
  const traded = ({ strategy: of, symbol }: FeasibilityRow): boolean =>
    (pairs.get(strategyKey(of, symbol))?.approved ?? 0) > 0;
  const feasibility = { rows: rows.filter(asked), unusual: unusual.filter((row) => asked(row) && !traded(row)) };
  const setup = [...findCrowding({ policies }), ...findSilentStops(config)].filter(({ path }) =>
    concerns(path, strategy),
  );
  return [
    ...feasibilityFindings(feasibility, { config, policies, navUsd, market, factsOf: factsWhenAsked() }),
    ...setup,
  ];
}

/** Schemas are read once somebody asks what a setting is: a sound configuration asks nothing. */
function factsWhenAsked(): FactsOf {
  let known: FactsOf | null = null;
  return (path) => (known ??= settingFacts(STRATEGIES))(path);
}

/** What is said of another strategy than the one asked for is left out. */
function concerns(path: string, strategy: string | null): boolean {
  const [, of] = /^strategies\.([^.]+)/.exec(path) ?? [];
  return strategy === null || of === undefined || of === strategy;
}

/** Every pair of the registry, switched-off strategies included: that one is off is an answer, too. */
function pairsOf({ config, strategy, symbol }: SignalsRequest): readonly PairCounts[] {
  const timeframes = new Map(
    config.strategy_config.strategies.map(({ id, timeframe }) => [id, timeframeMs(timeframe)]),
  );
  return Object.entries(config.strategy_registry.strategies).flatMap(([id, { enabled, symbols }]) =>
    symbols
      .filter((of) => (strategy === null || strategy === id) && (symbol === null || symbol === of))
      .map((of) => createPair({ strategy: id, symbol: of, barMs: timeframes.get(id) ?? 0, enabled })),
  );
}
