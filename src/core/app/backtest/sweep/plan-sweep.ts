import { nodeFiles } from "../../../adapters/fs/node-files.js";
import { configHash } from "../../../config/hash.js";
import { Failure } from "../../../lib/failure.js";
import type { BarStore } from "../../../ports/bar-store.js";
import { inputsHashOf, planChunks, type SweepInputs, type SweepManifest } from "../../../research/sweep/manifest.js";
import { dataName } from "../../recorded-data.js";
import { codeIdentity } from "../code-version.js";
import type { SweepStudy } from "./open-study.js";
import type { SweepAsk } from "./sweep-ask.js";

/** Chunks of a sweep and all that its figures depend on, before the first of them. */
export function planSweep(ask: SweepAsk, study: SweepStudy, store: BarStore): SweepManifest {
  const { codeHash, codeVersion } = codeIdentity(nodeFiles);
  const { config, strategy, axes, search, view } = ask;
  const { askedFromMs: fromMs, toMs } = study;
  const inputs: SweepInputs = {
    ...{ codeHash, configHash: configHash(config), dataHash: store.manifestSha256 },
    ...{ axes, search, fromMs, toMs },
  };
  const inputsHash = inputsHashOf(inputs);
  const trials = study.points.length;
  const barsPerTrial = study.bars * (study.alone === undefined ? study.markets.length : 1);
  return {
    schema: "hedge.sweep-manifest/1",
    id: `${strategy}-sweep-${inputsHash.slice(0, 10)}`,
    ...{ inputsHash, codeVersion, inputs, strategy },
    symbols: study.markets.map(({ symbol }) => symbol),
    config,
    dataDirectory: dataName(config),
    ...{ trials, barsPerTrial, view },
    chunks: planChunks(inputs, { trials, barsPerTrial }),
  };
}

/**
 * Refuses to compute for a sweep with another code or other data: its chunks would not fit together.
 *
 * Errors: Failure 3 naming which of the two differs.
 */
export function requireSameInputs(
  begun: SweepManifest,
  mine: { readonly codeHash: string; readonly dataHash: string },
): void {
  const { id, codeVersion, inputs } = begun;
  if (inputs.codeHash !== mine.codeHash) {
    const codes = `${inputs.codeHash.slice(0, 10)} (hedge ${codeVersion}), and this is ${mine.codeHash.slice(0, 10)}`;
    throw new Failure("code_differs", 3, `${id} was begun by code ${codes}`, {
      path: "codeHash",
      value: mine.codeHash,
      fix: "Check out the commit that began it and build it (`npm ci`), or begin the sweep again.",
    });
  }
  if (inputs.dataHash !== mine.dataHash) {
    const data = `${inputs.dataHash.slice(0, 10)}, and the data here is ${mine.dataHash.slice(0, 10)}`;
    throw new Failure("data_differs", 3, `${id} was begun over data ${data}`, {
      path: "runtime.paper.data_directory",
      value: mine.dataHash,
      fix: "Bring the same data (its manifest.json has the hash), or begin the sweep again.",
    });
  }
}
