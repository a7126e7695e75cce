import { describe, expect, it } from "vitest";
import { checkDataFiles, checkManifest } from "../../../../src/core/ops/doctor/bundled-data.js";
import { checkFreeSpace, checkWritable } from "../../../../src/core/ops/doctor/disk.js";

const MIB = 1_024 * 1_024;
const disk = {
  stateDirectory: "cache/paper",
  exists: true,
  nearestDirectory: "cache/paper",
  freeBytes: { ok: true, value: 1_024 * MIB },
  refusal: null,
} as const;

describe("free space", () => {
  it.each([
    [1_024 * MIB, "pass"],
    [1_024 * MIB - 1, "warn"],
    [96 * MIB, "warn"],
    [96 * MIB - 1, "fail"],
    [0, "fail"],
    [Number.NaN, "fail"],
  ])("%d bytes: %s", (value, status) => {
    expect(checkFreeSpace({ ...disk, freeBytes: { ok: true, value } }).status).toBe(status);
  });

  it("names what is free and what a session needs", () => {
    const check = checkFreeSpace({ ...disk, freeBytes: { ok: true, value: 10 * MIB } });
    expect(check.detail).toBe("10 MiB free, a session needs at least 96 MiB");
  });

  it("warns where the disk can't be asked", () => {
    expect(checkFreeSpace({ ...disk, freeBytes: { ok: false, error: "ENOSYS" } }).status).toBe("warn");
  });
});

describe("leave to write", () => {
  it("tells a read-only file system from a lack of permission", () => {
    expect(checkWritable({ ...disk, refusal: "EROFS" }).detail).toBe(
      "cache/paper can't be written: the file system is read-only",
    );
    expect(checkWritable({ ...disk, refusal: "EACCES" }).detail).toBe("cache/paper can't be written: no permission");
  });

  it("names the directory in which a missing one can't be made", () => {
    const missing = { ...disk, exists: false, nearestDirectory: "/srv" };
    expect(checkWritable({ ...missing, refusal: "EACCES" }).detail).toContain(
      "cache/paper can't be made: /srv can't be written",
    );
    expect(checkWritable(missing)).toMatchObject({ status: "pass", detail: "cache/paper can be made" });
  });
});

describe("recorded data", () => {
  const data = {
    directory: "research/data",
    manifest: { ok: true, value: { files: 19, totalBytes: 6 * MIB } },
    damaged: [],
  } as const;

  it("passes when every hash fits", () => {
    expect(checkManifest(data).status).toBe("pass");
    expect(checkDataFiles(data)).toMatchObject([{ status: "pass", detail: "sha256 of all 19 fits (6 MiB)" }]);
  });

  it("gives each of 2 damaged files its own failure", () => {
    const checks = checkDataFiles({
      ...data,
      damaged: ["mark/BTC.parquet: sha256_differs", "ohlcv/X.parquet: file_missing"],
    });
    expect(checks.map(({ id, status, detail }) => [id, status, detail])).toEqual([
      ["data.files.1", "fail", "mark/BTC.parquet: sha256_differs"],
      ["data.files.2", "fail", "ohlcv/X.parquet: file_missing"],
    ]);
  });

  it("fails without a manifest and then skips the files", () => {
    const broken = { ...data, manifest: { ok: false, error: "manifest.json: file_missing" } } as const;
    expect(checkManifest(broken)).toMatchObject({
      status: "fail",
      detail: "research/data: manifest.json: file_missing",
    });
    expect(checkDataFiles(broken)).toMatchObject([{ status: "skip" }]);
  });
});
