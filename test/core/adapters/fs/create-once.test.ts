import * as nodeFs from "node:fs";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createOnce, replaceShared } from "../../../../src/core/adapters/fs/create-once.js";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "hedge-once-"));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});
const bytes = (text: string): Uint8Array => Buffer.from(text);
const refusing = (code: string): typeof nodeFs => ({
  ...nodeFs,
  linkSync: () => {
    throw Object.assign(new Error(code), { code });
  },
});

describe("a file that is created once", () => {
  it("appears with its bytes; a second writer of the same bytes is told so, one of others changes nothing", () => {
    const path = join(directory, "a");
    expect(createOnce(path, bytes("one"))).toBe("created");
    expect(createOnce(path, bytes("one"))).toBe("same");
    expect(createOnce(path, bytes("two"))).toBe("different");
    expect(readFileSync(path, "utf8")).toBe("one");
    expect(readdirSync(directory)).toEqual(["a"]);
    expect(nodeFs.statSync(path).mode & 0o777).toBe(0o600);
  });

  it.each(["EPERM", "ENOTSUP", "ENOSYS"])(
    "is created without hard links too, where the file system says %s",
    (code) => {
      const path = join(directory, "a");
      expect(createOnce(path, bytes("one"), refusing(code))).toBe("created");
      expect(createOnce(path, bytes("one"), refusing(code))).toBe("same");
      expect(createOnce(path, bytes("two"), refusing(code))).toBe("different");
      expect(readdirSync(directory)).toEqual(["a"]);
    },
  );

  it("leaves nothing behind where the disk fills up in the middle of its bytes", () => {
    const full = (): never => {
      throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
    };
    const filling = { ...nodeFs, writeSync: full };
    expect(() => createOnce(join(directory, "a"), bytes("one"), filling)).toThrow("ENOSPC");
    expect(() => {
      replaceShared(join(directory, "a"), "one", filling);
    }).toThrow("ENOSPC");
    expect(readdirSync(directory)).toEqual([]);
  });

  it("is not there, nor anything else, after a full disk", () => {
    expect(() => createOnce(join(directory, "a"), bytes("one"), refusing("ENOSPC"))).toThrow("ENOSPC");
    expect(readdirSync(directory)).toEqual([]);
  });
});

describe("a file that several may replace", () => {
  it("holds what the last one wrote, and nothing lies beside it", () => {
    replaceShared(join(directory, "a"), "one");
    replaceShared(join(directory, "a"), bytes("two"));
    expect(readFileSync(join(directory, "a"), "utf8")).toBe("two");
    expect(readdirSync(directory)).toEqual(["a"]);
  });
});
