import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, expect, it } from "vitest";
import type { PaperServeDocument } from "../../src/core/app/paper-serve.js";
import { journalLines } from "../support/crash-books.js";
import { openLiveLab } from "../support/live-lab.js";
import { startServing } from "../support/paper-process.js";

const launcher = fileURLToPath(new URL("../../bin/run.js", import.meta.url));
const lab = openLiveLab();
const state = lab.path("state");
afterAll(() => {
  lab.dispose();
});

/** A command in testnet mode at a paper venue, with the venue's own key. */
function hedge({ url, wsUrl, apiKey, apiSecret }: PaperServeDocument, ...words: readonly string[]) {
  const env = {
    PATH: process.env["PATH"] ?? "",
    HEDGE_SHARED_DIR: lab.path("."),
    ENV: "testnet",
    BINANCE_API_KEY: apiKey,
    BINANCE_API_SECRET: apiSecret,
    HEDGE__VENUES__BINANCE__TESTNET__REST: url,
    HEDGE__VENUES__BINANCE__TESTNET__WS: wsUrl,
  };
  const all = [launcher, ...words, "--config", lab.config, "--state", state, "--json"];
  return execa(process.execPath, all, { env, extendEnv: false, reject: false, cwd: lab.path("."), timeout: 120_000 });
}

const servingFrom = (from: string) => startServing(["--speed", "3600", "--from", from, "--config", lab.config]);

it("a venue that is a week behind the books is refused with exit 3 and both times, and the journal stays as it is", async () => {
  const first = await servingFrom("2024-08-04");
  const ran = await hedge(first.venue, "executor", "--mode", "testnet", "--cycles", "2");
  await first.stop();
  expect(ran.exitCode, ran.stderr + ran.stdout).toBe(0);
  const before = journalLines(state);

  const second = await servingFrom("2024-07-28");
  const started = await hedge(second.venue, "executor", "--mode", "testnet", "--cycles", "2");
  await second.stop();
  expect(started.exitCode, started.stderr).toBe(3);
  const told = JSON.parse(started.stdout) as { readonly code: string; readonly message: string; readonly fix: string };
  expect(told.code).toBe("venue_time_behind");
  expect(told.message).toMatch(/clock says 2024-07-2\d\S+Z, these books go to 2024-08-0\d\S+Z already/);
  expect(told.fix).toContain("--state NEW");
  expect(journalLines(state)).toEqual(before);
}, 240_000);
