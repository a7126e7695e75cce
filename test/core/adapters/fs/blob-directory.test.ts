import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, cpSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BlobDirectory } from "../../../../src/core/adapters/fs/blob-directory.js";

let parent: string;
let place: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "hedge-blobs-"));
  place = join(parent, "mirror");
  mkdirSync(place);
});
afterEach(() => {
  rmSync(parent, { recursive: true });
});

const BYTES = Buffer.from("line\n");

describe("a directory of blobs whose disk goes away", () => {
  it("is unreachable, is not made again, and goes on once it is back", async () => {
    const store = new BlobDirectory(place);
    expect(await store.create("v1/seg/1", BYTES)).toMatchObject({ ok: true, value: "created" });
    renameSync(place, `${place}.away`);
    for (const answer of [await store.create("v1/seg/2", BYTES), await store.get("v1/seg/1")]) {
      expect(answer).toMatchObject({ error: { kind: "unreachable", message: /mirror: gone since it was opened/ } });
    }
    expect(existsSync(place)).toBe(false);
    renameSync(`${place}.away`, place);
    expect(await store.create("v1/seg/2", BYTES)).toMatchObject({ ok: true, value: "created" });
  });

  it("leaves nothing in the bare mount point", async () => {
    const store = new BlobDirectory(place);
    await store.create("v1/seg/1", BYTES);
    renameSync(place, `${place}.away`);
    mkdirSync(place);
    expect(await store.swap("v1/lease.json", BYTES, null)).toMatchObject({
      error: { kind: "unreachable", message: /another directory lies there/ },
    });
    expect(readdirSync(place)).toEqual([]);
  });

  it("is the same one where it comes back under another number with what lay in it", async () => {
    const store = new BlobDirectory(place);
    await store.create("v1/seg/1", BYTES);
    renameSync(place, `${place}.away`);
    cpSync(`${place}.away`, place, { recursive: true });
    expect(await store.create("v1/seg/2", BYTES)).toMatchObject({ ok: true, value: "created" });
  });
});
