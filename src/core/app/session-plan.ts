import { join } from "node:path";
import type { Config } from "../config/config-files.js";
import { configHash } from "../config/hash.js";
import type { SessionEvent } from "../domain/event.js";
import type { ConfiguringEvent } from "../domain/configuring-event.js";
import type { EngineContext } from "../engine/state.js";
import { type Dec, decFromNumber } from "../lib/decimal.js";
import { Failure } from "../lib/failure.js";
import { present } from "../lib/invariant.js";
import { DAY_MS, HOUR_MS, isoUtc } from "../lib/time.js";
import type { BarStore } from "../ports/bar-store.js";
import { BETA_DAYS } from "../screener/daily-returns.js";
import { baseBarMs, warmupMs } from "../strategies/on-timeframe.js";
import { paperWallets, requireListed, requireWholePairs } from "./accounts/traded-accounts.js";
import { configOfSession } from "./config-of-session.js";
import { createEngineContext } from "./engine-context.js";
import type { ExecutorFlags, ExecutorPorts } from "./executor-session.js";
import { requireConfig } from "./load-config.js";
import { PACKAGE_ROOT } from "./package-root.js";
import { openSessionData } from "./session-data.js";
import { sessionNotes } from "./session-notes.js";

/** Everything a paper session is made of, checked before anything is written. */
export interface SessionPlan {
  readonly config: Config;
  readonly context: EngineContext;
  readonly store: BarStore;
  readonly symbols: readonly string[];
  readonly barMs: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly warmupMs: number;
  readonly wallets: Readonly<Record<string, Dec>>;
  readonly navStart: Dec;
  readonly notes: readonly string[];
  readonly start: Extract<SessionEvent, { type: "session.started" }>;
}

type Started = Extract<SessionEvent, { type: "session.started" }>;

/**
 * Reads configuration and data and settles the span of the session.
 *
 * started: the beginning of a session that is to go on; its span and its configuration hold.
 * Errors: Failure 2 for a bad span, 3 for a configuration that can't be used.
 */
export async function planSession(
  flags: ExecutorFlags,
  ports: ExecutorPorts,
  started: Started | null,
): Promise<SessionPlan> {
  const { files } = ports;
  // A finished session asks for none, but files that can't be used are a mistake all the same.
  if (started !== null && hasFiles(flags, ports)) currentConfig(flags, ports);
  const config = started === null ? currentConfig(flags, ports) : configOfSession(started);
  const store = await openSessionData(config);
  const span = started === null ? await dataSpan(store, config.strategy_config.universe, flags) : spanOf(started);
  requireSameSpan(flags, started);
  return planOver(config, span, { files, store });
}

/**
 * The session of a configuration over a span of recorded data.
 *
 * Errors: Failure 3 for pairs whose legs would stand on different books, for symbols that an account's venue does not
 * list, and for shares that don't divide the start.
 */
export async function planOver(
  config: Config,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  { files, store }: { readonly files: ExecutorPorts["files"]; readonly store: BarStore },
): Promise<SessionPlan> {
  const context = createEngineContext(config);
  requireWholePairs(context);
  requireListed(context);
  const symbols = config.strategy_config.universe;
  const barMs = sessionBarMs(context);
  const history = await historyMs({ store, symbols, fromMs, context });
  const navStart = decFromNumber(config.runtime.paper.start_nav_usdt);
  const wallets = paperWallets(config, context, navStart);
  const wantedWarmupMs = strategyWarmupMs(context);
  const fundingIntervalMs = config.runtime.sim.assumed_funding_interval_hours * HOUR_MS;
  const notes = await sessionNotes({
    store,
    symbols,
    fromMs,
    toMs,
    barMs,
    warmupMs: history,
    wantedWarmupMs,
    fundingIntervalMs,
  });
  const start: Started = {
    type: "session.started",
    atMs: fromMs - history,
    fromMs,
    toMs,
    symbols,
    navStart,
    wallets,
    configHash: configHash(config),
    config,
    codeVersion: codeVersion(files),
    dataHash: store.manifestSha256,
    notes,
  };
  return { config, context, store, symbols, barMs, fromMs, toMs, warmupMs: history, wallets, navStart, notes, start };
}

/** The span of a paper session; only live ones have no end. */
function spanOf({ fromMs, toMs }: Started): { readonly fromMs: number; readonly toMs: number } {
  return { fromMs, toMs: present(toMs, "end of a paper session") };
}

export function currentConfig({ configDirectory, overrides }: ExecutorFlags, { env, files }: ExecutorPorts): Config {
  return requireConfig({ directory: configDirectory, env, files, ...(overrides === undefined ? {} : { overrides }) });
}

export function codeVersion(files: Pick<ExecutorPorts["files"], "readText">): string {
  const text = files.readText(join(PACKAGE_ROOT, "package.json")) ?? "{}";
  const parsed = JSON.parse(text) as { readonly version?: string };
  return parsed.version ?? "unknown";
}

/** Length of the bars that a session of these strategies is fed with. */
export function sessionBarMs({ strategies, pairs }: Pick<EngineContext, "strategies" | "pairs">): number {
  return baseBarMs([...strategies, ...pairs]);
}

