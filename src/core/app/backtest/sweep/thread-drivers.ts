import { evaluateInto, evaluateToFiles } from "./evaluate-chunks.js";
import type { SweepDriver } from "./driver.js";
import { jobOver } from "./ground.js";
import type { Shard } from "./shard.js";

/** All that is missing, on the threads of this process. */
export function localDriver(workers: number): SweepDriver {
  return {
    name: "local",
    run: async ({ study, missing, store, stop, onProgress }) => {
      const job = jobOver(study, study.points, study.bars);
      const chunks = await evaluateInto(job, missing, { workers, store, stop, onProgress });
      return { held: { job, chunks }, chunks: chunks.length, workers };
    },
    close: () => Promise.resolve(),
  };
}

/** The chunks of one shard, on the threads of this process, into a folder that all shards share. */
export function staticDriver(shard: Shard, workers: number): SweepDriver {
  return {
    name: "static",
    run: async ({ manifest, study, missing, store, stop, onProgress }) => {
      const place = new Map(manifest.chunks.map(({ key }, at) => [key, at]));
      const mine = missing.filter(({ key }) => (place.get(key) ?? 0) % shard.count === shard.index);
      await evaluateToFiles(study, mine, { workers, store, stop, onProgress });
      const left = store.missing(mine).length;
      return { held: null, chunks: mine.length - left, workers };
    },
    close: () => Promise.resolve(),
  };
}
