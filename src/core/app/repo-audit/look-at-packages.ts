import { join } from "node:path";
import { nodeFiles } from "../../adapters/fs/node-files.js";
import { isPlainObject } from "../../config/paths.js";
import type { AuditFinding } from "../../ops/config-audit/finding.js";
import type { InstalledPackage, LockDocument } from "../../ops/repo-audit/facts.js";
import { licenceFindings } from "../../ops/repo-audit/licences.js";
import { lockFindings } from "../../ops/repo-audit/lock.js";
import { parseJson } from "../../readmodel/json-codec.js";

export interface PackageFindings {
  readonly findings: readonly AuditFinding[];
  readonly packages: number;
}

/** The dependencies of a repository: licences, install scripts, and whether package.json, lock and installation agree. */
export function lookAtPackages(root: string): PackageFindings {
  const manifest = readObject(join(root, "package.json"));
  if (manifest === null) return { findings: [], packages: 0 };
  const lock = readObject(join(root, "package-lock.json"));
  if (lock === null) {
    const fix = "Run `npm install --package-lock-only`, and commit it.";
    const message = "is missing, or no JSON: every installation may be another";
    return {
      findings: [{ severity: "error", code: "lock_unreadable", file: "package-lock.json", path: "", message, fix }],
      packages: 0,
    };
  }
  const { packages = {} } = lock as LockDocument;
  const installed = installedPackages(root, Object.keys(packages));
  const findings = [...lockFindings(manifest, lock, installed), ...licenceFindings(packages, installed)];
  return { findings, packages: Math.max(0, Object.keys(packages).length - 1) };
}

function readObject(path: string): Record<string, unknown> | null {
  const text = nodeFiles.readText(path);
  const parsed = text === null ? null : parseJson(text);
  return parsed?.ok === true && isPlainObject(parsed.value) ? parsed.value : null;
}

function installedPackages(root: string, paths: readonly string[]): Readonly<Record<string, InstalledPackage>> {
  const found = paths.flatMap((path): readonly (readonly [string, InstalledPackage])[] => {
    const document = path === "" ? null : readObject(join(root, path, "package.json"));
    if (document === null) return [];
    const { version, license, licenses } = document;
    return [[path, { version: typeof version === "string" ? version : null, license: license ?? licenses }]];
  });
  return Object.fromEntries(found);
}
