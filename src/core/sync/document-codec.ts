import { err, ok, type Result } from "../lib/result.js";
import type { Shape } from "../lib/shape.js";

/** A JSON document that came from elsewhere, if it is what it should be; else what is wrong with it. */
export function decodeDocument<T>(shape: Shape<T>, content: Uint8Array | string): Result<T, string> {
  try {
    const text = typeof content === "string" ? content : new TextDecoder("utf-8", { fatal: true }).decode(content);
    const parsed = shape.safeParse(JSON.parse(text));
    if (parsed.success) return ok(parsed.data);
    const [issue] = parsed.error.issues;
    return err(`${issue?.path.map(String).join(".") ?? ""}: ${issue?.message ?? "not valid"}`);
  } catch {
    return err("not JSON");
  }
}

export function encodeDocument(document: object): Uint8Array {
  return Buffer.from(`${JSON.stringify(document)}\n`, "utf8");
}
