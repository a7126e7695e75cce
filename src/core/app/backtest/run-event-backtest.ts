import { nodeFiles } from "../../adapters/fs/node-files.js";
import { configHash } from "../../config/hash.js";
import type { Config } from "../../config/config-files.js";
import type { EngineState } from "../../engine/state.js";
import type { BarStore } from "../../ports/bar-store.js";
import { canonicalJson } from "../../lib/canonical-json.js";
import { sha256Hex } from "../../lib/hash.js";
import { isoUtc } from "../../lib/time.js";
import { RUN_FILES, type RunDocument, type RunInputs } from "../../research/run/run-document.js";
import { runFlags } from "../../research/run/run-flags.js";
import { runMetrics } from "../../research/run/run-metrics.js";
import { type RunRecord, RunRecorder } from "../../research/run/run-recorder.js";
import { toNumber } from "../../lib/decimal.js";
import { withoutFilters } from "../../research/run/without-filters.js";
import { dataName } from "../recorded-data.js";
import { openSessionData } from "../session-data.js";
import { rehearse } from "../rehearsal.js";
import { dataSpan, planOver, type SessionPlan } from "../session-plan.js";
import { codeIdentity } from "./code-version.js";

export interface EventBacktestRequest {
  /** With the strategies of the run alone (`backtestConfig`). */
  readonly config: Config;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  /** Quantities and prices obey the venue's filters. */
  readonly filters: boolean;
  readonly stop: AbortSignal;
  readonly onProgress: (share: number, atMs: number) => void;
}

export interface EventBacktest {
  readonly document: RunDocument;
  readonly inputs: RunInputs;
  readonly record: RunRecord;
  /** What the data lacks, in sentences; among the document's flags as well. */
  readonly notes: readonly string[];
  readonly barMs: number;
  /** False where a signal ended it before the end of its span. */
  readonly complete: boolean;
}

/**
 * A backtest by the live engine: the executor's loop, every risk rule, the simulated venue, in virtual time.
 *
 * Errors: Failure 2 for a span that the data does not have, 3 for a configuration or data that can't be used.
 */
export async function runEventBacktest(request: EventBacktestRequest): Promise<EventBacktest> {
  const plan = await planBacktest(request);
  const recorder = new RunRecorder();
  let seen: EngineState | null = null;
  const state = await rehearse(plan, {
    stop: request.stop,
    onEvent: (event, current) => {
      seen = current;
      recorder.onEvent(event, current);
    },
    onProgress: (share) => {
      request.onProgress(share, seen?.atMs ?? plan.fromMs);
    },
  });
  const record = recorder.record(state);
  const inputs = inputsOf(request, plan);
  const document = documentOf(request, { plan, record, state, inputs });
  return { document, inputs, record, notes: plan.notes, barMs: plan.barMs, complete: state.ended };
}

async function planBacktest({ config, fromMs, toMs, filters }: EventBacktestRequest): Promise<SessionPlan> {
  const store = await openSessionData(config);
  const span = await dataSpan(store, config.strategy_config.universe, { fromMs, toMs });
  const plan = await planOver(config, span, { files: nodeFiles, store });
  if (filters) return plan;
  const instruments = new Map([...plan.context.instruments].map(([symbol, of]) => [symbol, withoutFilters(of)]));
  return { ...plan, context: { ...plan.context, instruments } };
}

/** What of the inputs does not depend on the kind of run. */
export function commonInputs(config: Config, store: BarStore): Omit<RunInputs, "kind" | "command" | "navStart"> {
  return {
    ...codeIdentity(nodeFiles),
    configHash: configHash(config),
    config,
    dataHash: store.manifestSha256,
    dataDirectory: dataName(config),
  };
}

function inputsOf(
  { config, filters }: EventBacktestRequest,
  { store, navStart, fromMs, toMs }: SessionPlan,
): RunInputs {
  const ids = Object.keys(config.strategy_registry.strategies).join(",");
  const span = `--from ${isoUtc(fromMs)} --to ${isoUtc(toMs)}`;
  return {
    kind: "run",
    command: `hedge backtest run --strategy ${ids} ${span}${filters ? "" : " --no-filters"}`,
    ...commonInputs(config, store),
    navStart,
  };
}

interface Outcome {
  readonly plan: SessionPlan;
  readonly record: RunRecord;
  readonly state: EngineState;
  readonly inputs: RunInputs;
}

function documentOf({ config, filters }: EventBacktestRequest, { plan, record, state, inputs }: Outcome): RunDocument {
  const { fromMs, toMs, barMs } = plan;
  const { codeHash, configHash: ofConfig, dataHash } = inputs;
  const span = { fromMs, toMs, filters, engine: "event" };
  const inputsHash = sha256Hex(canonicalJson({ codeHash, configHash: ofConfig, dataHash, ...span }));
  const ids = Object.keys(config.strategy_registry.strategies);
  const settings = config.strategy_config.strategies;
  const [only] = settings;
  const { fees, funding } = state.portfolio.totals;
  const navStart = toNumber(plan.navStart);
  return {
    schema: "hedge.backtest/1",
    mode: null,
    id: `${ids.join("+")}-${inputsHash.slice(0, 10)}`,
    inputsHash,
    engine: "event",
    strategy: ids.join("+"),
    params:
      settings.length === 1 ? (only?.params ?? {}) : Object.fromEntries(settings.map(({ id, params }) => [id, params])),
    symbols: config.strategy_config.universe,
    from: isoUtc(fromMs),
    to: isoUtc(toMs),
    bars: record.bars,
    metrics: runMetrics(record, { navStart, fromMs, toMs, barMs, fees, funding }),
    flags: runFlags({ notes: plan.notes, filters, trades: record.trades, state, complete: state.ended }),
    files: RUN_FILES,
  };
}
