import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { makeDirectories } from "../../../../src/core/adapters/fs/make-directories.js";

const place = mkdtempSync(join(tmpdir(), "hedge-make-"));
afterAll(() => {
  rmSync(place, { recursive: true });
});

describe("directories that are missing", () => {
  it("are made down to the last one, for their own user alone; a second time nothing happens", () => {
    makeDirectories(join(place, "a/b/c"));
    makeDirectories(join(place, "a/b/c"));
    expect(["a", "a/b", "a/b/c"].map((name) => statSync(join(place, name)).mode & 0o777)).toEqual([
      0o700, 0o700, 0o700,
    ]);
  });

  it("a file in their way is named", () => {
    writeFileSync(join(place, "file"), "");
    expect(() => {
      makeDirectories(join(place, "file"));
    }).toThrow("EEXIST");
    expect(() => {
      makeDirectories(join(place, "file/below"));
    }).toThrow("ENOTDIR");
  });

  // Node's own recursive mkdir turns there for ever.
  it.skipIf(!existsSync("/proc/self"))("a file system that takes no entries refuses after one try", () => {
    expect(() => {
      makeDirectories("/proc/hedge/mirror");
    }).toThrow("ENOENT: no such file or directory, mkdir '/proc/hedge'");
  });
});
