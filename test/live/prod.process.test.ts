import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { existsSync, writeFileSync } from "node:fs";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { PaperServeDocument } from "../../src/core/app/paper-serve.js";
import { openLiveLab } from "../support/live-lab.js";
import { journalLines } from "../support/crash-books.js";
import { startServing } from "../support/paper-process.js";

const launcher = fileURLToPath(new URL("../../bin/run.js", import.meta.url));
const lab = openLiveLab();
const state = lab.path("state");

let venue: PaperServeDocument;
let stopVenue: () => Promise<unknown>;
beforeAll(async () => {
  const words = ["--speed", "3600", "--from", "2024-08-04", "--config", lab.config];
  ({ venue, stop: stopVenue } = await startServing(words));
  for (const [name, text] of [
    ["key", venue.apiKey],
    ["secret", venue.apiSecret],
  ] as const)
    writeFileSync(lab.path(name), text, { mode: 0o600 });
}, 60_000);
afterAll(async () => {
  await stopVenue();
  lab.dispose();
});

function hedge(directory: string, ...words: readonly string[]) {
  const env = {
    PATH: process.env["PATH"] ?? "",
    TMPDIR: lab.path("."),
    ENV: "prod",
    ALLOW_PROD_WRITE: "1",
    BINANCE_API_KEY_FILE: lab.path("key"),
    BINANCE_API_SECRET_FILE: lab.path("secret"),
    HEDGE__VENUES__BINANCE__PROD__REST: venue.url,
    HEDGE__VENUES__BINANCE__PROD__WS: venue.wsUrl,
  };
  const all = [launcher, ...words, "--config", lab.config, "--state", directory, "--json"];
  return execa(process.execPath, all, { env, extendEnv: false, reject: false, cwd: lab.path(".") });
}

async function lineWith(...texts: readonly string[]): Promise<number> {
  for (let looks = 0; looks < 600; looks += 1) {
    const lines = existsSync(`${state}/journal`) ? journalLines(state) : [];
    const found = lines.findIndex((line) => texts.every((text) => line.includes(text)));
    if (found >= 0) return found;
    await sleep(50);
  }
  throw new Error(`no line with ${texts.join(" and ")} within 30 s`);
}

it("a production session opens nothing before `arm`, trades under its lease, and is the only one on its account", async () => {
  const executor = hedge(state, "executor", "--prod");
  await lineWith('"channel":"preflight"', '"up":true');
  await lineWith('"lease_missing"');
  await lineWith('"type":"cycle.decided"', '"trigger":"bar"');
  expect(journalLines(state).filter((line) => line.includes('"purpose":"open"') && line.includes("submitted"))).toEqual(
    [],
  );

  const other = await hedge(lab.path("other"), "executor", "--prod");
  expect(other.exitCode).toBe(8);
  expect(other.stdout).toContain("trades on this account already, from another state directory");

  const armed = await hedge(state, "arm", "--for", "1h", "--max-notional", "50000");
  expect(armed.exitCode, armed.stdout).toBe(0);
  const lease = await lineWith('"type":"lease.armed"');
  const submitted = await lineWith('"type":"order.submitted"');
  expect(submitted).toBeGreaterThan(lease);
  executor.kill("SIGTERM");
  expect((await executor).exitCode).toBe(143);
}, 120_000);
