import { dotEnvLine } from "../config/dot-env.js";
import type { Mode } from "../domain/mode.js";
import { Failure } from "../lib/failure.js";

/** Null: any. A dry run writes to no venue, whatever the machine is for. */
const ENVIRONMENTS: Readonly<Record<Mode, readonly string[] | null>> = {
  paper: ["dev", "testnet", "prod"],
  "dry-run": null,
  testnet: ["testnet", "prod"],
  prod: ["prod"],
};

/** Both count in the environment of the process alone: an old file must not arm production. */
const SWITCHES = ["ENV", "ALLOW_PROD_WRITE"] as const;
type Switch = (typeof SWITCHES)[number];

/** Lines of `.env` that set a switch of the interlock, and are ignored: `.env:3 (ENV)`. */
export function ignoredSwitches(dotEnvText: string | null): readonly string[] {
  return SWITCHES.flatMap((name) => {
    const line = dotEnvText === null ? null : dotEnvLine(dotEnvText, name);
    return line === null ? [] : [`.env:${String(line)} (${name})`];
  });
}

/**
 * Checks mode against `ENV` before anything else happens. env: what the process was started with. dotEnvText: only to say
 * where a switch stands that does not count.
 *
 * Errors: Failure 7 when they disagree, or when a prod session lacks ALLOW_PROD_WRITE=1.
 */
export function requireMode(
  mode: Mode,
  env: Readonly<Record<string, string | undefined>>,
  dotEnvText: string | null = null,
): void {
  const environment = env["ENV"] ?? "";
  const allowed = ENVIRONMENTS[mode];
  const fits = allowed === null || (environment === "" ? mode === "paper" : allowed.includes(environment));
  if (!fits) {
    const shown = environment === "" ? "not set" : `"${environment}"`;
    const needs = `mode ${mode} needs ENV to be ${allowed.join(" or ")}, and it is ${shown}`;
    throw new Failure("mode_mismatch", 7, `${needs}${strayText("ENV", dotEnvText)}`, {
      path: "ENV",
      value: environment,
      fix: `Set ENV=${allowed[0] ?? ""} in the environment of the process, or leave --mode out to run on recorded data.`,
    });
  }
  if (mode === "prod" && env["ALLOW_PROD_WRITE"] !== "1") {
    const needs = "a prod session needs ALLOW_PROD_WRITE=1";
    throw new Failure("interlock_refused", 7, `${needs}${strayText("ALLOW_PROD_WRITE", dotEnvText)}`, {
      path: "ALLOW_PROD_WRITE",
      value: env["ALLOW_PROD_WRITE"] ?? "",
      fix: "Set ALLOW_PROD_WRITE=1 in the environment of the process, only on the machine that is meant to trade.",
    });
  }
}

function strayText(name: Switch, dotEnvText: string | null): string {
  const line = dotEnvText === null ? null : dotEnvLine(dotEnvText, name);
  return line === null ? "" : `; line ${String(line)} of .env sets it, which does not count: a file could be old`;
}
