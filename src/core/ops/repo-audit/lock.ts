import type { AuditFinding } from "../config-audit/finding.js";
import type { InstalledPackage, LockDocument, LockEntry, PackageDocument } from "./facts.js";

const KINDS = ["dependencies", "devDependencies", "optionalDependencies"] as const;
const EXACT = /^(?:npm:@?[\w./-]+@)?\d+\.\d+\.\d+(?:-[\w.]+)?(?:\+[\w.]+)?$/;
const SAFE_SOURCE = /^(?:https:|file:)/;
const FILE = "package-lock.json";
const RELOCK = "Run `npm install --package-lock-only`, and commit both files.";

/** Whether package.json, the lock and what is installed are of one mind. */
export function lockFindings(
  manifest: PackageDocument,
  lock: LockDocument,
  installed: Readonly<Record<string, InstalledPackage>>,
): readonly AuditFinding[] {
  const packages = lock.packages ?? {};
  const problem = lock.lockfileVersion === undefined || lock.lockfileVersion < 2 || packages[""] === undefined;
  if (problem) {
    const message = "has no list of packages with a root: it is of npm 6 or older, or broken";
    return [{ severity: "error", code: "lock_unreadable", file: FILE, path: "", message, fix: RELOCK }];
  }
  return [
    ...manifestFindings(manifest, lock),
    ...Object.entries(packages).flatMap(([path, entry]) => (path === "" ? [] : sourceFindings(path, entry))),
    ...installedFindings(packages, installed),
  ];
}

function manifestFindings(manifest: PackageDocument, { packages = {} }: LockDocument): readonly AuditFinding[] {
  const root: PackageDocument = packages[""] ?? {};
  return KINDS.flatMap((kind) => {
    const wanted = manifest[kind] ?? {};
    const locked = root[kind] ?? {};
    const names = [...new Set([...Object.keys(wanted), ...Object.keys(locked)])];
    return names.flatMap((name) =>
      directFindings(name, { kind, wanted: wanted[name], locked: locked[name], packages }),
    );
  });
}

interface Direct {
  readonly kind: string;
  readonly wanted: string | undefined;
  readonly locked: string | undefined;
  readonly packages: Readonly<Record<string, LockEntry>>;
}

function directFindings(name: string, { kind, wanted, locked, packages }: Direct): readonly AuditFinding[] {
  const place = { file: FILE, path: `packages..${kind}.${name}` };
  if (wanted !== locked) {
    const message = `says ${locked ?? "nothing"}, package.json says ${wanted ?? "nothing"}`;
    return [{ severity: "error", code: "lock_differs", ...place, message, fix: RELOCK }];
  }
  const entry = packages[`node_modules/${name}`];
  if (entry === undefined) {
    const message = `package.json wants ${wanted ?? name}, the lock has no such package`;
    return [{ severity: "error", code: "lock_differs", ...place, message, fix: RELOCK }];
  }
  if (wanted === undefined || !EXACT.test(wanted)) {
    const message = `is ${wanted ?? "nothing"}: a range, which a new lock may fill with another version`;
    const fix = `Name the version: ${entry.version ?? "as in the lock"}.`;
    return [{ severity: "warning", code: "not_pinned", file: "package.json", path: `${kind}.${name}`, message, fix }];
  }
  if (wanted.endsWith(entry.version ?? "")) return [];
  const message = `is locked at ${entry.version ?? "nothing"}, package.json says ${wanted}`;
  return [{ severity: "error", code: "lock_differs", ...place, message, fix: RELOCK }];
}

function sourceFindings(
  path: string,
  { integrity, resolved, link, inBundle, hasInstallScript, version }: LockEntry,
): readonly AuditFinding[] {
  const findings: AuditFinding[] = [];
  const add = (severity: AuditFinding["severity"], code: string, message: string, fix: string): void => {
    findings.push({ severity, code, file: FILE, path, message, fix });
  };
  const isCarried = link === true || inBundle === true;
  if (!isCarried && integrity?.startsWith("sha512-") !== true) {
    add(
      "error",
      "lock_integrity",
      `version ${version ?? "unknown"} has no SHA-512: other bytes would pass as it`,
      RELOCK,
    );
  }
  if (resolved !== undefined && !SAFE_SOURCE.test(resolved)) {
    add("error", "lock_source", "comes from an address that is not https", "Take it from a registry.");
  }
  if (hasInstallScript === true) {
    const fix = "Choose a package without one, or allow it in audit-allow.json and say why.";
    add(
      "warning",
      "install_script",
      `version ${version ?? "unknown"} runs a script of its own when it is installed`,
      fix,
    );
  }
  return findings;
}

/** Nothing is said where nothing is installed; what is optional may be left out. */
function installedFindings(
  packages: Readonly<Record<string, LockEntry>>,
  installed: Readonly<Record<string, InstalledPackage>>,
): readonly AuditFinding[] {
  if (Object.keys(installed).length === 0) return [];
  return Object.entries(packages).flatMap(
    ([path, { version, optional, devOptional, peer, link }]): readonly AuditFinding[] => {
      if (path === "" || link === true) return [];
      const found = installed[path]?.version ?? null;
      const mayMiss = optional === true || devOptional === true || peer === true;
      if (found === version || (found === null && mayMiss)) return [];
      const message = `is locked at ${version ?? "nothing"}, installed is ${found ?? "nothing"}`;
      return [{ severity: "warning", code: "installed_differs", file: FILE, path, message, fix: "Run `npm ci`." }];
    },
  );
}
