import { ok } from "../../src/core/lib/result.js";
import type { Blob, BlobStore, StoreAnswer } from "../../src/core/ports/blob-store.js";

/** A store in this process's memory. */
export class MemoryBlobStore implements BlobStore {
  readonly place = "memory://";
  readonly blobs = new Map<string, Blob>();
  #version = 0;

  constructor(readonly goodBlobBytes = 4_096) {}

  async create(key: string, bytes: Uint8Array): StoreAnswer<"created" | "exists"> {
    if (this.blobs.has(key)) return ok("exists");
    this.#put(key, bytes);
    return ok("created");
  }

  async get(key: string): StoreAnswer<Blob | null> {
    return ok(this.blobs.get(key) ?? null);
  }

  async listAfter(prefix: string, after: string, limit: number): StoreAnswer<readonly string[]> {
    const keys = [...this.blobs.keys()].filter((key) => key.startsWith(prefix) && key > after);
    return ok(keys.sort().slice(0, limit));
  }

  async swap(key: string, bytes: Uint8Array, tag: string | null): StoreAnswer<string | null> {
    if ((this.blobs.get(key)?.tag ?? null) !== tag) return ok(null);
    return ok(this.#put(key, bytes));
  }

  async remove(key: string): StoreAnswer<null> {
    this.blobs.delete(key);
    return ok(null);
  }

  #put(key: string, bytes: Uint8Array): string {
    this.#version += 1;
    const tag = `v${String(this.#version)}`;
    this.blobs.set(key, { bytes: Uint8Array.from(bytes), tag });
    return tag;
  }
}

/** A store with some of its answers replaced. */
export function overStore(store: BlobStore, changes: Partial<BlobStore>): BlobStore {
  return {
    place: store.place,
    goodBlobBytes: store.goodBlobBytes,
    create: (key, bytes) => store.create(key, bytes),
    get: (key) => store.get(key),
    listAfter: (prefix, after, limit) => store.listAfter(prefix, after, limit),
    swap: (key, bytes, tag) => store.swap(key, bytes, tag),
    remove: (key) => store.remove(key),
    ...changes,
  };
}
