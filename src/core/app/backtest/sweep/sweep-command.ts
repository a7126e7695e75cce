import { nodeFiles } from "../../../adapters/fs/node-files.js";
import { tableBytes, type TableColumn } from "../../../adapters/parquet/table-bytes.js";
import { processorCount } from "../../../adapters/system/machine.js";
import { listenForStop } from "../../../adapters/system/signals.js";
import { Failure } from "../../../lib/failure.js";
import { requireName } from "../../../ops/whatif/request.js";
import { backtestConfig } from "../../../research/run/backtest-config.js";
import { parseAxes } from "../../../research/sweep/axes.js";
import { RANKABLE, type Rankable } from "../../../research/sweep/figures.js";
import { type Search, sweepPoints } from "../../../research/sweep/points.js";
import type { SweepDocument, SweepRow } from "../../../research/sweep/sweep-document.js";
import { requireConfig } from "../../load-config.js";
import { dataDirectory, openRecordedData } from "../../recorded-data.js";
import { runSweep, type SweepResult } from "./run-sweep.js";
import { names } from "../backtest-commands.js";
import { runsDirectory } from "../run-store.js";
import { verifyRows } from "./verify-rows.js";

/** Flags of `hedge backtest sweep` as they are parsed. */
export interface SweepFlags {
  readonly config: string;
  readonly state?: string | undefined;
  readonly strategy: string;
  readonly grid: readonly string[];
  readonly symbols?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly search: Search;
  readonly samples?: number | undefined;
  readonly seed: string;
  readonly metric: string;
  readonly top: number;
  readonly workers?: number | undefined;
  readonly verify: number;
}

export interface SweepAnswer {
  readonly document: SweepDocument;
  readonly notes: readonly string[];
  readonly directory: string;
  readonly exitCode: number;
}

const SWEPT = ["momentum"];
/** Parity that the kernel promises of one market, and of several that share an account. */
const PARITY_BPS = { one: 0.01, several: 1 };

/**
 * `hedge backtest sweep`: all combinations through the kernel, graded, kept in `STATE/runs/<id>/`.
 *
 * Errors: Failure 2 for bad flags, 3 for a configuration or data that can't be used, 9 where the event engine differs,
 * 130 or 143 where a signal ended it.
 */
export async function sweep(
  flags: SweepFlags,
  progress: { update(share: number, note: string): void; stop(): void },
): Promise<SweepAnswer> {
  const strategy = requireName("strategy", flags.strategy, SWEPT);
  const by = requireName("metric", flags.metric, RANKABLE) as Rankable;
  const base = requireConfig({ directory: flags.config, env: process.env, files: nodeFiles });
  const symbols = flags.symbols === undefined ? null : names(flags.symbols);
  const config = backtestConfig(base, { strategies: [strategy], symbols, params: {} });
  const axes = parseAxes(flags.grid);
  const values = sweepPoints(axes, { search: flags.search, samples: flags.samples ?? null, seed: flags.seed });
  const stop = listenForStop();
  try {
    const result = await runSweep({
      ...{ config, strategy, axes, values, by, top: flags.top },
      store: await openRecordedData(dataDirectory(config)),
      fromMs: flags.from ?? null,
      toMs: flags.to ?? null,
      workers: flags.workers ?? processorCount(),
      ledgerPath: `${runsDirectory(flags.state)}/trials.jsonl`,
      stop: stop.signal,
      onProgress: (share, note) => {
        progress.update(share, note);
      },
    });
    if (result === null) throw stopped(stop.exitCode());
    const verified = await verifyRows(base, claimsOf(result, flags.verify), {
      ...{ strategy, symbols: result.symbols, weight: result.weight, ...result.span, stop: stop.signal },
      onProgress: (share) => {
        progress.update(share, "the event engine runs the best again");
      },
    });
    const document = { ...result.document, verified };
    const directory = `${runsDirectory(flags.state)}/${document.id}`;
    keep(directory, document, result);
    const most = result.symbols.length === 1 ? PARITY_BPS.one : PARITY_BPS.several;
    const equal = verified.every(({ differenceBps }) => Math.abs(differenceBps) <= most);
    return { document, notes: result.notes, directory, exitCode: equal ? 0 : 9 };
  } finally {
    progress.stop();
    stop.dispose();
  }
}

function claimsOf({ document }: SweepResult, count: number): Parameters<typeof verifyRows>[1] {
  return document.top
    .slice(0, count)
    .map(({ params, metrics }) => ({ params, kernel: metrics.totalReturn ?? Number.NaN }));
}

function keep(directory: string, document: SweepDocument, { rows, notes }: SweepResult): void {
  nodeFiles.makeDirectory(directory);
  nodeFiles.replace(`${directory}/${document.files.results}`, tableBytes(columnsOf(rows)));
  nodeFiles.replace(`${directory}/sweep.json`, `${JSON.stringify({ ...document, notes }, null, 2)}\n`);
}

/** One row a combination: its parameters, then its metrics; what is unknown is NaN. */
function columnsOf(rows: readonly SweepRow[]): readonly TableColumn[] {
  const [first] = rows;
  const column = (name: string, values: readonly (number | null)[]): TableColumn => ({
    name,
    kind: "double",
    values: values.map((value) => value ?? Number.NaN),
  });
  return [
    ...Object.keys(first?.params ?? {}).map((name) =>
      column(
        name,
        rows.map(({ params }) => params[name] ?? null),
      ),
    ),
    ...Object.keys(first?.metrics ?? {}).map((name) => {
      const key = name as keyof SweepRow["metrics"];
      return column(
        name,
        rows.map(({ metrics }) => metrics[key]),
      );
    }),
  ];
}

function stopped(exitCode: number | null): Failure {
  return new Failure("interrupted", exitCode ?? 130, "the sweep was interrupted: nothing was kept", {
    fix: "Start it again; with fewer combinations, or --search lhs --samples N, it takes less time.",
  });
}
