import { join } from "node:path";
import { inodeOf } from "../../adapters/fs/file-modes.js";
import { processName, temporaryName } from "../../adapters/system/machine.js";
import { sha256Hex } from "../../lib/hash.js";
import type { Files } from "../../ports/files.js";
import { decodeDocument } from "../../sync/document-codec.js";
import { type SyncState, syncState, writerDocument } from "../../sync/state.schema.js";

/** Everything of the mirror in a state directory. `--fresh` leaves it where it is. */
export function syncDirectory(stateDirectory: string): string {
  return join(stateDirectory, "sync");
}

const statePath = (directory: string): string => join(syncDirectory(directory), "state.json");
const writerPath = (directory: string): string => join(syncDirectory(directory), "writer.json");

/** Where the mirror of a directory stood last; null where it has none, or that can't be read (the mirror itself knows). */
export function readSyncState(stateDirectory: string, files: Pick<Files, "readText">): SyncState | null {
  const text = files.readText(statePath(stateDirectory));
  const document = text === null ? null : decodeDocument(syncState, text);
  return document?.ok === true ? document.value : null;
}

export function writeSyncState(stateDirectory: string, files: Pick<Files, "replace">, state: SyncState): void {
  files.replace(statePath(stateDirectory), `${JSON.stringify(state)}\n`);
}

/** The name of a state directory in mirrors, made when it is first needed. A copied directory gets a name of its own. */
export function writerOf(stateDirectory: string, files: Files): string {
  const directory = syncDirectory(stateDirectory);
  files.makeDirectory(directory);
  const inode = inodeOf(directory);
  const text = files.readText(writerPath(stateDirectory));
  const known = text === null ? null : decodeDocument(writerDocument, text);
  if (known?.ok === true && known.value.inode === inode) return known.value.writer;
  const writer = sha256Hex(`${processName()} ${temporaryName()}`).slice(0, 12);
  files.replace(writerPath(stateDirectory), `${JSON.stringify({ schema: "hedge.sync-writer/1", writer, inode })}\n`);
  return writer;
}
