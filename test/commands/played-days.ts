import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import { type Ending, hedge } from "./hedge.js";

const config = join(import.meta.dirname, "../../config");

interface Document {
  readonly exitCode: number | undefined;
  readonly document: Record<string, unknown>;
}

interface PlayedDays {
  /** A command in the session's folder, with the shipped configuration where it names none and no state. */
  readonly run: (words: readonly string[], env?: Record<string, string>) => Promise<Ending>;
  readonly json: (words: readonly string[]) => Promise<Document>;
}

/** One session for all tests of a file: 12 real days of the shipped configuration, with a venue cap that refuses at times. */
export function playDays(): PlayedDays {
  let cwd = "";
  const run = (words: readonly string[], env: Record<string, string> = {}): Promise<Ending> => {
    const isPlaced = ["--config", "--state"].some((flag) => words.includes(flag));
    return hedge(cwd, isPlaced ? words : [...words, "--config", config], env);
  };
  beforeAll(async () => {
    cwd = mkdtempSync(join(tmpdir(), "hedge-days-"));
    const played = await run(["executor", "--from", "2024-01-01", "--to", "2024-01-12", "--json"], {
      HEDGE__RISK_LIMITS__GLOBAL__MAX_VENUE_EXPOSURE_PCT: "0.03",
    });
    expect([played.exitCode, played.stderr]).toEqual([0, ""]);
  }, 120_000);
  afterAll(() => {
    rmSync(cwd, { recursive: true });
  });
  const json = async (words: readonly string[]): Promise<Document> => {
    const { exitCode, stdout } = await run([...words, "--json"]);
    return { exitCode, document: JSON.parse(stdout) as Record<string, unknown> };
  };
  return { run, json };
}
