import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { existsSync, writeFileSync } from "node:fs";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { PaperServeDocument } from "../../src/core/app/paper-serve.js";
import { encryptFor, identityFileText, newIdentity } from "../support/age-files.js";
import { openLiveLab } from "../support/live-lab.js";
import { journalLines } from "../support/crash-books.js";
import { startServing } from "../support/paper-process.js";

const launcher = fileURLToPath(new URL("../../bin/run.js", import.meta.url));
const lab = openLiveLab();
const state = lab.path("state");

let venue: PaperServeDocument;
let identity: string;
let stopVenue: () => Promise<unknown>;
beforeAll(async () => {
  const words = ["--speed", "3600", "--from", "2024-08-04", "--config", lab.config];
  ({ venue, stop: stopVenue } = await startServing(words));
  identity = await newIdentity();
  for (const [name, content] of [
    ["key.age", await encryptFor([identity], venue.apiKey)],
    ["secret.age", await encryptFor([identity], venue.apiSecret)],
    ["identity", await identityFileText(identity)],
  ] as const)
    writeFileSync(lab.path(name), content, { mode: 0o600 });
}, 60_000);
afterAll(async () => {
  await stopVenue();
  lab.dispose();
});

function hedge(directory: string, ...words: readonly string[]) {
  const env = {
    PATH: process.env["PATH"] ?? "",
    HEDGE_SHARED_DIR: lab.path("."),
    ENV: "prod",
    ALLOW_PROD_WRITE: "1",
    BINANCE_API_KEY_AGE_FILE: lab.path("key.age"),
    BINANCE_API_SECRET_AGE_FILE: lab.path("secret.age"),
    HEDGE_AGE_IDENTITY_FILE: lab.path("identity"),
    HEDGE__VENUES__BINANCE__PROD__REST: venue.url,
    HEDGE__VENUES__BINANCE__PROD__WS: venue.wsUrl,
  };
  const all = [launcher, ...words, "--config", lab.config, "--state", directory, "--json"];
  return execa(process.execPath, all, { env, extendEnv: false, reject: false, cwd: lab.path(".") });
}

async function lineWith(...texts: readonly string[]): Promise<number> {
  for (let looks = 0; looks < 1_200; looks += 1) {
    const lines = existsSync(`${state}/journal`) ? journalLines(state) : [];
    const found = lines.findIndex((line) => texts.every((text) => line.includes(text)));
    if (found >= 0) return found;
    await sleep(50);
  }
  throw new Error(`no line with ${texts.join(" and ")} within 60 s`);
}

it("a production session with an encrypted key opens nothing before `arm`, trades under its lease though a key file breaks, and is the only one on its account", async () => {
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

  // The other session has read the whole file; from here on the old key has to do.
  writeFileSync(lab.path("key.age"), (await encryptFor([identity], venue.apiKey)).slice(0, -1));

  const armed = await hedge(state, "arm", "--for", "1h", "--max-notional", "50000");
  expect(armed.exitCode, armed.stdout).toBe(0);
  const lease = await lineWith('"type":"lease.armed"');
  const submitted = await lineWith('"type":"order.submitted"');
  expect(submitted).toBeGreaterThan(lease);
  await lineWith('"type":"key.refused"', "key.age (BINANCE_API_KEY_AGE_FILE) is damaged");
  executor.kill("SIGTERM");
  const { exitCode, stdout, stderr } = await executor;
  expect(exitCode).toBe(143);
  const log = stderr.split("\n");
  expect(log.filter((line) => !/^20\S+Z PROD (?:starting: |ACTIVE|REDUCING by |HALTED by )/.test(line))).toEqual([]);
  const starting = log.flatMap((line) => /PROD starting: (.*) …$/.exec(line)?.[1] ?? []);
  expect(starting).toEqual(expect.arrayContaining(["connection to the venue", "account modes", "checks of doctor"]));
  expect(stderr).toMatch(/PROD REDUCING by .*lease_missing.* {2}0 positions {2}NAV 100,000\.00 \(0s old\)$/m);
  expect(stderr).toMatch(/PROD ACTIVE {2}\d+ positions? {2}NAV [\d,.]+ \(\S+ old\)$/m);
  const told = [stdout, stderr, ...journalLines(state)].join("\n");
  expect([venue.apiKey, venue.apiSecret, identity].filter((each) => told.includes(each))).toEqual([]);
}, 240_000);
