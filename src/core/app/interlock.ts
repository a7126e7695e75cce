import type { Mode } from "../domain/mode.js";
import { Failure } from "../lib/failure.js";

/** Null: any. A dry run writes to no venue, whatever the machine is for. */
const ENVIRONMENTS: Readonly<Record<Mode, readonly string[] | null>> = {
  paper: ["dev", "testnet", "prod"],
  "dry-run": null,
  testnet: ["testnet", "prod"],
  prod: ["prod"],
};

/**
 * Checks mode against `ENV` before anything else happens.
 *
 * Errors: Failure 7 when they disagree, or when a prod session lacks ALLOW_PROD_WRITE=1.
 */
export function requireMode(mode: Mode, env: Readonly<Record<string, string | undefined>>): void {
  const environment = env["ENV"] ?? "";
  const allowed = ENVIRONMENTS[mode];
  const fits = allowed === null || (environment === "" ? mode === "paper" : allowed.includes(environment));
  if (!fits) {
    const shown = environment === "" ? "not set" : `"${environment}"`;
    throw new Failure("mode_mismatch", 7, `mode ${mode} needs ENV to be ${allowed.join(" or ")}, and it is ${shown}`, {
      path: "ENV",
      value: environment,
      fix: `Set ENV=${allowed[0] ?? ""}, or leave --mode out to run on recorded data.`,
    });
  }
  if (mode === "prod" && env["ALLOW_PROD_WRITE"] !== "1") {
    throw new Failure("interlock_refused", 7, "a prod session needs ALLOW_PROD_WRITE=1", {
      path: "ALLOW_PROD_WRITE",
      value: env["ALLOW_PROD_WRITE"] ?? "",
      fix: "Set ALLOW_PROD_WRITE=1 only on the machine that is meant to trade.",
    });
  }
}
