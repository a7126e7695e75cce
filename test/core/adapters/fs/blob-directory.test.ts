import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
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
      expect(answer).toMatchObject({
        error: { kind: "unreachable", message: expect.stringContaining("mirror: gone since it was opened") as string },
      });
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
      error: { kind: "unreachable", message: expect.stringContaining("another directory lies there") as string },
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

it("clears away what a killed writer left two hours ago, not what one may be writing now", async () => {
  const slots = join(place, "v1/seg");
  mkdirSync(slots, { recursive: true });
  const old = ".11111111-1111-4111-8111-111111111111.tmp";
  const young = ".22222222-2222-4222-8222-222222222222.tmp";
  for (const name of [old, young]) writeFileSync(join(slots, name), "half");
  const before = new Date(Date.now() - 2 * 3_600_000);
  utimesSync(join(slots, old), before, before);
  await new BlobDirectory(place).create("v1/seg/1", BYTES);
  expect(readdirSync(slots)).toEqual([young, "1"]);
});