/** The span asked for, within what the data has for every symbol. */
export async function dataSpan(
  store: BarStore,
  symbols: readonly string[],
  flags: Pick<ExecutorFlags, "fromMs" | "toMs">,
): Promise<{ fromMs: number; toMs: number }> {
  let firstMs = Infinity;
  let lastMs = -Infinity;
  for (const symbol of symbols) {
    const { openTimeMs, barMs } = await store.bars(symbol);
    firstMs = Math.min(firstMs, openTimeMs[0] ?? Infinity);
    lastMs = Math.max(lastMs, (openTimeMs[openTimeMs.length - 1] ?? -Infinity) + barMs);
  }
  const fromMs = flags.fromMs ?? firstMs;
  const toMs = flags.toMs ?? lastMs;
  const span = `the data runs from ${isoUtc(firstMs)} to ${isoUtc(lastMs)}`;
  if (fromMs < firstMs || fromMs >= lastMs) throw badSpan("--from", `${isoUtc(fromMs)} is outside the data`, span);
  const ordered = fromMs < toMs;
  if (!ordered) throw badSpan("--to", `--to ${isoUtc(toMs)} is not after --from ${isoUtc(fromMs)}`, span);
  if (toMs > lastMs) throw badSpan("--to", `${isoUtc(toMs)} is outside the data`, span);
  // Also where bars are shorter: regimes are those of hours.
  const hours = "begin and end a session on full hours";
  if (fromMs % HOUR_MS !== 0) throw badSpan("--from", `${isoUtc(fromMs)} is not on a full hour`, hours);
  if (toMs % HOUR_MS !== 0) throw badSpan("--to", `${isoUtc(toMs)} is not on a full hour`, hours);
  return { fromMs, toMs };
}

function badSpan(path: string, message: string, fix: string): Failure {
  return new Failure("bad_span", 2, message, { path, fix: `${fix[0]?.toUpperCase() ?? ""}${fix.slice(1)}.` });
}

/** History that the slowest of the enabled strategies wants. */
export function strategyWarmupMs({ strategies, pairs }: EngineContext): number {
  const all = [...strategies, ...pairs];
  const baseMs = baseBarMs(all);
  return Math.max(0, ...all.map((strategy) => warmupMs(strategy, baseMs)));
}

/** History before the start that the indicators want, as far as the data has it. */
async function historyMs(input: {
  readonly store: BarStore;
  readonly symbols: readonly string[];
  readonly fromMs: number;
  readonly context: EngineContext;
}): Promise<number> {
  const wantedMs = Math.max(strategyWarmupMs(input.context), (BETA_DAYS + 1) * DAY_MS);
  let firstMs = input.fromMs;
  for (const symbol of input.symbols) {
    const { openTimeMs } = await input.store.bars(symbol, { fromMs: input.fromMs - wantedMs, toMs: input.fromMs });
    firstMs = Math.min(firstMs, openTimeMs[0] ?? input.fromMs);
  }
  return input.fromMs - firstMs;
}

function requireSameSpan(flags: ExecutorFlags, started: Started | null): void {
  if (started === null) return;
  const asked: readonly (readonly [string, number | null, number])[] = [
    ["--from", flags.fromMs, started.fromMs],
    ["--to", flags.toMs, spanOf(started).toMs],
  ];
  for (const [path, wantedMs, heldMs] of asked) {
    if (wantedMs === null || wantedMs === heldMs) continue;
    throw new Failure(
      "session_span_differs",
      3,
      `this session has ${path} ${isoUtc(heldMs)}, not ${isoUtc(wantedMs)}`,
      {
        path,
        value: isoUtc(wantedMs),
        fix: "Go on without the flag, or begin anew with --fresh (the old books are archived).",
      },
    );
  }
}

/**
 * Decisions are a function of configuration and data: an interrupted session goes on with the same ones only.
 *
 * Errors: Failure 3 naming the first setting that differs, or the data.
 */
export function requireSameInputs(
  flags: ExecutorFlags,
  ports: ExecutorPorts,
  plan: SessionPlan,
  before: { readonly held: ConfiguringEvent; readonly dataHash: string },
): void {
  const { held, dataHash } = before;
  const fix = "Go on with what it was started with, or begin anew with --fresh (the old books are archived).";
  const now = currentConfig(flags, ports);
  if (configHash(now) !== held.configHash) {
    const path = firstDifference(held.config, now, []) ?? "";
    const message = `the configuration is not the one this session was started with: ${path} differs`;
    throw new Failure("config_changed", 3, message, { path, fix });
  }
  if (plan.store.manifestSha256 !== dataHash) {
    throw new Failure("data_changed", 3, "the market data is not what this session was started with", { fix });
  }
}

/** Whether there are configuration files to look at, or should be. */
function hasFiles({ closing, isConfigNamed, configDirectory }: ExecutorFlags, { files }: ExecutorPorts): boolean {
  return closing !== true && (isConfigNamed === true || files.exists(configDirectory));
}

/** What a finished session says of files that are not those it was run with, or nothing. */
export function changedFilesNotes(flags: ExecutorFlags, ports: ExecutorPorts, held: ConfiguringEvent): string[] {
  if (!hasFiles(flags, ports)) return [];
  const now = currentConfig(flags, ports);
  if (configHash(now) === held.configHash) return [];
  const path = firstDifference(held.config, now, []) ?? "";
  return [`The configuration is another one by now (${path} differs): this session ran with its own.`];
}

/** Dotted path of the first leaf that differs, null if there is none. */
function firstDifference(before: unknown, after: unknown, path: readonly string[]): string | null {
  const both = typeof before === "object" && typeof after === "object" && before !== null && after !== null;
  if (!both) return before === after ? null : path.join(".");
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const found = firstDifference(Reflect.get(before, key), Reflect.get(after, key), [...path, key]);
    if (found !== null) return found;
  }
  return null;
}
