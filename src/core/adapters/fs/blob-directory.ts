import * as fs from "node:fs";
import { dirname, join } from "node:path";
import { err, ok, type Result } from "../../lib/result.js";
import type { Blob, BlobStore, StoreAnswer, StoreFault } from "../../ports/blob-store.js";
import { clearLeftovers, createOnce } from "./create-once.js";
import { makeDirectories } from "./make-directories.js";

const GOOD_BLOB_BYTES = 8 * 1024 * 1024;
/** A blob that is replaced is a directory of its versions; the highest number holds. */
const VERSIONS = ".versions";
const VERSION_DIGITS = 12;
/** Versions kept of a blob: a reader that has just seen one may still open it. */
const KEPT_VERSIONS = 4;

/** What a network file system says while its server is away. */
const AWAY = [
  "EIO",
  "ESTALE",
  "ETIMEDOUT",
  "EHOSTDOWN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTCONN",
  "ECONNREFUSED",
  "EAGAIN",
];
const MISSING = ["ENOENT", "ENOTDIR"];
const FULL = ["ENOSPC", "EDQUOT"];

/** Which directory it is, whatever its path leads to meanwhile. */
interface Root {
  readonly dev: number;
  readonly ino: number;
}

/** What lies where the mirror was is not the mirror: a mount point without its disk. */
class RootGone extends Error {}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

function faultOf(error: unknown, directory: string): StoreFault {
  if (error instanceof RootGone) return { kind: "unreachable", message: error.message, fix: "Mount the disk again." };
  const code = codeOf(error);
  // Only the file system's own refusals are the world's fault.
  if (!(error instanceof Error) || code === "" || !("syscall" in error)) throw error;
  const message = `file://${directory}: ${error.message}`;
  if (AWAY.includes(code)) return { kind: "unreachable", message };
  if (FULL.includes(code)) return { kind: "unreachable", message, fix: "Make room on the disk of the mirror." };
  return { kind: "refused", message, fix: "Is the disk mounted, and may this user write there?" };
}

/**
 * Blobs as files below a directory, which may lie on another machine. Any number of processes may use it at once: a file
 * appears whole and under its final name, and needs hard links or, where there are none, a single writer.
 */
export class BlobDirectory implements BlobStore {
  readonly place: string;
  readonly goodBlobBytes = GOOD_BLOB_BYTES;

  /** The directory as it was when it was opened; null as long as it has not been there. */
  #root: Root | null;
  /** A path that lay in it, for a disk that was mounted again and has another number now. */
  #witness: string | null = null;
  readonly #cleared = new Set<string>();

  constructor(readonly directory: string) {
    this.place = `file://${directory}`;
    this.#root = rootAt(directory);
  }

  async create(key: string, bytes: Uint8Array): StoreAnswer<"created" | "exists"> {
    return this.#attempt(() => (this.#createDurably(this.#path(key), bytes) ? "created" : "exists"));
  }

  async get(key: string): StoreAnswer<Blob | null> {
    return this.#attempt(() => {
      const whole = readOrNull(this.#path(key));
      if (whole !== null) {
        this.#witness = this.#path(key);
        return { bytes: whole, tag: "" };
      }
      for (;;) {
        const newest = this.#versions(key).at(-1);
        if (newest === undefined) return null;
        const bytes = readOrNull(join(this.#path(key) + VERSIONS, newest));
        // Gone since the look: a newer one is there.
        if (bytes !== null) return { bytes, tag: newest };
      }
    });
  }

  async listAfter(prefix: string, after: string, limit: number): StoreAnswer<readonly string[]> {
    return this.#attempt(() => {
      const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1);
      const names = namesIn(join(this.directory, folder));
      const keys = names.filter((name) => !name.startsWith(".")).map((name) => folder + name.replace(VERSIONS, ""));
      return keys
        .filter((key) => key.startsWith(prefix) && key > after)
        .sort()
        .slice(0, limit);
    });
  }

  async swap(key: string, bytes: Uint8Array, tag: string | null): StoreAnswer<string | null> {
    return this.#attempt(() => {
      const before = this.#versions(key).at(-1) ?? null;
      if (before !== tag) return null;
      const next = String(Number(before ?? 0) + 1).padStart(VERSION_DIGITS, "0");
      const folder = this.#path(key) + VERSIONS;
      if (!this.#createDurably(join(folder, next), bytes)) return null;
      // Somebody who slept between the look and the deed has put a version that was long replaced and cleared away.
      const versions = this.#versions(key);
      if (versions.at(-1) !== next) return null;
      for (const old of versions.slice(0, -KEPT_VERSIONS)) fs.rmSync(join(folder, old), { force: true });
      return next;
    });
  }

  async remove(key: string): StoreAnswer<null> {
    return this.#attempt(() => {
      fs.rmSync(this.#path(key), { force: true });
      if (this.#witness === this.#path(key)) this.#witness = null;
      return null;
    });
  }

  #path(key: string): string {
    return join(this.directory, key);
  }

  #versions(key: string): readonly string[] {
    return namesIn(this.#path(key) + VERSIONS)
      .filter((name) => !name.startsWith("."))
      .sort();
  }

  #createDurably(path: string, bytes: Uint8Array): boolean {
    if (fs.existsSync(path)) return false;
    const folder = dirname(path);
    makeDirectories(folder);
    if (!this.#cleared.has(folder)) clearLeftovers(folder);
    this.#cleared.add(folder);
    if (createOnce(path, bytes) === "different") return false;
    syncDirectory(folder);
    this.#root ??= rootAt(this.directory);
    this.#witness = path;
    return true;
  }

  /** Errors: RootGone. What was open once is never made again: it would hide below the disk that belongs there. */
  #requireRoot(): void {
    if (this.#root === null) return;
    const now = rootAt(this.directory);
    if (now?.dev === this.#root.dev && now.ino === this.#root.ino) return;
    if (now === null || this.#witness === null || !fs.existsSync(this.#witness)) {
      throw new RootGone(
        `file://${this.directory}: ${now === null ? "gone" : "another directory lies there"} since it was opened`,
      );
    }
    this.#root = now;
  }

  #attempt<T>(call: () => T): Result<T, StoreFault> {
    try {
      this.#requireRoot();
      return ok(call());
    } catch (error) {
      return err(faultOf(error, this.directory));
    }
  }
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (MISSING.includes(codeOf(error))) return null;
    throw error;
  }
}

function rootAt(directory: string): Root | null {
  return orNull(() => fs.statSync(directory));
}

function readOrNull(path: string): Uint8Array | null {
  return orNull(() => fs.readFileSync(path));
}

function namesIn(folder: string): readonly string[] {
  return orNull(() => fs.readdirSync(folder)) ?? [];
}

function syncDirectory(directory: string): void {
  const descriptor = fs.openSync(directory, "r");
  try {
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}
