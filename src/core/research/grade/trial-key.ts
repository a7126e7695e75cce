import { canonicalJson } from "../../lib/canonical-json.js";
import { sha256Hex } from "../../lib/hash.js";
import type { TrialKey } from "../../ports/trial-ledger.js";

/** What trials of a strategy on these markets are counted under; the order of the markets does not matter. */
export function trialKey(family: string, symbols: readonly string[]): TrialKey {
  return { family, universeHash: sha256Hex(canonicalJson([...symbols].sort())) };
}
