import type { SweepJob } from "../../../research/sweep/evaluate.js";
import { readFigures, type SweepMetrics, sweepMetrics } from "../../../research/sweep/figures.js";
import { rowParams } from "../../../research/sweep/symbol-axis.js";
import type { SweepManifest } from "../../../research/sweep/manifest.js";
import type { SweepRow } from "../../../research/sweep/sweep-document.js";
import type { ChunkStore } from "./chunk-store.js";
import type { DriverEnd } from "./driver.js";
import { jobOver } from "./ground.js";
import type { SweepStudy } from "./open-study.js";

/** The figures of all trials side by side: those in memory, and the others from their files. */
export async function gatherJob(
  manifest: SweepManifest,
  study: SweepStudy,
  { held, store }: { readonly held: DriverEnd["held"]; readonly store: ChunkStore },
): Promise<SweepJob> {
  const job = held?.job ?? jobOver(study, study.points, study.bars);
  const inMemory = new Set(held?.chunks.map(({ key }) => key));
  for (const chunk of manifest.chunks) {
    if (!inMemory.has(chunk.key)) await store.read(chunk, job, chunk.from);
  }
  return job;
}

/** Every row of the search, in its order. */
export function rowsOf(manifest: SweepManifest, study: SweepStudy, job: SweepJob): readonly SweepRow[] {
  const { axes } = manifest.inputs;
  const span = { navStart: study.terms.navStart, barMs: study.markets[0]?.barMs ?? Number.NaN };
  return study.values.map((row, trial) => {
    const metrics: SweepMetrics = sweepMetrics(readFigures(job.figures, trial), span);
    return { params: rowParams(axes, row), metrics };
  });
}
