import type { AuditFinding } from "../config-audit/finding.js";
import type { InstalledPackage, LockEntry } from "./facts.js";

/** Ask for no more than their own text: whatever is delivered may hold them. */
const PERMISSIVE = new Set([
  ...["MIT", "MIT-0", "ISC", "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0"],
  ...["CC0-1.0", "Unlicense", "Zlib", "Python-2.0"],
]);
/** Ask for more of whoever passes them on: tools that nobody is given. */
const TOOLS_ONLY = new Set(["MPL-2.0", "CC-BY-3.0", "CC-BY-4.0"]);

type Verdict = "permissive" | "tools" | "other";
const RANK: readonly Verdict[] = ["permissive", "tools", "other"];

/**
 * What an SPDX expression asks for: the mildest of an OR, the strictest of an AND. `WITH` an exception only loosens.
 */
export function licenceVerdict(expression: string): Verdict {
  const alternatives = split(stripped(expression), "OR").map((alternative) => {
    const parts = split(alternative, "AND");
    return parts.length > 1 ? worst(parts.map(licenceVerdict)) : single(alternative);
  });
  return RANK.find((verdict) => alternatives.includes(verdict)) ?? "other";
}

function worst(verdicts: readonly Verdict[]): Verdict {
  return RANK.findLast((verdict) => verdicts.includes(verdict)) ?? "other";
}

function single(text: string): Verdict {
  const plain = stripped(text);
  if (/ (?:OR|AND) /.test(plain)) return licenceVerdict(plain);
  const [name = ""] = plain.split(" WITH ");
  if (PERMISSIVE.has(name)) return "permissive";
  return TOOLS_ONLY.has(name) ? "tools" : "other";
}

/** Without parentheses around the whole. */
function stripped(text: string): string {
  let plain = text.trim();
  while (plain.startsWith("(") && closes(plain) === plain.length - 1) plain = plain.slice(1, -1).trim();
  return plain;
}

function closes(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "(") depth += 1;
    if (text[at] === ")") depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

/** The parts of an expression between a word, outside parentheses. */
function split(text: string, word: "OR" | "AND"): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "(") depth += 1;
    if (text[at] === ")") depth -= 1;
    if (depth === 0 && text.startsWith(` ${word} `, at)) {
      parts.push(text.slice(start, at));
      start = at + word.length + 2;
    }
  }
  return [...parts, text.slice(start)];
}

/** Of package.json: a text, or as old packages have it. */
function licenceText(license: unknown): string | null {
  if (typeof license === "string" && license !== "") return license;
  if (Array.isArray(license)) return license.map((one) => licenceText(one) ?? "unknown").join(" OR ");
  const type: unknown = typeof license === "object" && license !== null ? Reflect.get(license, "type") : null;
  return typeof type === "string" ? type : null;
}

const FILE = "package-lock.json";
const FIX = "Choose another package, or allow this one in audit-allow.json and say why.";

/** The licence of every package: what is installed says it; where it is not, the lock. */
export function licenceFindings(
  packages: Readonly<Record<string, LockEntry>>,
  installed: Readonly<Record<string, InstalledPackage>>,
): readonly AuditFinding[] {
  return Object.entries(packages).flatMap(([path, entry]): readonly AuditFinding[] => {
    if (path === "" || entry.link === true) return [];
    const text = licenceText(installed[path]?.license) ?? licenceText(entry.license);
    const isTool = entry.dev === true;
    if (text === null) {
      const message = "names no licence: nobody has leave to use it";
      return [{ severity: "error", code: "licence", file: FILE, path, message, fix: FIX }];
    }
    const verdict = licenceVerdict(text);
    if (verdict === "permissive" || (verdict === "tools" && isTool)) return [];
    const message = `has the licence ${text}, which is not among those that ${isTool ? "a tool" : "what is delivered"} may have`;
    return [{ severity: "error", code: "licence", file: FILE, path, message, fix: FIX }];
  });
}
