import { getAtPath } from "../../config/paths.js";
import type { Config } from "../../config/config-files.js";
import { grouped } from "../../lib/grouped.js";
import { DAY_MS, isoUtc } from "../../lib/time.js";
import type { FeasibilityRow } from "../config-audit/feasibility.js";
import { counted, listed } from "../doctor/words.js";
import type { Funnel } from "./fold-funnel.js";
import { medianFigure } from "./funnel-row.js";
import type { DropTally, PairCounts } from "./pair-counts.js";

/** What the funnel means, in a sentence. A problem is one that no market cures; a note is worth knowing. */
export interface Diagnosis {
  readonly kind: "problem" | "note";
  readonly code: "veto_storm" | "caps_exclude" | "idle" | "disabled" | "filtered";
  readonly text: string;
}

/** A storm has at least so many wishes … */
const STORM_MIN_INTENTS = 5;
/** … of which this share is refused. */
const STORM_SHARE = 0.9;
/** No signal for so long is worth a word. */
const IDLE_DAYS = 14;
/** One filter that ends this share of a pair's signals. */
const FILTERED_SHARE = 0.5;
const FILTERED_MIN_SIGNALS = 10;
/** A timer that follows from refusals is not what causes them. */
const FOLLOWING: ReadonlySet<string> = new Set(["cooldown"]);

export interface DiagnosisInput {
  readonly funnel: Funnel;
  readonly config: Config;
  /** Of each enabled pair, on empty books with the NAV and prices of the newest cycle. */
  readonly feasibility: readonly FeasibilityRow[];
}

/** Says in plain words why pairs do not trade: caps that exclude each other, refusals without end, silence, filters. */
export function diagnose(input: DiagnosisInput): readonly Diagnosis[] {
  const pairs = [...input.funnel.pairs.values()];
  return [
    ...exclusions(input),
    ...byStrategy(pairs.filter(isStorm)).map(([strategy, stormy]) => stormText(strategy, stormy, input.config)),
    ...byStrategy(pairs.filter(({ enabled }) => enabled)).flatMap(([strategy, own]) =>
      idleText(strategy, own, input.funnel),
    ),
    ...byStrategy(pairs.filter(({ enabled }) => !enabled)).map(([strategy]) => disabledText(strategy)),
    ...pairs.flatMap((pair) => filteredText(pair, input.config)),
  ];
}

function byStrategy(pairs: readonly PairCounts[]): readonly (readonly [string, readonly PairCounts[]])[] {
  return [...grouped(pairs, ({ strategy }) => strategy)];
}

/** Caps that leave no order at all, whatever the market does. */
function exclusions({ feasibility }: DiagnosisInput): readonly Diagnosis[] {
  const impossible = feasibility.filter(({ feasible, excludedBy }) => !feasible && !excludedBy.includes("no_price"));
  const groups = grouped(impossible, ({ strategy, excludedBy }) => `${strategy} ${excludedBy.join(" and ")}`);
  return [...groups.values()].map((rows): Diagnosis => {
    const [{ strategy, nav, excludedBy } = { strategy: "", nav: "0", excludedBy: [] }] = rows;
    const symbols = listed(rows.map(({ symbol }) => symbol));
    const rules = excludedBy.join(" and ");
    const how = excludedBy.length > 1 ? `${rules} exclude each other` : `${rules} refuses every size`;
    const text = `${strategy} can never open ${symbols}: with a NAV of ${Number(nav).toFixed(2)} ${how}. \`hedge audit config\` names the settings.`;
    return { kind: "problem", code: "caps_exclude", text };
  });
}

function isStorm({ intents, approved }: PairCounts): boolean {
  return intents >= STORM_MIN_INTENTS && (intents - approved) / intents >= STORM_SHARE;
}

function stormText(strategy: string, pairs: readonly PairCounts[], config: Config): Diagnosis {
  const intents = pairs.reduce((sum, pair) => sum + pair.intents, 0);
  const refused = intents - pairs.reduce((sum, pair) => sum + pair.approved, 0);
  const worst = worstRefusal(pairs);
  const symbols = listed(pairs.map(({ symbol }) => symbol));
  const why = worst === null ? "" : ` ${refusalText(worst, config)}`;
  const text = `Veto storm: ${strategy} wanted to trade ${symbols} ${counted(intents, "time")} and ${String(refused)} were refused.${why}`;
  return { kind: "problem", code: "veto_storm", text };
}

