import { cp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openBarStore } from "../../../../src/core/adapters/parquet/bar-store.js";
import { loadManifest, MANIFEST_FILE, verifyFile } from "../../../../src/core/adapters/parquet/manifest.js";
import { sha256Hex } from "../../../../src/core/lib/hash.js";
import { entryFor, temporaryDirectory, writeManifest } from "./temporary-set.js";

const BUNDLED = fileURLToPath(new URL("../../../../research/data", import.meta.url));
const LTC_FUNDING = "funding/binance-usdm/LTCUSDT.parquet";

/** A copy of the bundled set that a test may damage. */
async function copyOfBundled(): Promise<string> {
  const directory = await temporaryDirectory();
  await cp(BUNDLED, directory, { recursive: true });
  return directory;
}

async function ltcFunding(directory: string) {
  return (await openBarStore({ directory, venue: "binance-usdm", timeframe: "1h" })).funding("LTCUSDT");
}

describe("verifyFile", () => {
  it("refuses any single flipped bit and names file and both hashes", async () => {
    const directory = await copyOfBundled();
    const path = join(directory, LTC_FUNDING);
    const original = await readFile(path);
    const expected = sha256Hex(original);
    await fc.assert(
      fc.asyncProperty(fc.nat(original.length - 1), fc.nat(7), async (offset, bit) => {
        const flipped = Uint8Array.from(original);
        flipped[offset] = (flipped[offset] ?? 0) ^ (1 << bit);
        await writeFile(path, flipped);
        const failure = { code: "sha256_differs", file: LTC_FUNDING, expected, found: sha256Hex(flipped) };
        await expect(ltcFunding(directory)).rejects.toMatchObject(failure);
      }),
      { numRuns: 25 },
    );
  });

  it("says both hashes and the file in the message", async () => {
    const directory = await copyOfBundled();
    const path = join(directory, LTC_FUNDING);
    const bytes = await readFile(path);
    bytes[1_000] = (bytes[1_000] ?? 0) ^ 1;
    await writeFile(path, bytes);
    const { manifest } = await loadManifest(directory);
    const expected = manifest.files.find((entry) => entry.path === LTC_FUNDING)?.sha256;
    const message = `${LTC_FUNDING}: sha256_differs: expected ${expected}, found ${sha256Hex(bytes)}`;
    await expect(ltcFunding(directory)).rejects.toThrow(message);
  });

  it("refuses a file cut short by 1 byte and names both lengths", async () => {
    const directory = await copyOfBundled();
    const { length } = await readFile(join(directory, LTC_FUNDING));
    await truncate(join(directory, LTC_FUNDING), length - 1);
    const failure = { code: "bytes_differ", file: LTC_FUNDING, expected: length, found: length - 1 };
    await expect(ltcFunding(directory)).rejects.toMatchObject(failure);
  });

  it("names a file that is gone, and still reads the 18 others", async () => {
    const directory = await copyOfBundled();
    await rm(join(directory, LTC_FUNDING));
    await expect(ltcFunding(directory)).rejects.toMatchObject({ code: "file_missing", file: LTC_FUNDING });
    const { manifest } = await loadManifest(directory);
    for (const entry of manifest.files) {
      if (entry.path !== LTC_FUNDING) expect(await verifyFile(directory, entry)).toHaveLength(entry.bytes);
    }
  });
});

describe("loadManifest", () => {
  const sound = () => entryFor(new Uint8Array([1, 2, 3]), {});

  it("gives the hash of the manifest's own bytes", async () => {
    const { sha256 } = await loadManifest(BUNDLED);
    expect(sha256).toBe(sha256Hex(await readFile(join(BUNDLED, MANIFEST_FILE))));
  });

  it("names the manifest when the directory has none", async () => {
    const failure = { code: "file_missing", file: "manifest.json" };
    await expect(loadManifest(await temporaryDirectory())).rejects.toMatchObject(failure);
  });

  it("refuses a manifest cut in the middle", async () => {
    const directory = await copyOfBundled();
    await truncate(join(directory, MANIFEST_FILE), 1_000);
    const failure = { code: "manifest_invalid", file: "manifest.json", place: "whole file" };
    await expect(loadManifest(directory)).rejects.toMatchObject(failure);
  });

  it.each([
    { what: "a path that climbs out", files: [{ ...sound(), path: "../outside.parquet" }], place: "files.0.path" },
    { what: "an absolute path", files: [{ ...sound(), path: "/etc/outside.parquet" }], place: "files.0.path" },
    { what: "a path through ..", files: [{ ...sound(), path: "a/../../b.parquet" }], place: "files.0.path" },
    { what: "a hash of 63 digits", files: [{ ...sound(), sha256: "0".repeat(63) }], place: "files.0.sha256" },
    { what: "a key it does not know", files: [{ ...sound(), size: 1 }], place: "files.0" },
    { what: "an escape sequence as symbol", files: [{ ...sound(), symbol: "\u001b[31m" }], place: "files.0.symbol" },
    { what: "the same series twice", files: [sound(), { ...sound(), path: "b.parquet" }], place: "files.1" },
    { what: "the same path twice", files: [sound(), { ...sound(), symbol: "BBBUSDT" }], place: "files.1" },
    { what: "4 rows over 5 hours without a gap", files: [{ ...sound(), rows: 4 }], place: "files.0.rows" },
    { what: "no file at all", files: [], place: "files" },
  ])("refuses $what and says where", async ({ files, place }) => {
    const directory = await temporaryDirectory();
    await writeManifest(directory, files);
    await expect(loadManifest(directory)).rejects.toMatchObject({ code: "manifest_invalid", place });
  });

  it("accepts 4 rows over 5 hours with 1 bar missing", async () => {
    const directory = await temporaryDirectory();
    const entry = sound();
    await writeManifest(directory, [{ ...entry, rows: 4, gaps: [{ fromMs: entry.firstMs + 3_600_000, missing: 1 }] }]);
    expect((await loadManifest(directory)).manifest.files[0]?.rows).toBe(4);
  });
});
