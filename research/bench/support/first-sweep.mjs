// A process that does nothing but one small sweep; timed from outside (first-result.mjs).
// usage: node research/bench/support/first-sweep.mjs CACHE_DIRECTORY
import { fileURLToPath } from "node:url";
import { openColumnSource } from "../../../dist/core/adapters/lake/column-source.js";
import { kernelMarket } from "../../../dist/core/research/kernel/market.js";
import { readFigures, sweepMetrics } from "../../../dist/core/research/sweep/figures.js";
import { kernelModule, vectorSweep } from "./kernel-job.mjs";

const SYMBOL = "BTCUSDT";
const terms = { navStart: 100_000, weight: 1, takerFee: 0.0005, slippage: 0.0002, disasterAtr: 6, firstRow: 0 };
const rest = { atrPeriod: 14, entryStrength: 0.25, fullStrength: 1, stopAtr: 2.5 };

const directory = fileURLToPath(new URL("../../data", import.meta.url));
const place = { directory, venue: "binance-usdm", timeframe: "1h", cacheDirectory: process.argv[2] };
const source = await openColumnSource(place);
const recorded = { marks: await source.marks(SYMBOL), funding: await source.funding(SYMBOL) };
const assumed = { assumedRate: 0.0001, assumedIntervalMs: 28_800_000 };
const market = kernelMarket(await source.columns(SYMBOL), recorded, assumed);
const points = Array.from({ length: 256 }, (_, at) => ({ fast: 5 + (at >> 4), slow: 25 + 5 * (at & 15), ...rest }));
const sweep = vectorSweep(kernelModule(), market, points, terms);
sweep.prepare();
sweep.run();
const span = { navStart: terms.navStart, barMs: market.barMs };
const sharpes = points.map((_, trial) => sweepMetrics(readFigures(sweep.job.figures, trial), span).sharpe ?? -Infinity);
const best = sharpes.indexOf(Math.max(...sharpes));
process.stdout.write(
  `best of ${String(points.length)}: ${JSON.stringify(points[best])}, Sharpe ${String(sharpes[best])}\n`,
);
