/**
 * P2: 1,000,000 fills. vectorbt fills 1,000,000 given orders and keeps a record of each. hedge has nothing that does this and
 * no more: orders come from a strategy, and records are kept by the event engine, which judges each by every risk rule first.
 * What is measured beside it is the vector kernel where nearly everything is fills: crossings of the shortest averages, with
 * their indicators and metrics, but without records. So the two are unmatched, and P2 is not judged.
 *
 *   node research/bench/fills.mjs [--rounds 7] [--python python3]                                   (needs a build)
 */
import { parseArgs } from "node:util";
import { readFigures } from "../../dist/core/research/sweep/figures.js";
import { finding } from "./support/findings.mjs";
import { kernelModule, vectorSweep } from "./support/kernel-job.mjs";
import { cpuSeconds, median, print, spread } from "./support/numbers.mjs";
import { missingModules, startPeer } from "./support/peer-process.mjs";
import * as recorded from "./support/recorded-market.mjs";

const { values: flags } = parseArgs({
  options: {
    rounds: { type: "string", default: "7" },
    python: { type: "string", default: process.env.HEDGE_BENCH_PYTHON ?? "python3" },
  },
});
const FILLS = 1_000_000;
/** Pairs of the windows 2…5 turn about every sixth bar; so many of each that a round has about a million fills. */
const COPIES = 24;

const missing = missingModules(flags.python, ["vectorbt"]);
const script = new URL("peers/vectorbt-fills.py", import.meta.url).pathname;
const peer = missing === null ? await startPeer("vectorbt", flags.python, [script]) : null;
if (missing !== null) print(`vectorbt is left out: ${missing}`);

const market = await recorded.recordedMarket();
const points = Array.from({ length: COPIES }, () => recorded.allPairs(2, 5, recorded.CROSSOVER)).flat();
const sweep = vectorSweep(kernelModule(), market, points, recorded.COSTS);
const round = () => {
  sweep.prepare();
  sweep.run();
};
round();
// A trade is two fills; one that is still open at the end is left out.
const fills = points.reduce((sum, _, trial) => sum + 2 * readFigures(sweep.job.figures, trial).trades, 0);
const [ours, theirs] = [[], []];
for (let at = 0; at < Number(flags.rounds); at += 1) {
  ours.push((cpuSeconds(round).seconds * FILLS) / fills);
  if (peer !== null) theirs.push((await peer.run()).seconds);
}
const told = (seconds) =>
  `median ${(1_000 * median(seconds)).toFixed(1)} ms (${spread(
    seconds.map((s) => 1_000 * s),
    1,
  )})`;
print(`vector kernel, a million fills without records: ${told(ours)}, measured over ${fills.toLocaleString("en-US")}`);
if (peer !== null)
  print(`${peer.version}, a million orders with records: ${told(theirs)}, warm after ${peer.warmSeconds.toFixed(1)} s`);
print("unmatched: hedge keeps no records here");
finding({
  ...{
    id: "P2",
    what: "1,000,000 fills with records",
    target: "≥ 15 × vectorbt",
    measured: "not measured",
    spread: "",
    met: null,
  },
  why:
    `hedge has no path that only fills given orders and records them. Unmatched: the kernel takes ${(1_000 * median(ours)).toFixed(0)} ms ` +
    `for a million fills with signals and metrics and without records` +
    (peer === null
      ? "."
      : `, vectorbt ${(1_000 * median(theirs)).toFixed(0)} ms for a million given orders with records.`),
});
peer?.stop();
process.exit();
