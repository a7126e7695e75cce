/**
 * P1, P3, P4: hedge's sweep beside vectorbt, a fused Numba kernel and a C kernel, one thread each, over the recorded hours
 * of BTCUSDT. Every process loads the same files and warms up; then they run in turn (A B A B …). What they computed is
 * compared first: a ratio is quoted as matched only where every figure of every combination agrees to 1e-9.
 *
 *   node research/bench/peers.mjs [--rounds 7] [--step 1] [--python python3] [--cc clang] [--only P1,P3]     (needs a build)
 *
 * Peers that are not installed are named and left out. `pip install numba vectorbt` gives the two of Python.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { FIGURES } from "../../dist/core/research/sweep/figures.js";
import { compare } from "./support/compare.mjs";
import { finding } from "./support/findings.mjs";
import { knownPeers } from "./support/known-peers.mjs";
import { median, print, ratios, spread } from "./support/numbers.mjs";
import { readDoubles, writePeerInput } from "./support/peer-input.mjs";
import * as recorded from "./support/recorded-market.mjs";

const { values: flags } = parseArgs({
  options: {
    rounds: { type: "string", default: "7" },
    step: { type: "string", default: "1" },
    python: { type: "string", default: process.env.HEDGE_BENCH_PYTHON ?? "python3" },
    cc: { type: "string" },
    only: { type: "string", default: "P1,P3,P4" },
  },
});
const wanted = (id) => flags.only.split(",").includes(id);
const [rounds, step] = [Number(flags.rounds), Number(flags.step)];
const scratch = mkdtempSync(join(tmpdir(), "hedge-peers-"));
const market = await recorded.recordedMarket();
const COUNTS = ["bars", "trades", "wins", "heldBars", "positionBars"];

const peers = knownPeers({ python: flags.python, cc: flags.cc ?? null, scratch });

/** Runs the first one and its peers in turn. Returns of each: seconds of every round, peak memory, and how it compares. */
async function race(title, { points, over, terms, names, starts, total }) {
  const directory = join(scratch, title.replaceAll(/[^a-z0-9]+/gi, "-"));
  mkdirSync(directory);
  writePeerInput(directory, { market: over, points, terms });
  const racers = [];
  for (const start of starts) if (start !== null) racers.push({ ...(await start(directory)), seconds: [] });
  for (let round = 0; round < rounds; round += 1) {
    for (const peer of racers) {
      const { seconds, columnSeconds } = await peer.run();
      peer.seconds.push(total ? seconds + columnSeconds : seconds);
    }
  }
  const million = (points.length * over.open.length) / 1e6;
  print(
    `\n${title}: ${String(points.length)} combinations × ${String(over.open.length)} bars, ${String(rounds)} rounds`,
  );
  for (const peer of racers) {
    const path = join(directory, "results.f64");
    await peer.write(path);
    peer.results = readDoubles(path);
    peer.compared = compare(racers[0].results, peer.results, names, COUNTS);
    peer.mb = peer.stop();
    peer.ratio = ratios(peer.seconds, racers[0].seconds);
    const rates = peer.seconds.map((seconds) => million / seconds);
    const speed = `median ${median(peer.seconds).toFixed(3)} s (${spread(peer.seconds, 3)}), ${median(rates).toFixed(1)} Mbe/s (${spread(rates, 0)})`;
    print(
      `${peer.name.padEnd(18)} ${speed}, peak ${peer.mb.toFixed(0)} MB, warm after ${peer.warmSeconds.toFixed(1)} s; ${peer.version}`,
    );
    if (peer !== racers[0])
      print(
        `  first one is ${median(peer.ratio).toFixed(2)} × as fast (${spread(peer.ratio, 2)}); ${peer.compared.verdict}`,
      );
  }
  return racers;
}

/** A peer's share of a target: the ratio of the first one's speed to its own; `best`: to its own in its best round. */
function judge({ id, what, least, best = false }, [mine, peer]) {
  if (peer === undefined) {
    const absent = { measured: "not measured", spread: "", met: null, why: "The peer is not installed." };
    finding({ id, what, target: `≥ ${String(least)} ×`, ...absent });
    return;
  }
  const ratio = best ? Math.min(...peer.seconds) / median(mine.seconds) : median(peer.ratio);
  finding({
    ...{ id, what, target: `≥ ${String(least)} ×`, measured: `${ratio.toFixed(2)} ×`, spread: spread(peer.ratio, 2) },
    met: peer.compared.matched && ratio >= least,
    why: `${best ? "Against its best round. " : ""}${peer.version}; ${peer.compared.verdict}.`,
  });
}

const kernels = { over: market, terms: recorded.COSTS, names: FIGURES, total: false };
/** kind: whether the points have stops; leastNumba, leastC: ratios that are wanted. */
async function kernelRace(kind, style, [leastNumba, leastC]) {
  const points = recorded.crossoverGrid(step, style);
  const hedge = peers.hedge("hedge, vector", "vector");
  const against = async (id, what, least, start) => {
    if (wanted(id))
      judge({ id, what, least }, await race(`${id} ${what}`, { ...kernels, points, starts: [hedge, start()] }));
  };
  await against("P3", `${kind}, against Numba`, leastNumba, () => peers.numba(kind));
  await against("P4", `${kind}, against C AVX2`, leastC, () => peers.avx2(kind));
}

try {
  await kernelRace("plain", recorded.CROSSOVER, [1.25, 0.7]);
  await kernelRace("stops", recorded.WITH_STOPS, [1, 0.65]);
  if (wanted("P4")) {
    const points = recorded.crossoverGrid(6 * step, recorded.WITH_STOPS);
    const starts = [peers.hedge("hedge, scalar", "scalar"), peers.numba("stops")];
    const what = "scalar TypeScript, stops, against Numba";
    judge({ id: "P4", what, least: 0.45 }, await race(`P4 ${what}`, { ...kernels, points, starts }));
  }
  if (wanted("P1")) {
    const points = recorded.crossoverGrid(4 * step, recorded.CROSSOVER);
    const names = ["totalReturn", "sharpe", "sortino", "maxDrawdown", "trades"];
    const over = recorded.plainMarket(market);
    const starts = [peers.hedge("hedge, sweep", "metrics"), peers.vectorbt()];
    const racers = await race("P1", { points, over, terms: recorded.NO_COSTS, names, starts, total: true });
    judge({ id: "P1", what: "return and 4 metrics, columns included", least: 50, best: true }, racers);
    const [mine, theirs] = racers;
    if (theirs !== undefined) {
      const share = theirs.mb / mine.mb;
      const measured = `${share.toFixed(1)} × less (${mine.mb.toFixed(0)} and ${theirs.mb.toFixed(0)} MB)`;
      const why = "Peak memory of the whole processes, run-time included.";
      finding({ id: "P1", what: "memory", target: "≤ 1/20", measured, spread: "", met: share >= 20, why });
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exit();
