import { join } from "node:path";
import { Failure } from "../lib/failure.js";
import type { Files } from "../ports/files.js";
import { decodeDocument } from "../sync/document-codec.js";
import { type Standby, standbyDocument } from "../sync/state.schema.js";

const NAME = "standby.json";

/** Why a state directory's books must not be traded on; null if they may. What can't be read keeps it closed. */
export function readStandby(directory: string, files: Pick<Files, "readText">): Standby | null {
  const text = files.readText(join(directory, NAME));
  if (text === null) return null;
  const document = decodeDocument(standbyDocument, text);
  if (document.ok) return document.value;
  const message = `${join(directory, NAME)} can't be read: ${document.error}`;
  return { schema: "hedge.standby/1", why: "fenced", message, fix: "Restore into a new directory.", at: "" };
}

export function writeStandby(directory: string, files: Pick<Files, "replace">, standby: Omit<Standby, "schema">): void {
  files.replace(join(directory, NAME), `${JSON.stringify({ schema: "hedge.standby/1", ...standby })}\n`);
}

export function clearStandby(directory: string, files: Pick<Files, "remove">): void {
  files.remove(join(directory, NAME));
}

/** Errors: Failure 8 with the reason where the books of a directory must not be traded on. */
export function requireNoStandby(directory: string, files: Pick<Files, "readText">): void {
  const standby = readStandby(directory, files);
  if (standby === null) return;
  const { why, message, fix } = standby;
  throw new Failure(`standby_${why}`, 8, message, { file: join(directory, NAME), fix });
}
