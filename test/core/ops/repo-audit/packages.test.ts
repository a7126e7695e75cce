import { describe, expect, it } from "vitest";
import type { LockDocument, LockEntry } from "../../../../src/core/ops/repo-audit/facts.js";
import { licenceFindings, licenceVerdict } from "../../../../src/core/ops/repo-audit/licences.js";
import { lockFindings } from "../../../../src/core/ops/repo-audit/lock.js";

const SHA = `sha512-${"a".repeat(86)}==`;
const a: LockEntry = { version: "1.2.3", license: "MIT", integrity: SHA };
const manifest = { dependencies: { a: "1.2.3" } };
const lock = (entry: LockEntry = a, root: object = manifest): LockDocument => ({
  lockfileVersion: 3,
  packages: { "": root, "node_modules/a": entry },
});
const installed = { "node_modules/a": { version: "1.2.3", license: "MIT" } };
const codes = (findings: readonly { severity: string; code: string; path: string }[]): readonly string[] =>
  findings.map(({ severity, code, path }) => `${severity} ${code} ${path}`);

describe("licences", () => {
  it.each([
    ["MIT", "permissive"],
    ["(MIT OR GPL-3.0-only)", "permissive"],
    ["MIT AND MPL-2.0", "tools"],
    ["(MIT AND (GPL-2.0-only OR Apache-2.0))", "permissive"],
    ["(GPL-2.0-only OR MPL-2.0) AND ISC", "tools"],
    ["Apache-2.0 WITH LLVM-exception", "permissive"],
    ["GPL-3.0-or-later", "other"],
    ["SEE LICENSE IN LICENSE.md", "other"],
    ["UNLICENSED", "other"],
  ])("%s asks for: %s", (expression, verdict) => {
    expect(licenceVerdict(expression)).toBe(verdict);
  });

  it("refuses MPL-2.0 in what is delivered and takes it in a tool, names one that is missing, and believes what is installed", () => {
    const found = licenceFindings(
      {
        "": {},
        "node_modules/shipped": { ...a, license: "MPL-2.0" },
        "node_modules/tool": { ...a, license: "MPL-2.0", dev: true },
        "node_modules/silent": { version: "1.0.0" },
        "node_modules/other": { ...a, license: "MIT" },
        "node_modules/old": { version: "1.0.0" },
      },
      {
        "node_modules/other": { version: "1.2.3", license: "AGPL-3.0-only" },
        "node_modules/old": { version: "1.0.0", license: [{ type: "MIT" }, { type: "GPL-2.0-only" }] },
      },
    );
    expect(codes(found)).toEqual([
      "error licence node_modules/shipped",
      "error licence node_modules/silent",
      "error licence node_modules/other",
    ]);
  });
});

describe("the lock", () => {
  it("is sound where all three agree", () => {
    expect(lockFindings(manifest, lock(), installed)).toEqual([]);
  });

  it.each<readonly [what: string, args: Parameters<typeof lockFindings>, code: string]>([
    [
      "another wish",
      [{ dependencies: { a: "1.2.4" } }, lock(), installed],
      "error lock_differs packages..dependencies.a",
    ],
    [
      "a wish that is not locked",
      [{ devDependencies: { b: "1.0.0" }, ...manifest }, lock(), installed],
      "error lock_differs packages..devDependencies.b",
    ],
    ["a wish that is gone", [{}, lock(), installed], "error lock_differs packages..dependencies.a"],
    [
      "another version",
      [manifest, lock({ ...a, version: "1.2.9" }), {}],
      "error lock_differs packages..dependencies.a",
    ],
    [
      "a range",
      [{ dependencies: { a: "^1.2.3" } }, lock(a, { dependencies: { a: "^1.2.3" } }), installed],
      "warning not_pinned dependencies.a",
    ],
    ["no digest", [manifest, lock({ version: "1.2.3" }), installed], "error lock_integrity node_modules/a"],
    ["SHA-1", [manifest, lock({ ...a, integrity: "sha1-abc" }), installed], "error lock_integrity node_modules/a"],
    [
      "plain http",
      [manifest, lock({ ...a, resolved: "http://mirror.example/a.tgz" }), installed],
      "error lock_source node_modules/a",
    ],
    [
      "an install script",
      [manifest, lock({ ...a, hasInstallScript: true }), installed],
      "warning install_script node_modules/a",
    ],
    [
      "another installation",
      [manifest, lock(), { "node_modules/a": { version: "1.2.2", license: "MIT" } }],
      "warning installed_differs node_modules/a",
    ],
    ["no list of packages", [manifest, { lockfileVersion: 1 }, {}], "error lock_unreadable "],
  ])("%s is named", (_, args, code) => {
    expect(codes(lockFindings(...args))).toEqual([code]);
  });
});
