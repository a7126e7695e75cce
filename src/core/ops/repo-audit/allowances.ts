import { isPlainObject } from "../../config/paths.js";
import { err, ok, type Result } from "../../lib/result.js";
import type { AuditFinding } from "../config-audit/finding.js";

/** The file of a repository that says which findings are meant to be there. */
export const ALLOW_FILE = "audit-allow.json";

/** A kind of finding at named places that a person has looked at. */
export interface Allowance {
  readonly code: string;
  /** Files, or packages of the lock as it names them; `dir/**` means all below. */
  readonly places: readonly string[];
  readonly why: string;
}

/** Reads the allowances. Errors: what is wrong with the text, and where. */
export function parseAllowances(tree: unknown): Result<readonly Allowance[], string> {
  if (!isPlainObject(tree) || tree["schema"] !== "hedge.audit-allow/1")
    return err('is no {"schema": "hedge.audit-allow/1", …}');
  const { allow } = tree;
  if (!Array.isArray(allow)) return err("has no list `allow`");
  const allowances: Allowance[] = [];
  for (const [index, entry] of allow.entries()) {
    const { code, places, why, ...rest } = isPlainObject(entry) ? entry : {};
    const isWhole = typeof code === "string" && typeof why === "string" && why.trim().length > 10 && isTexts(places);
    if (!isWhole || Object.keys(rest).length > 0) {
      return err(`allow.${String(index)} must have exactly a code, a list of places and a reason \`why\``);
    }
    allowances.push({ code, places, why });
  }
  return ok(allowances);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((text) => typeof text === "string" && text !== "");
}

/** The findings that nobody has allowed; and, as warnings, allowances that allow nothing any more. */
export function withoutAllowed(
  findings: readonly AuditFinding[],
  allowances: readonly Allowance[],
): { readonly findings: readonly AuditFinding[]; readonly allowed: number } {
  const used = new Set<string>();
  const left = findings.filter((finding) => {
    const fitting = allowances.flatMap(({ code, places }, index) =>
      code === finding.code
        ? places.filter((place) => covers(place, finding)).map((place) => `${String(index)} ${place}`)
        : [],
    );
    for (const key of fitting) used.add(key);
    return fitting.length === 0;
  });
  const unused = allowances.flatMap(({ code, places }, index) =>
    places
      .filter((place) => !used.has(`${String(index)} ${place}`))
      .map((place): AuditFinding => {
        const message = `allows ${code} in ${place}, where there is none: whoever comes next is let through unseen`;
        const fix = "Take the place out of the list.";
        return {
          severity: "warning",
          code: "allowance_unused",
          file: ALLOW_FILE,
          path: `allow.${String(index)}`,
          message,
          fix,
        };
      }),
  );
  return { findings: [...left, ...unused], allowed: findings.length - left.length };
}

function covers(place: string, { file, path }: AuditFinding): boolean {
  if (place.endsWith("/**")) return file.startsWith(place.slice(0, -"**".length));
  return place === file || place === path;
}
