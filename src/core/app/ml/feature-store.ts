import { type TableColumn, tableBytes } from "../../adapters/parquet/table-bytes.js";
import { FEATURE_CODE_SHA256 } from "../../domain/feature-code.js";
import { grouped } from "../../lib/grouped.js";
import { sha256Hex } from "../../lib/hash.js";
import type { Files } from "../../ports/files.js";
import type { Sample, SampleSet } from "../../research/ml/samples.js";
import { MODEL_FEATURES } from "../../screener/model-features.js";

/**
 * Writes the samples of each market as `STATE/features/<feature code>/<strategy>/<SYMBOL>.parquet`: one row an entry, with the
 * instant it is as of, the features as they were known then, and what came of it. Returns the SHA-256 over all of them.
 */
export function writeFeatures(
  files: Pick<Files, "makeDirectory" | "replace">,
  state: string,
  { strategy, set }: { readonly strategy: string; readonly set: SampleSet },
): { readonly directory: string; readonly hash: string } {
  const directory = `${state}/features/${FEATURE_CODE_SHA256.slice(0, 12)}/${strategy}`;
  files.makeDirectory(directory);
  const hashes = [...grouped(set.samples, ({ symbol }) => symbol)].map(([symbol, samples]) => {
    const bytes = tableBytes(columnsOf(samples));
    files.replace(`${directory}/${symbol}.parquet`, bytes);
    return `${symbol} ${sha256Hex(bytes)}\n`;
  });
  return { directory, hash: sha256Hex(hashes.sort().join("")) };
}

function columnsOf(samples: readonly Sample[]): readonly TableColumn[] {
  return [
    { name: "as_of", kind: "time", values: samples.map(({ fromMs }) => fromMs) },
    { name: "known_at", kind: "time", values: samples.map(({ toMs }) => toMs) },
    { name: "side", kind: "text", values: samples.map(({ side }) => side) },
    ...MODEL_FEATURES.map(({ name }, column) => {
      return { name, kind: "double" as const, values: samples.map(({ features }) => features[column] ?? Number.NaN) };
    }),
    { name: "net_return", kind: "double", values: samples.map(({ netReturn }) => netReturn) },
  ];
}