/** The refusal met most often; of the settings beside it those of the pair where it was met most. */
function worstRefusal(pairs: readonly PairCounts[]): DropTally | null {
  const refusals = pairs.flatMap(({ drops }) => [...drops.values()].filter(({ beside }) => beside.size > 0));
  const causes = refusals.filter(({ reason }) => !FOLLOWING.has(reason));
  return [...(causes.length > 0 ? causes : refusals)].sort((a, b) => b.count - a.count)[0] ?? null;
}

function refusalText({ reason, beside }: DropTally, config: Config): string {
  const sides = [...beside].map(([setting, { measured, limit }]) => {
    const set = valueText(setting, config);
    return `${setting} (${set}) measured ${figure(measured)} against ${figure(limit)}`;
  });
  const atLeast = [...beside.keys()].some(
    (setting) => setting.includes("min_notional") || setting.startsWith("venues."),
  );
  const together = sides.length > 1 && atLeast ? ": these caps exclude each other" : "";
  return `${reason}: ${sides.join(", and ")}${together}. \`hedge risk explain ID\` names the smallest change for one of them.`;
}

function idleText(strategy: string, pairs: readonly PairCounts[], { fromMs, toMs }: Funnel): readonly Diagnosis[] {
  if (fromMs === null || toMs === null) return [];
  const lastMs = pairs.reduce((newest, { lastSignalMs }) => Math.max(newest, lastSignalMs ?? -Infinity), -Infinity);
  const days = Math.floor((toMs - Math.max(lastMs, fromMs)) / DAY_MS);
  if (days < IDLE_DAYS) return [];
  const since = lastMs === -Infinity ? "none in all that time" : `the last was at ${isoUtc(lastMs)}`;
  const reason = commonReason(pairs);
  const why = reason === null ? "" : ` What it says most: ${reason}.`;
  const text = `${strategy} is idle: no signal for ${counted(days, "day")} (${since}).${why}`;
  return [{ kind: "note", code: "idle", text }];
}

function commonReason(pairs: readonly PairCounts[]): string | null {
  const counts = new Map<string, number>();
  for (const { drops } of pairs) {
    for (const { reason, count } of drops.values()) counts.set(reason, (counts.get(reason) ?? 0) + count);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most === undefined ? null : `${most[0]} × ${String(most[1])}`;
}

function disabledText(strategy: string): Diagnosis {
  const text = `${strategy} is switched off (strategy_registry.strategies.${strategy}.enabled is false).`;
  return { kind: "note", code: "disabled", text };
}

/** A filter that ends most of what a strategy says of a symbol. */
function filteredText(pair: PairCounts, config: Config): readonly Diagnosis[] {
  const { strategy, symbol, signals, protoIntents } = pair;
  const ended = signals - protoIntents;
  if (signals < FILTERED_MIN_SIGNALS || ended / signals < FILTERED_SHARE) return [];
  const filters = [...pair.drops.values()].filter(({ reason }) => /_filter$|^ml_veto$|^warmup$|^rearm$/.test(reason));
  const [most] = filters.sort((a, b) => b.count - a.count);
  if (most === undefined) return [];
  const typical = medianFigure(most.figures);
  const figures = typical === undefined ? "" : ` (${figure(typical.measured)}, limit ${figure(typical.limit)})`;
  const setting = most.setting === null ? "" : `; ${most.setting} is ${valueText(most.setting, config)}`;
  const text = `${strategy} on ${symbol}: ${String(Math.min(most.count, signals))} of ${String(signals)} signals dropped by ${most.reason}${figures}${setting}.`;
  return [{ kind: "note", code: "filtered", text }];
}

function valueText(setting: string, config: Config): string {
  const value = getAtPath(config, setting);
  return value === undefined ? "not set" : JSON.stringify(value);
}

function figure(value: number): string {
  return String(Number(value.toPrecision(4)));
}
