import * as nodeFs from "node:fs";
import { dirname } from "node:path";
import { gunzipSync } from "node:zlib";
import type { AppendFile, Files } from "../../ports/files.js";
import { makeDirectories } from "./make-directories.js";
import { packedPath } from "./packed-segments.js";
import { naming, withPath } from "./with-path.js";

/** The system calls everything durable goes through; tests replace them to fail or to die at one of them. */
export type FileSystem = Pick<
  typeof nodeFs,
  | "openSync"
  | "closeSync"
  | "writeSync"
  | "fsyncSync"
  | "fdatasync"
  | "fdatasyncSync"
  | "ftruncateSync"
  | "fstatSync"
  | "renameSync"
  | "rmSync"
  | "mkdirSync"
  | "existsSync"
  | "readFileSync"
  | "readdirSync"
  | "statfsSync"
>;

const FILE_MODE = 0o600;

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** write(2) may take less than it was given (a nearly full disk); the rest follows or the error surfaces. */
function writeAll(fs: FileSystem, { descriptor, path }: OpenFile, bytes: Uint8Array): void {
  naming(path, () => {
    let offset = 0;
    while (offset < bytes.length) offset += fs.writeSync(descriptor, bytes, offset, bytes.length - offset);
  });
}

interface OpenFile {
  readonly descriptor: number;
  readonly path: string;
}

function syncDirectory(fs: FileSystem, directory: string): void {
  const descriptor = fs.openSync(directory, "r");
  try {
    naming(directory, () => {
      fs.fsyncSync(descriptor);
    });
  } finally {
    fs.closeSync(descriptor);
  }
}

class NodeAppendFile implements AppendFile {
  #length: number;

  constructor(
    readonly fs: FileSystem,
    readonly file: OpenFile,
  ) {
    this.#length = fs.fstatSync(file.descriptor).size;
  }

  get length(): number {
    return this.#length;
  }

  write(bytes: Uint8Array): void {
    writeAll(this.fs, this.file, bytes);
    this.#length += bytes.length;
  }

  sync(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.fs.fdatasync(this.file.descriptor, (error) => {
        if (error === null) resolve();
        else reject(withPath(error, this.file.path));
      });
    });
  }

  syncNow(): void {
    naming(this.file.path, () => {
      this.fs.fdatasyncSync(this.file.descriptor);
    });
  }

  close(): void {
    this.fs.closeSync(this.file.descriptor);
  }
}

function replaceFile(fs: FileSystem, path: string, content: string | Uint8Array): void {
  const temporary = `${path}.tmp`;
  const descriptor = fs.openSync(temporary, "w", FILE_MODE);
  try {
    writeAll(fs, { descriptor, path: temporary }, typeof content === "string" ? Buffer.from(content, "utf8") : content);
    naming(temporary, () => {
      fs.fsyncSync(descriptor);
    });
  } finally {
    fs.closeSync(descriptor);
  }
  fs.renameSync(temporary, path);
  syncDirectory(fs, dirname(path));
}

function truncateFile(fs: FileSystem, path: string, length: number): void {
  const descriptor = fs.openSync(path, "r+");
  try {
    naming(path, () => {
      fs.ftruncateSync(descriptor, length);
      fs.fsyncSync(descriptor);
    });
  } finally {
    fs.closeSync(descriptor);
  }
}

/** A new file's name must survive a power cut as well: the directory is synced. */
function openForAppend(fs: FileSystem, path: string): AppendFile {
  const existed = fs.existsSync(path);
  const file = new NodeAppendFile(fs, { descriptor: fs.openSync(path, "a", FILE_MODE), path });
  if (!existed) syncDirectory(fs, dirname(path));
  return file;
}

/** A full segment of a journal may lie packed beside its name, or be packed between two looks. */
function readWhole(fs: FileSystem, path: string): Uint8Array | null {
  const plain = orNull(() => fs.readFileSync(path));
  const packed = packedPath(path);
  if (plain !== null || packed === null) return plain;
  const bytes = orNull(() => fs.readFileSync(packed));
  return bytes === null ? null : naming(packed, () => gunzipSync(bytes));
}

/** Files over the given system calls. State files are 0600 in directories of 0700. */
export function createFiles(fs: FileSystem): Files {
  return {
    readText: (path) => orNull(() => fs.readFileSync(path, "utf8")),
    readBytes: (path) => readWhole(fs, path),
    list: (directory) => orNull(() => fs.readdirSync(directory).sort()) ?? [],
    exists: (path) => fs.existsSync(path),
    makeDirectory: (path) => {
      makeDirectories(path, fs);
    },
    openAppend: (path) => openForAppend(fs, path),
    truncate: (path, length) => {
      truncateFile(fs, path, length);
    },
    replace: (path, content) => {
      replaceFile(fs, path, content);
    },
    rename: (from, to) => {
      fs.renameSync(from, to);
      syncDirectory(fs, dirname(to));
    },
    remove: (path) => {
      fs.rmSync(path, { force: true, recursive: true });
    },
    freeBytes: (path) => {
      const stats = fs.statfsSync(path);
      return stats.bavail * stats.bsize;
    },
  };
}

/** The machine's file system. */
export const nodeFiles: Files = createFiles(nodeFs);
