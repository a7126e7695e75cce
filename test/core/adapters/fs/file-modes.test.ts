import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { inspectPath, inspectTree, setMode, writeRefusal } from "../../../../src/core/adapters/fs/file-modes.js";

const directory = fs.mkdtempSync(join(tmpdir(), "hedge-modes-"));
afterAll(() => {
  fs.rmSync(directory, { recursive: true, force: true });
});

describe("file modes", () => {
  it("reads 0640, kind and length of a file, and null where there is none", () => {
    const path = join(directory, "five");
    fs.writeFileSync(path, "12345");
    setMode(path, 0o640);
    expect(inspectPath(path)).toMatchObject({ kind: "file", mode: 0o640, lengthBytes: 5, own: true });
    expect(inspectPath(join(directory, "none"))).toBeNull();
  });

  it("names a link and does not follow it, not even one that leads back up", () => {
    const tree = join(directory, "tree");
    fs.mkdirSync(join(tree, "below"), { recursive: true });
    fs.writeFileSync(join(tree, "below", "leaf"), "");
    fs.symlinkSync(tree, join(tree, "below", "up"));
    expect(inspectTree(tree, 100).map(({ path, kind }) => [path.slice(tree.length + 1), kind])).toEqual([
      ["below", "directory"],
      ["below/leaf", "file"],
      ["below/up", "other"],
    ]);
  });

  it("stops after 2 of 3 entries", () => {
    expect(inspectTree(join(directory, "tree"), 2)).toHaveLength(2);
  });

  it("says why a path can't be written, null where it can", () => {
    expect(writeRefusal(directory)).toBeNull();
    expect(writeRefusal(join(directory, "none"))).toBe("ENOENT");
  });
});
