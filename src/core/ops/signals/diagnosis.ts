import type { Config } from "../../config/config-files.js";
import { getAtPath } from "../../config/paths.js";
import { grouped } from "../../lib/grouped.js";
import { DAY_MS, isoUtc } from "../../lib/time.js";
import type { AuditFinding } from "../config-audit/finding.js";
import { counted, listed } from "../doctor/words.js";
import type { Funnel } from "./fold-funnel.js";
import { medianFigure } from "./funnel-row.js";
import type { MissedLimit, PairCounts, Refusal } from "./pair-counts.js";

/** What the funnel means, in a sentence. A problem is one that no market cures; a note is worth knowing. */
export interface Diagnosis {
  readonly kind: "problem" | "note";
  readonly code:
    "veto_storm" | "caps_exclude" | "never_trades" | "crowded" | "opens_nothing" | "idle" | "disabled" | "filtered";
  readonly text: string;
}

/** A storm has at least so many wishes … */
const STORM_MIN_INTENTS = 5;
/** … of which this share is refused. */
const STORM_SHARE = 0.9;
/** No signal for so long is worth a word. */
const IDLE_DAYS = 14;
/** Filters that end this share of a pair's signals. */
const FILTERED_SHARE = 0.5;
const FILTERED_MIN_SIGNALS = 10;
/** A timer that follows from refusals is not what causes them. */
const FOLLOWING: ReadonlySet<string> = new Set(["cooldown"]);

export interface DiagnosisInput {
  readonly funnel: Funnel;
  readonly config: Config;
  /** What the configuration audit says of strategies that can't trade, with the NAV and prices of the newest cycle. */
  readonly findings: readonly AuditFinding[];
}

/** Says in plain words why pairs do not trade: a setup that can't, refusals without end, silence, filters. */
export function diagnose(input: DiagnosisInput): readonly Diagnosis[] {
  const pairs = [...input.funnel.pairs.values()];
  return [
    ...input.findings.flatMap(exclusionText),
    ...byStrategy(pairs.filter(isStorm)).map(([strategy, stormy]) => stormText(strategy, stormy, input.config)),
    ...byStrategy(pairs.filter(({ enabled }) => enabled)).flatMap(([strategy, own]) => idleText(strategy, own, input)),
    ...byStrategy(pairs.filter(({ enabled }) => !enabled)).map(([strategy]) => disabledText(strategy)),
    ...pairs.flatMap((pair) => filteredText(pair, input.config)),
  ];
}

function byStrategy(pairs: readonly PairCounts[]): readonly (readonly [string, readonly PairCounts[]])[] {
  return [...grouped(pairs, ({ strategy }) => strategy)];
}

const CODES: Readonly<Record<string, Diagnosis["code"]>> = {
  infeasible: "caps_exclude",
  strategy_never_trades: "never_trades",
  slots_below_strategies: "crowded",
  opens_nothing: "opens_nothing",
};

