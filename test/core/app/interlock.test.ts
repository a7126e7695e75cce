import { describe, expect, it } from "vitest";
import { requireMode } from "../../../src/core/app/interlock.js";
import { type Mode, MODES } from "../../../src/core/domain/mode.js";
import { Failure } from "../../../src/core/lib/failure.js";

/** 0 where the mode may run; the code of the refusal otherwise. */
function outcome(mode: Mode, env: Readonly<Record<string, string | undefined>>): readonly [number, string] {
  try {
    requireMode(mode, env);
    return [0, ""];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [error.exitCode, error.code];
  }
}

const MISMATCH = [7, "mode_mismatch"];
const UNARMED = [7, "interlock_refused"];

const RUNS = [0, ""];

/** Rows: ENV. Columns: paper, dry-run, testnet, prod, prod with ALLOW_PROD_WRITE=1. */
const MATRIX: readonly {
  readonly environment: string | null;
  readonly wanted: readonly (readonly (string | number)[])[];
}[] = [
  { environment: null, wanted: [RUNS, RUNS, MISMATCH, MISMATCH, MISMATCH] },
  { environment: "", wanted: [RUNS, RUNS, MISMATCH, MISMATCH, MISMATCH] },
  { environment: "dev", wanted: [RUNS, RUNS, MISMATCH, MISMATCH, MISMATCH] },
  { environment: "testnet", wanted: [RUNS, RUNS, RUNS, MISMATCH, MISMATCH] },
  { environment: "prod", wanted: [RUNS, RUNS, RUNS, UNARMED, RUNS] },
  { environment: "staging", wanted: [MISMATCH, RUNS, MISMATCH, MISMATCH, MISMATCH] },
  { environment: "PROD", wanted: [MISMATCH, RUNS, MISMATCH, MISMATCH, MISMATCH] },
  { environment: "prod ", wanted: [MISMATCH, RUNS, MISMATCH, MISMATCH, MISMATCH] },
];

describe("mode against ENV and ALLOW_PROD_WRITE", () => {
  it.each(MATRIX)("with ENV $environment gives the exit codes of the table", ({ environment, wanted }) => {
    const env: Record<string, string> = environment === null ? {} : { ENV: environment };
    const found = MODES.map((mode) => outcome(mode, env));
    expect([...found, outcome("prod", { ...env, ALLOW_PROD_WRITE: "1" })]).toEqual(wanted);
  });

  it.each(["", "0", "true", "yes", " 1", "1 ", "01"])("does not take ALLOW_PROD_WRITE=%j for 1", (value) => {
    expect(outcome("prod", { ENV: "prod", ALLOW_PROD_WRITE: value })).toEqual(UNARMED);
  });

  it("names the variable, what it is, what it would have to be, and a way out", () => {
    expect(() => {
      requireMode("testnet", { ENV: "dev" });
    }).toThrow('mode testnet needs ENV to be testnet or prod, and it is "dev"');
    expect(() => {
      requireMode("prod", {});
    }).toThrow("mode prod needs ENV to be prod, and it is not set");
  });
});
