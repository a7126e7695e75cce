import { parseJson } from "../../readmodel/json-codec.js";
import { canonicalJson } from "../../lib/canonical-json.js";
import { sha256Hex } from "../../lib/hash.js";
import type { SweepAxis } from "./axes.js";
import type { Rankable } from "./figures.js";
import type { SearchTerms } from "./points.js";

/** All that the figures of a sweep depend on; equal inputs have equal figures on any machine. */
export interface SweepInputs {
  /** SHA-256 of what the build was made from. */
  readonly codeHash: string;
  readonly configHash: string;
  /** SHA-256 of the data manifest. */
  readonly dataHash: string;
  readonly axes: readonly SweepAxis[];
  readonly search: SearchTerms;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Trials of a sweep from `from` up to `to`, computed in one piece by whoever takes it. */
export interface SweepChunk {
  /** Names the chunk's file and its job. */
  readonly key: string;
  readonly from: number;
  readonly to: number;
}

/** What is shown of a finished sweep; changes none of its figures. */
export interface SweepView {
  readonly metric: Rankable;
  readonly top: number;
  readonly verify: number;
}

/** `sweep-manifest.json`: a whole sweep before its first figure. What is left to do is its chunks minus those that exist. */
export interface SweepManifest {
  readonly schema: "hedge.sweep-manifest/1";
  readonly id: string;
  readonly inputsHash: string;
  readonly codeVersion: string;
  readonly inputs: SweepInputs;
  readonly strategy: string;
  readonly symbols: readonly string[];
  /** The effective configuration, with the swept strategy alone. */
  readonly config: unknown;
  readonly dataDirectory: string;
  readonly trials: number;
  /** Bars that one trial is evaluated on, over all markets. */
  readonly barsPerTrial: number;
  readonly view: SweepView;
  readonly chunks: readonly SweepChunk[];
}

/** A small sweep is cut so that a few machines have something to do each. */
const FEWEST_CHUNKS = 32;
/** Bounds the bytes of a chunk: with 16 figures and twice 64 sums a trial, some 4.8 MB. */
const MOST_TRIALS = 4_096;
/** Bar evaluations of a chunk: some ten seconds of one processor at a hundred million a second. */
const CHUNK_EVALUATIONS = 1e9;
/** However heavy a trial is: a chunk has a file, and a line in the manifest. */
const MOST_CHUNKS = 10_000;

export function inputsHashOf(inputs: SweepInputs): string {
  return sha256Hex(canonicalJson(inputs));
}

/**
 * The chunks of a sweep, in the order of its trials. They depend on the inputs alone, so that machines that do not know of
 * each other cut alike.
 */
export function planChunks(
  inputs: SweepInputs,
  { trials, barsPerTrial }: { readonly trials: number; readonly barsPerTrial: number },
): readonly SweepChunk[] {
  const byWork = Math.floor(CHUNK_EVALUATIONS / Math.max(1, barsPerTrial));
  const wanted = Math.min(Math.ceil(trials / FEWEST_CHUNKS), MOST_TRIALS, byWork);
  const size = Math.max(1, Math.ceil(trials / MOST_CHUNKS), wanted);
  const keyOf = chunkKeys(inputs);
  return Array.from({ length: Math.ceil(trials / size) }, (_, at) => {
    const range = { from: at * size, to: Math.min(trials, (at + 1) * size) };
    return { key: keyOf(range), ...range };
  });
}

/** SHA-256 over the code, the data and the parameters: the axes and the search say which those from..to are. */
function chunkKeys(inputs: SweepInputs): (range: { readonly from: number; readonly to: number }) => string {
  const { codeHash, dataHash } = inputs;
  const inputsHash = inputsHashOf(inputs);
  return ({ from, to }) => sha256Hex(canonicalJson({ codeHash, dataHash, inputsHash, from, to }));
}

/** A manifest from its text; null where it is none, or not whole. */
export function manifestOf(text: string): SweepManifest | null {
  const parsed = parseJson(text);
  return parsed.ok && isWholeManifest(parsed.value) ? parsed.value : null;
}

/** Whether a manifest is what it claims: its hashes and keys are those of its content. */
export function isWholeManifest(value: unknown): value is SweepManifest {
  const manifest = value as Partial<SweepManifest> | null;
  if (manifest?.schema !== "hedge.sweep-manifest/1" || manifest.inputs === undefined) return false;
  const { inputs, inputsHash, chunks, trials = 0 } = manifest;
  if (inputsHashOf(inputs) !== inputsHash || !Array.isArray(chunks)) return false;
  const keyOf = chunkKeys(inputs);
  let next = 0;
  for (const { key, from, to } of chunks as readonly SweepChunk[]) {
    if (from !== next || !(to > from) || key !== keyOf({ from, to })) return false;
    next = to;
  }
  return next === trials;
}
