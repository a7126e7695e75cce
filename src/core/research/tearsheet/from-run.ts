import type { Benchmark } from "../report/report-model.js";
import { openingNav, type RunEvidence } from "../run/run-evidence.js";
import type { TearSheetSource } from "./source.js";

/** A kept backtest; it has one strategy, and flows, net exposure and slippage are not in its files. */
export function runSource(
  evidence: RunEvidence,
  benchmark: Benchmark | null,
  missing: readonly string[],
): TearSheetSource {
  const { run, equity, trades, vetoes } = evidence;
  const navStart = openingNav(run);
  return {
    mode: null,
    id: run.id,
    title: run.inputs.kind === "walkforward" ? `${run.strategy}, walk-forward` : run.strategy,
    fromMs: Date.parse(run.from),
    toMs: equity.atMs.at(-1) ?? Date.parse(run.to),
    navStart,
    points: {
      atMs: equity.atMs,
      nav: equity.nav,
      flows: new Float64Array(equity.nav.length),
      gross: equity.exposure,
      net: null,
    },
    strategies: [{ name: run.strategy, profit: equity.nav.map((nav) => nav - navStart) }],
    trades,
    vetoes,
    costs: {
      fees: Number(run.metrics.fees),
      funding: Number(run.metrics.funding),
      slippage: null,
      tradedUsd: null,
      takerUsd: equity.takerUsd.reduce((sum, value) => sum + value, 0),
      turnover: run.metrics.turnover,
    },
    held: null,
    universe:
      benchmark === null
        ? null
        : {
            symbols: benchmark.symbols.length,
            byDay: new Map(benchmark.days.map(({ day, market }) => [day, market])),
          },
    origin: {
      codeVersion: run.inputs.codeVersion,
      configHash: run.inputs.configHash,
      dataHash: run.inputs.dataHash,
      notes: [...run.flags, ...missing],
    },
  };
}
