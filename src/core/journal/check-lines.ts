import { err, ok, type Result } from "../lib/result.js";
import { decodeLine, JournalLineError } from "./codec.js";

/** Where a chain of lines stands. */
export interface LineChain {
  readonly seq: number;
  readonly hash: string;
}

/** Follows the chain through whole lines of a journal, each with its newline. Errors: which line, and what is wrong with it. */
export function checkLines(bytes: Uint8Array, chain: LineChain): Result<LineChain, string> {
  let { seq, hash } = chain;
  try {
    // A lenient decoder would read any broken byte as the same U+FFFD, and the hash of the text would not see it.
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    for (const line of text.split("\n").slice(0, -1)) {
      hash = decodeLine(line, seq + 1, hash).hash;
      seq += 1;
    }
  } catch (error) {
    if (error instanceof JournalLineError) return err(`event ${seq + 1}: ${error.message}`);
    if (error instanceof TypeError) return err(`after event ${seq}: not UTF-8`);
    throw error;
  }
  return ok({ seq, hash });
}
