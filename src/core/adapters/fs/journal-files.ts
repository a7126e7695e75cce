import * as fs from "node:fs";
import { join } from "node:path";
import { AWAY, type AwaySegment, JournalAway, parseAway } from "../../journal/away.js";
import { segmentName } from "../../journal/read.js";
import type { JournalSink, JournalSource } from "../../ports/journal-source.js";
import { makeDirectories } from "./make-directories.js";
import { openOrNull, packedLength, packedPath, PackedReader } from "./packed-segments.js";
import { naming } from "./with-path.js";

const SEGMENT = /^(\d{6})\.jsonl(?:\.gz|\.away)?$/;
const FILE_MODE = 0o600;

function withFile<T>(path: string, flags: string, use: (descriptor: number) => T): T {
  const descriptor = fs.openSync(path, flags, FILE_MODE);
  return closing(descriptor, path, () => use(descriptor));
}

function closing<T>(descriptor: number, path: string, use: () => T): T {
  try {
    return naming(path, use);
  } finally {
    fs.closeSync(descriptor);
  }
}

/** read(2) may give less than was asked for before the end of the file. */
function readUpTo(descriptor: number, offset: number, limit: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(limit);
  let length = 0;
  for (let got = -1; got !== 0 && length < limit; length += got) {
    got = fs.readSync(descriptor, bytes, length, limit - length, offset + length);
  }
  return bytes.subarray(0, length);
}

function sizeOf(path: string): number | null {
  return fs.statSync(path, { throwIfNoEntry: false })?.size ?? null;
}

/** The note in place of a segment that lies in the mirror alone; null where there is none. */
function awayOf(path: string): AwaySegment | null {
  const note = `${path}${AWAY}`;
  return fs.existsSync(note) ? parseAway(fs.readFileSync(note, "utf8")) : null;
}

/** Errors: JournalAway for a segment that lies in the mirror alone. */
function readElsewhere(packed: PackedReader, path: string, { offset, limit }: Span): Uint8Array {
  const bytes = packed.read(path, offset, limit);
  if (bytes === null && awayOf(path) !== null) throw new JournalAway(path);
  return bytes ?? new Uint8Array();
}

interface Span {
  readonly offset: number;
  readonly limit: number;
}

/** Background sync: the thread that trades elsewhere shares nothing with it but the disk. */
function syncFile(path: string): Promise<void> {
  const descriptor = openOrNull(path) ?? fs.openSync(packedPath(path) ?? path, "r");
  return new Promise((resolve, reject) => {
    fs.fdatasync(descriptor, (error) => {
      fs.closeSync(descriptor);
      if (error === null) resolve();
      else reject(error);
    });
  });
}

/** The journal in a directory, for one who only reads it. Opens nothing for writing. */
export function journalSource(directory: string): JournalSource {
  const path = (segment: number): string => join(directory, segmentName(segment));
  const packed = new PackedReader();
  return {
    segments: () => {
      if (!fs.existsSync(directory)) return [];
      const names = fs.readdirSync(directory).map((name) => SEGMENT.exec(name)?.[1]);
      const numbers = new Set(names.flatMap((digits) => (digits === undefined ? [] : [Number(digits)])));
      return [...numbers].sort((a, b) => a - b);
    },
    length: (segment) => sizeOf(path(segment)) ?? packedLength(path(segment)) ?? awayOf(path(segment))?.bytes ?? null,
    read: (segment, offset, limit) => {
      const descriptor = openOrNull(path(segment));
      if (descriptor === null) return readElsewhere(packed, path(segment), { offset, limit });
      return closing(descriptor, path(segment), () => {
        const wanted = Math.min(limit, fs.fstatSync(descriptor).size - offset);
        return wanted <= 0 ? new Uint8Array() : readUpTo(descriptor, offset, wanted);
      });
    },
    sync: (segment) => syncFile(path(segment)),
  };
}

/** The same for one who fills the journal from elsewhere; the directory is made. */
export function journalSink(directory: string): JournalSink {
  makeDirectories(directory);
  const path = (segment: number): string => join(directory, segmentName(segment));
  return {
    ...journalSource(directory),
    append: (segment, bytes) => {
      withFile(path(segment), "a", (descriptor) => {
        for (let done = 0; done < bytes.length;) done += fs.writeSync(descriptor, bytes, done);
      });
    },
    truncate: (segment, length) => {
      withFile(path(segment), "r+", (descriptor) => {
        fs.ftruncateSync(descriptor, length);
      });
    },
    sync: async (segment) => {
      await syncFile(path(segment));
      // The name of a new segment has to survive as well.
      withFile(directory, "r", (descriptor) => {
        fs.fsyncSync(descriptor);
      });
    },
  };
}