/** A setup that can't trade, whatever the market does, in the audit's words. What is switched off on purpose is a note. */
function exclusionText({ severity, code: found, message, fix }: AuditFinding): readonly Diagnosis[] {
  const code = CODES[found];
  if (code === undefined) return [];
  const stops = code === "caps_exclude" || code === "never_trades";
  const kind = stops && severity !== "info" ? "problem" : "note";
  return [{ kind, code, text: `${message}.${fix === null ? "" : ` ${fix}`}` }];
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

interface WorstRefusal extends Refusal {
  readonly reason: string;
  readonly symbol: string;
}

/** The limits that were missed together most often, and where. */
function worstRefusal(pairs: readonly PairCounts[]): WorstRefusal | null {
  const refusals = pairs.flatMap(({ symbol, drops }) =>
    [...drops.values()].flatMap(({ reason, refusals: of }) =>
      [...of.values()].map((refusal) => ({ ...refusal, reason, symbol })),
    ),
  );
  const causes = refusals.filter(({ reason }) => !FOLLOWING.has(reason));
  return [...(causes.length > 0 ? causes : refusals)].sort((a, b) => b.count - a.count)[0] ?? null;
}

function refusalText({ reason, symbol, count, limits }: WorstRefusal, config: Config): string {
  const sides = limits.map(({ setting, measured, limit }) => {
    const set = valueText(setting, config);
    return `${setting} (${set}) measured ${figure(measured)} against ${figure(limit)}`;
  });
  const times = `${counted(count, "time")} on ${symbol}`;
  return `${reason}, ${times}, the last time ${sides.join(", and ")}${exclusive(limits)}. \`hedge risk explain ID\` names the smallest change for one of them.`;
}

/** Too small for one limit and too large for another, the same order. */
function exclusive(limits: readonly MissedLimit[]): string {
  const minimums = limits.filter(({ isMinimum }) => isMinimum).length;
  return minimums > 0 && minimums < limits.length ? ": these caps exclude each other" : "";
}

function idleText(
  strategy: string,
  pairs: readonly PairCounts[],
  { funnel, config }: DiagnosisInput,
): readonly Diagnosis[] {
  const { fromMs, toMs } = funnel;
  if (fromMs === null || toMs === null) return [];
  const lastMs = newest(pairs.map(({ lastSignalMs }) => lastSignalMs));
  const days = Math.floor((toMs - Math.max(lastMs, fromMs)) / DAY_MS);
  // Whoever keeps a position is not idle.
  const heldDays = (toMs - newest(pairs.map(({ lastHeldMs }) => lastHeldMs))) / DAY_MS;
  if (days < IDLE_DAYS || heldDays < IDLE_DAYS) return [];
  const registered = config.strategy_registry.strategies[strategy]?.symbols.length ?? 0;
  const who = pairs.length < registered ? `${strategy} on ${listed(pairs.map(({ symbol }) => symbol))}` : strategy;
  const since = lastMs === -Infinity ? "none in all that time" : `the last was at ${isoUtc(lastMs)}`;
  const reason = commonReason(pairs);
  const why = reason === null ? "" : ` What it says most, since ${isoUtc(fromMs)}: ${reason}.`;
  const text = `${who} is idle: no signal for ${counted(days, "day")} (${since}).${why}`;
  return [{ kind: "note", code: "idle", text }];
}

function newest(instants: readonly (number | null)[]): number {
  return instants.reduce<number>((latest, atMs) => Math.max(latest, atMs ?? -Infinity), -Infinity);
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

/** Filters that end most of what a strategy says of a symbol: the one that ends most signals is named. */
function filteredText(pair: PairCounts, config: Config): readonly Diagnosis[] {
  const { strategy, symbol, signals } = pair;
  const filters = [...pair.drops.values()].filter(({ reason, ended }) => ended > 0 && FILTER.test(reason));
  const ended = filters.reduce((sum, tally) => sum + tally.ended, 0);
  if (signals < FILTERED_MIN_SIGNALS || ended / signals < FILTERED_SHARE) return [];
  const [most] = filters.sort((a, b) => b.ended - a.ended);
  if (most === undefined) return [];
  const typical = medianFigure(most.endedFigures);
  const figures = typical === undefined ? "" : ` (${figure(typical.measured)}, limit ${figure(typical.limit)})`;
  const setting = most.setting === null ? "" : `; ${most.setting} is ${valueText(most.setting, config)}`;
  const text = `${strategy} on ${symbol}: ${String(most.ended)} of ${counted(signals, "signal")} dropped by ${most.reason}${figures}${setting}.`;
  return [{ kind: "note", code: "filtered", text }];
}

const FILTER = /_filter$|^ml_veto$|^warmup$|^rearm$/;

function valueText(setting: string, config: Config): string {
  const value = getAtPath(config, setting);
  return value === undefined ? "not set" : JSON.stringify(value);
}

function figure(value: number): string {
  return String(Number(value.toPrecision(4)));
}
