import { describe, expect, it } from "vitest";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { sweepMarkets } from "../../../../src/core/app/backtest/sweep/sweep-markets.js";
import { sweepTerms } from "../../../../src/core/app/backtest/sweep/sweep-terms.js";
import { requireConfig } from "../../../../src/core/app/load-config.js";
import { dataDirectory, openRecordedData } from "../../../../src/core/app/recorded-data.js";
import { validateBlocks } from "../../../../src/core/research/grade/cross-validated.js";
import { createStretches, momentsOfStretches } from "../../../../src/core/research/kernel/stretches.js";
import { meanHoldingBars } from "../../../../src/core/research/kernel/tally.js";
import { backtestConfig } from "../../../../src/core/research/run/backtest-config.js";
import { evaluate, kernelSet, type SweepJob } from "../../../../src/core/research/sweep/evaluate.js";
import { FIGURES, readFigures } from "../../../../src/core/research/sweep/figures.js";
import { root } from "../../config/support.js";

const usual = { atrPeriod: 14, fullStrength: 1 };
const POINTS = [
  { ...usual, fast: 6, slow: 224, entryStrength: 0.25, stopAtr: 2.5 },
  { ...usual, fast: 10, slow: 450, entryStrength: 1, stopAtr: 8 },
  { ...usual, fast: 300, slow: 450, entryStrength: 0.5, stopAtr: 10 },
];

/** Momentum on all configured markets over all recorded bars, as a sweep evaluates it. */
async function evaluated(): Promise<SweepJob> {
  const base = requireConfig({ directory: `${root}/config`, env: {}, files: nodeFiles });
  const config = backtestConfig(base, { strategies: ["momentum"], symbols: null, params: {} });
  const store = await openRecordedData(dataDirectory(config));
  const { markets, firstRow } = await sweepMarkets(store, config, { fromMs: null, toMs: null });
  const symbols = markets.map(({ symbol }) => symbol);
  const bars = (markets[0]?.open.length ?? 0) - firstRow;
  const job: SweepJob = {
    ...{ markets, ...sweepTerms(config, symbols, { firstRow }), points: POINTS },
    figures: new Float64Array(POINTS.length * FIGURES.length),
    stretches: createStretches(bars, POINTS.length),
  };
  evaluate(job, kernelSet(job), 0, POINTS.length);
  return job;
}

describe("the mean holding of momentum on 11 markets over two years", () => {
  it("is that of the positions, 76.5, 189.6 and 533.8 bars, and not of the account", async () => {
    const job = await evaluated();
    expect(job.markets.length).toBe(11);
    const rows = POINTS.map((_, trial) => readFigures(job.figures, trial));
    // Found by a backtester of its own, from the Parquet files.
    const expected = [76.5, 189.6, 533.8];
    rows.forEach((row, at) => {
      expect(meanHoldingBars([row])).toBeCloseTo(expected[at]!, 1);
      expect(row.heldBars / row.trades).toBeLessThan(meanHoldingBars([row]) / 4);
    });
    // 5 × 534 bars are more than the 2,193 of an eighth of the span.
    const moments = momentsOfStretches(job.stretches, POINTS.length);
    const { validated, notes } = validateBlocks(moments, meanHoldingBars([rows[2]!]), 20);
    expect(validated).toBeNull();
    expect(notes.join(" ")).toMatch(/16 blocks of 109\d bars.* 8 blocks of 2193 bars/);
  });

  it("counts the bars of what is still open, and not its end; all bars where nothing ended; 0 where nothing was opened", () => {
    expect(meanHoldingBars([{ trades: 0, positionBars: 15_000 }])).toBe(15_000);
    expect(
      meanHoldingBars([
        { trades: 3, positionBars: 40 },
        { trades: 1, positionBars: 20 },
      ]),
    ).toBe(15);
    expect(meanHoldingBars([{ trades: 0, positionBars: 0 }])).toBe(0);
  });
});
