import { nodeFiles } from "../../adapters/fs/node-files.js";
import { systemClock } from "../../adapters/system/clock.js";
import { listenForStop } from "../../adapters/system/signals.js";
import { Failure } from "../../lib/failure.js";
import { isoUtc } from "../../lib/time.js";
import { manualTrial } from "../../research/grade/manual-trial.js";
import { backtestConfig } from "../../research/run/backtest-config.js";
import type { RunDocument, StoredRun } from "../../research/run/run-document.js";
import { parseJson } from "../../readmodel/json-codec.js";
import { requireConfig } from "../load-config.js";
import { runContents } from "./run-contents.js";
import { type EventBacktest, runEventBacktest } from "./run-event-backtest.js";
import { runKernelBacktest } from "./run-kernel-backtest.js";
import type { SweepDocument } from "../../research/sweep/sweep-document.js";
import { unfinishedSweeps } from "./sweep/sweep-folder.js";
import { listRuns, listSweeps, runsDirectory, trialLedger, unreadableRuns, writeRun } from "./run-store.js";

/** Flags of `hedge backtest run` as they are parsed. */
export interface BacktestFlags {
  readonly config: string;
  readonly state?: string | undefined;
  readonly strategy: string;
  readonly symbols?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly param?: readonly string[] | undefined;
  readonly filters: boolean;
  /** Default: event. */
  readonly engine?: string | undefined;
}

export interface BacktestAnswer {
  readonly document: RunDocument;
  /** Folder of the run. */
  readonly directory: string;
  readonly exitCode: number;
}

/** Runs one backtest and keeps it in `STATE/runs/<id>/`. Errors: those of `runEventBacktest`; Failure 2 for bad flags. */
export async function backtest(
  flags: BacktestFlags,
  progress: { update(share: number, note: string): void; stop(): void },
): Promise<BacktestAnswer> {
  const base = requireConfig({ directory: flags.config, env: process.env, files: nodeFiles });
  const wish = {
    strategies: names(flags.strategy),
    symbols: flags.symbols === undefined ? null : names(flags.symbols),
    params: parseParams(flags.param ?? []),
  };
  requireOneOwner(wish);
  const stop = listenForStop();
  try {
    const request = {
      config: backtestConfig(base, wish),
      fromMs: flags.from ?? null,
      toMs: flags.to ?? null,
      onProgress: (share: number, atMs: number): void => {
        progress.update(share, isoUtc(atMs).slice(0, 10));
      },
    };
    const result =
      flags.engine === "kernel"
        ? await runKernelBacktest(request)
        : await runEventBacktest({ ...request, filters: flags.filters, stop: stop.signal });
    const directory = `${runsDirectory(flags.state)}/${result.document.id}`;
    // What was cut short is shown but not kept: its folder would claim the whole span.
    if (result.complete) keep(result, runsDirectory(flags.state));
    return { document: result.document, directory, exitCode: result.complete ? 0 : (stop.exitCode() ?? 0) };
  } finally {
    progress.stop();
    stop.dispose();
  }
}

/** Runs and sweeps kept in a state directory, and what is said of documents there that can't be read. */
export function backtestRuns(state: string | undefined): {
  readonly items: readonly (StoredRun | SweepDocument)[];
  readonly notes: readonly string[];
} {
  const runs = runsDirectory(state);
  const unfinished = unfinishedSweeps(nodeFiles, runs);
  return {
    items: [...listRuns(nodeFiles, runs), ...listSweeps(nodeFiles, runs)],
    notes: [
      ...unreadableRuns(nodeFiles, runs).map(({ message, place }) => `${message}. ${place.fix ?? ""}`.trim()),
      ...unfinished.map((id) => `${id} was begun and not ended: hedge backtest sweep --resume ${id} goes on with it.`),
    ],
  };
}

/** Writes the folder of a run, and enters it into the ledger of trials as one. */
function keep({ document, inputs, record, barMs }: EventBacktest, runs: string): void {
  const run = { ...document, inputs };
  writeRun(nodeFiles, runs, run, runContents(run, record));
  const trial = { document, nav: record.equity.nav, navStart: Number(inputs.navStart), barMs };
  trialLedger(nodeFiles, runs).record(manualTrial({ ...trial, atMs: systemClock.nowMs() }));
}

/** `A, B` as names. */
export function names(list: string): readonly string[] {
  return list.split(",").map((name) => name.trim());
}

/** `k=v`: v is a number, true, false, null, JSON, or else the text itself. */
export function parseParams(given: readonly string[]): Readonly<Record<string, unknown>> {
  const params: Record<string, unknown> = {};
  for (const text of given) {
    const at = text.indexOf("=");
    const name = text.slice(0, Math.max(0, at));
    if (name === "" || name in params) {
      const what = name === "" ? "is not of the form name=value" : `gives ${name} a second time`;
      throw new Failure("bad_param", 2, `--param ${text} ${what}`, {
        path: "--param",
        value: text,
        fix: "Write each parameter once, as in --param fast=20.",
      });
    }
    params[name] = valueOf(text.slice(at + 1));
  }
  return params;
}

function valueOf(text: string): unknown {
  const parsed = parseJson(text);
  return parsed.ok ? parsed.value : text;
}

function requireOneOwner({
  strategies,
  params,
}: {
  readonly strategies: readonly string[];
  readonly params: object;
}): void {
  if (strategies.length <= 1 || Object.keys(params).length === 0) return;
  throw new Failure("bad_param", 2, "--param is for one strategy, and several are named", {
    path: "--param",
    fix: "Name one strategy, or set the parameters of each in strategy_config.json.",
  });
}
