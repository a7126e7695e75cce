import type { Result } from "../lib/result.js";

/** Why a store could not do what it was asked. */
export interface StoreFault {
  /**
   * unreachable: no answer, or one that says "not now": tried again. busy: two wrote at once: tried again at once.
   * refused: leave, name or address is wrong: nothing but a person can help. garbled: not what was put there.
   */
  readonly kind: "unreachable" | "busy" | "refused" | "garbled";
  readonly message: string;
  readonly fix?: string;
}

export interface Blob {
  readonly bytes: Uint8Array;
  /** Names this version of the blob for `swap`. */
  readonly tag: string;
}

export type StoreAnswer<T> = Promise<Result<T, StoreFault>>;

/**
 * The little a mirror asks of a place: a directory, an object store or a document database. Keys are parts of
 * `[a-z0-9._-]`, joined by slashes.
 *
 * A fault never says that nothing happened: an answer may be lost after the deed.
 */
export interface BlobStore {
  /** Its address, without secrets. */
  readonly place: string;
  /** Length up to which one blob is cheap to write. Longer ones are taken, too. */
  readonly goodBlobBytes: number;
  /** Puts a blob where there is none; what lies there stays as it is. */
  create(key: string, bytes: Uint8Array): StoreAnswer<"created" | "exists">;
  get(key: string): StoreAnswer<Blob | null>;
  /** Keys that begin with `prefix` and come after `after` (a key, or "" for all), in order, at most `limit`. */
  listAfter(prefix: string, after: string, limit: number): StoreAnswer<readonly string[]>;
  /**
   * Replaces the version `tag` of a blob (null: puts it where there is none). Returns the tag of the new version; null
   * where another version lies there by now.
   */
  swap(key: string, bytes: Uint8Array, tag: string | null): StoreAnswer<string | null>;
  /** Takes a blob away, if it is there. Chains and leases are never removed. */
  remove(key: string): StoreAnswer<null>;
}
