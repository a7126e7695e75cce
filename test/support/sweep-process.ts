import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { execa } from "execa";

const launcher = fileURLToPath(new URL("../../bin/run.js", import.meta.url));
const config = fileURLToPath(new URL("../../config", import.meta.url));

/** A `hedge backtest …` that runs, and what it has said so far. */
export type Running = ReturnType<typeof startBacktest>;

export function startBacktest(cwd: string, words: readonly string[], env: Record<string, string> = {}) {
  return execa(process.execPath, [launcher, "backtest", ...words, "--config", config], {
    cwd,
    env: { XDG_CONFIG_HOME: join(cwd, "xdg"), CI: "", NO_COLOR: "", ...env },
    reject: false,
  });
}

/** A sweep of 256 combinations over three months of one market, in its words. */
export const SMALL_SWEEP = [
  ...["sweep", "--strategy", "momentum", "--symbols", "BTCUSDT", "--from", "2023-06-01", "--to", "2023-09-01"],
  ...["--grid", "fast=5:20:1", "--grid", "slow=30:60:2"],
];

/** What a process that has ended printed as a document. */
export function parsed({ stdout }: { readonly stdout: string }): Record<string, unknown> {
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** Resolves once the process has said this on stderr, from now on. */
export function said(running: Running, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let all = "";
    running.stderr.on("data", (bytes: Buffer) => {
      all += bytes.toString();
      if (all.includes(text)) resolve();
    });
    running.stderr.on("end", () => {
      reject(new Error(`the process ended without saying "${text}", but: ${all}`));
    });
  });
}

/** Waits until something of the world holds. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  for (let tries = 0; !holds(); tries += 1) {
    if (tries === 1_200) throw new Error(`waited 30 s for ${what}`);
    await sleep(25);
  }
}

/** The folder of the one sweep in a state directory; null before there is one. */
export function sweepFolder(state: string): string | null {
  const runs = join(state, "runs");
  const id = existsSync(runs) ? readdirSync(runs).find((name) => name.includes("-sweep-")) : undefined;
  return id === undefined ? null : join(runs, id);
}

export function chunkFiles(state: string): readonly string[] {
  const directory = join(sweepFolder(state) ?? state, "chunks");
  return existsSync(directory) ? readdirSync(directory).sort() : [];
}

export function resultBytes(state: string): Buffer {
  return readFileSync(join(sweepFolder(state) ?? state, "results.parquet"));
}

/** A document without what may differ from machine to machine. */
export function lasting(document: Record<string, unknown>): Record<string, unknown> {
  const passing = ["elapsedMs", "barEvaluationsPerSecond", "peakRssBytes", "workers", "driver"];
  return Object.fromEntries(Object.entries(document).filter(([name]) => !passing.includes(name)));
}
