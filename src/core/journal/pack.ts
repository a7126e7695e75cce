import { invariant } from "../lib/invariant.js";
import type { Files } from "../ports/files.js";
import { afterAway, readJournal, segmentPaths } from "./read.js";

/** How bytes are packed and unpacked. */
export interface Packer {
  readonly pack: (bytes: Uint8Array) => Uint8Array;
  readonly unpack: (bytes: Uint8Array) => Uint8Array;
}

export interface PackDeps extends Packer {
  readonly files: Pick<Files, "list" | "exists" | "readBytes" | "replace" | "remove">;
}

/** A segment that was packed. */
export interface PackedSegment {
  readonly path: string;
  readonly bytes: number;
  readonly packedBytes: number;
}

/** Ending of a packed segment: its name still says which it is. */
const PACKED = ".gz";

/**
 * Packs the full segments of a journal but for the newest ones, which are written to or followed. The bytes of the journal stay
 * what they are: whoever reads a segment by its name gets them.
 *
 * Each step leaves at least one whole form of each segment: the packed one is on stable storage, and has been read back and
 * compared, before the plain one goes. Where both are there, the plain one is read. Killed anywhere, it goes on when called again.
 *
 * keepPlain: segments before the current one that stay as they are.
 * Errors: JournalCorruption where the journal is not what was written; nothing is packed then.
 */
export function packSegments(deps: PackDeps, directory: string, keepPlain: number): readonly PackedSegment[] {
  const paths = segmentPaths(deps.files, directory);
  requireSound(deps.files, directory);
  const old = paths.slice(0, Math.max(0, paths.length - 1 - keepPlain));
  return old.filter((path) => deps.files.exists(path)).map((path) => packSegment(deps, path));
}

/** What is away has been checked when it went, and is not here to be read. */
function requireSound(files: PackDeps["files"], directory: string): void {
  const events = readJournal(files, directory, afterAway(files, directory));
  while (events.next().done !== true);
}

function packSegment({ files, pack, unpack }: PackDeps, path: string): PackedSegment {
  const bytes = files.readBytes(path);
  invariant(bytes !== null, `${path} vanished while it was packed`);
  const packed = pack(bytes);
  files.replace(`${path}${PACKED}`, packed);
  const kept = files.readBytes(`${path}${PACKED}`);
  // Read again: a session may have been begun anew under the same name.
  const now = files.readBytes(path);
  const isSame = kept !== null && now !== null && isEqual(unpack(kept), bytes) && isEqual(now, bytes);
  invariant(isSame, `${path}${PACKED} does not give back what ${path} holds: the plain segment stays`);
  files.remove(path);
  return { path, bytes: bytes.length, packedBytes: packed.length };
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
