import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ExecutorSummary } from "../../src/core/domain/executor-summary.js";
import type { PaperServeDocument } from "../../src/core/app/paper-serve.js";
import { openLab } from "../support/crash-lab.js";
import { journalLines } from "../support/crash-books.js";
import { startServing } from "../support/paper-process.js";

const launcher = fileURLToPath(new URL("../../bin/run.js", import.meta.url));
const lab = openLab();
const state = lab.path("state");

let venue: PaperServeDocument;
let stopVenue: () => Promise<unknown>;
beforeAll(async () => {
  ({ venue, stop: stopVenue } = await startServing([
    "--speed",
    "3600",
    "--from",
    "2024-08-04",
    "--config",
    lab.config,
  ]));
}, 60_000);
afterAll(async () => {
  await stopVenue();
  lab.dispose();
});

it("a dry run trades 24 h of a venue's public data without a key: its filters, our fills, and the venue's account untouched", async () => {
  const env = {
    PATH: process.env["PATH"] ?? "",
    HEDGE__VENUES__BINANCE__PROD__REST: venue.url,
    HEDGE__VENUES__BINANCE__PROD__WS: venue.wsUrl,
    HEDGE__VENUES__BINANCE__INSTRUMENTS__BTCUSDT__FILTERS__MIN_NOTIONAL: "77",
  };
  const words = ["executor", "--mode", "dry-run", "--cycles", "24", "--state", state, "--config", lab.config, "--json"];
  const options = { env, extendEnv: false, reject: false } as const;
  const { exitCode, stdout, stderr } = await execa(process.execPath, [launcher, ...words], options);
  expect(exitCode, stderr).toBe(0);
  const summary = JSON.parse(stdout) as ExecutorSummary;
  expect(summary).toMatchObject({ mode: "dry-run", cycles: 24 });
  expect(summary.fills).toBeGreaterThan(0);
  expect(summary.notes).toContain("min_notional of BTCUSDT is 50 at the venue, 77 in venues.json");
  expect(journalLines(state).filter((line) => line.includes('"type":"venue.reported"'))).toEqual([]);
}, 300_000);
