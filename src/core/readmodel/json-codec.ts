import { err, ok, type Result } from "../lib/result.js";

/** JSON from a file that anybody may have edited. */
export function parseJson(text: string): Result<unknown, string> {
  try {
    return ok(JSON.parse(text) as unknown);
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
}
