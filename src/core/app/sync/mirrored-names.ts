import { join } from "node:path";
import { fundDirectory } from "../../journal/fund-ledger.js";

const LEDGER_SEGMENT = /^\d{6}\.jsonl$/;
const MIRRORED_SEGMENT = /^fund-(\d{6}\.jsonl)$/;
const PLAIN_NAME = /^[a-z][a-z_]{0,40}\.jsonl?$/;

/** The name in a mirror of a file beside the fund's ledger; null for what is not mirrored: its lock. */
export function mirroredFundFile(file: string): string | null {
  return LEDGER_SEGMENT.test(file) ? `fund-${file}` : null;
}

/** Where a file of a mirror goes. A head comes from elsewhere: it may name files of this directory, and nothing else. */
export function placeOfMirrored(directory: string, name: string): string | null {
  const [, segment] = MIRRORED_SEGMENT.exec(name) ?? [];
  if (segment !== undefined) return join(fundDirectory(directory), segment);
  return PLAIN_NAME.test(name) ? join(directory, name) : null;
}
