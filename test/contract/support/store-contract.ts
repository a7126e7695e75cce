import { randomBytes, randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import type { BlobStore } from "../../../src/core/ports/blob-store.js";
import { value } from "../../support/mirror-lab.js";

const text = (content: string): Uint8Array => Buffer.from(content);
const textOf = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();

/** What every store promises a mirror. `open` gives another handle on the same place, as another process would have. */
export function storeContract(open: () => BlobStore): void {
  creatingContract(open);
  replacingContract(open);
}

const folder = (): string => `v1/${randomUUID()}`;

function creatingContract(open: () => BlobStore): void {
  it("creates a blob once: the second finds it there, and it stays as it was", async () => {
    const key = `${folder()}/seg/0000000001`;
    expect(value(await open().create(key, text("first")))).toBe("created");
    expect(value(await open().create(key, text("second")))).toBe("exists");
    expect(textOf(value(await open().get(key))?.bytes)).toBe("first");
  });

  it("gives null for what is not there", async () => {
    expect(value(await open().get(`${folder()}/lease.json`))).toBeNull();
  });

  it("keeps every byte: 300,000 random ones, NUL and newlines among them, and none", async () => {
    const bytes = randomBytes(300_000);
    const key = `${folder()}/seg/0000000001`;
    value(await open().create(key, bytes));
    expect(bytes.equals(value(await open().get(key))?.bytes ?? new Uint8Array())).toBe(true);
    value(await open().create(`${key}2`, new Uint8Array()));
    expect(value(await open().get(`${key}2`))?.bytes.length).toBe(0);
  });

  it("keeps a blob of 3 MiB, longer than it likes or not", async () => {
    const bytes = randomBytes(3 * 1024 * 1024);
    const key = `${folder()}/seg/0000000001`;
    expect(value(await open().create(key, bytes))).toBe("created");
    expect(value(await open().create(key, bytes))).toBe("exists");
    expect(bytes.equals(value(await open().get(key))?.bytes ?? new Uint8Array())).toBe(true);
  });

  it("of 12 who create one blob at once exactly one does", async () => {
    const key = `${folder()}/seg/0000000007`;
    const racing = Array.from({ length: 12 }, (_, at) => open().create(key, text(`writer ${String(at)}`)));
    const outcomes = await Promise.all(racing);
    const won = outcomes.flatMap((outcome, at) => (outcome.ok && outcome.value === "created" ? [at] : []));
    expect(won).toHaveLength(1);
    expect(textOf(value(await open().get(key))?.bytes)).toBe(`writer ${String(won[0])}`);
  });
}

function replacingContract(open: () => BlobStore): void {
  it("swaps the version it was told, and no other", async () => {
    const key = `${folder()}/lease.json`;
    const first = value(await open().swap(key, text("1"), null));
    expect(first).not.toBeNull();
    expect(value(await open().swap(key, text("other"), null))).toBeNull();
    expect(value(await open().get(key))?.tag).toBe(first);
    const second = value(await open().swap(key, text("2"), first));
    expect(value(await open().swap(key, text("late"), first))).toBeNull();
    expect(value(await open().get(key))).toMatchObject({ tag: second });
    expect(textOf(value(await open().get(key))?.bytes)).toBe("2");
  });

  it("of 8 who swap one version at once exactly one does, 20 times over", async () => {
    const key = `${folder()}/lease.json`;
    let tag = value(await open().swap(key, text("0"), null));
    for (let round = 1; round <= 20; round++) {
      const racing = Array.from({ length: 8 }, (_, at) =>
        open().swap(key, text(`${String(round)} ${String(at)}`), tag),
      );
      const won = (await Promise.all(racing)).flatMap((outcome) =>
        outcome.ok && outcome.value !== null ? [outcome.value] : [],
      );
      expect(won).toHaveLength(1);
      tag = won[0] ?? null;
    }
    expect(value(await open().get(key))?.tag).toBe(tag);
  });

  it("lists the keys after one, in order, within the prefix and the limit", async () => {
    const at = folder();
    for (const slot of [3, 1, 12, 2])
      value(await open().create(`${at}/seg/00000000${String(slot).padStart(2, "0")}`, text("x")));
    value(await open().create(`${at}/other/0000000099`, text("x")));
    const list = async (after: string, limit: number) => value(await open().listAfter(`${at}/seg/`, after, limit));
    expect(await list("", 10)).toEqual(["01", "02", "03", "12"].map((slot) => `${at}/seg/00000000${slot}`));
    expect(await list(`${at}/seg/0000000002`, 1)).toEqual([`${at}/seg/0000000003`]);
    expect(await list(`${at}/seg/0000000012`, 1)).toEqual([]);
    expect(value(await open().listAfter(`${folder()}/seg/`, "", 5))).toEqual([]);
  });

  it("removes a blob, and one that is not there", async () => {
    const key = `${folder()}/snap/positions.json/1-a.json`;
    value(await open().create(key, text("x")));
    expect(value(await open().remove(key))).toBeNull();
    expect(value(await open().remove(key))).toBeNull();
    expect(value(await open().get(key))).toBeNull();
  });
}
