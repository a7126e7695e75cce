import { nodeFiles } from "../../../adapters/fs/node-files.js";
import { Failure } from "../../../lib/failure.js";
import type { BarStore } from "../../../ports/bar-store.js";
import { manifestOf, type SweepManifest } from "../../../research/sweep/manifest.js";
import { codeIdentity } from "../code-version.js";
import { type ChunkThreads, startChunkThreads } from "./chunk-threads.js";
import { openStudy } from "./open-study.js";
import { planSweep, requireSameInputs } from "./plan-sweep.js";
import { askOfManifest } from "./sweep-ask.js";

/** A sweep of another machine that this one takes part in. */
export interface JoinedSweep {
  readonly manifest: SweepManifest;
  readonly threads: ChunkThreads;
}

/**
 * Prepares to compute chunks of a sweep from its manifest.
 *
 * Errors: Failure 3 for a manifest that is none, and for another code or other data than that of the sweep.
 */
export async function joinSweep(text: string, store: BarStore, threads: number): Promise<JoinedSweep> {
  const manifest = readManifest(text);
  requireSameInputs(manifest, { codeHash: codeIdentity(nodeFiles).codeHash, dataHash: store.manifestSha256 });
  const ask = askOfManifest(manifest);
  const study = await openStudy({ ...ask, store });
  if (planSweep(ask, study, store).inputsHash !== manifest.inputsHash)
    throw invalid("this machine plans it differently");
  return { manifest, threads: startChunkThreads(study, threads) };
}

function readManifest(text: string): SweepManifest {
  const manifest = manifestOf(text);
  if (manifest !== null) return manifest;
  throw invalid("its hashes are not those of its content");
}

function invalid(why: string): Failure {
  return new Failure("manifest_invalid", 3, `the manifest of the sweep can't be used: ${why}`, {
    fix: "Begin the sweep again, with one version of hedge on all machines.",
  });
}
