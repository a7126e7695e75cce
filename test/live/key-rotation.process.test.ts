import * as fs from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startServing } from "../support/paper-process.js";
import { openLab } from "../support/crash-lab.js";
import { journalLines } from "../support/crash-books.js";
import type { PaperServeDocument } from "../../src/core/app/paper-serve.js";

const launcher = fileURLToPath(new URL("../../bin/run.js", import.meta.url));
const config = fileURLToPath(new URL("../../config", import.meta.url));
const lab = openLab();
const state = lab.path("state");

let venue: PaperServeDocument;
let stopVenue: () => Promise<unknown>;

beforeAll(async () => {
  ({ venue, stop: stopVenue } = await startServing(["--config", config, "--speed", "60"]));
}, 60_000);
afterAll(async () => {
  await stopVenue();
  lab.dispose();
});

function write(name: string, text: string): string {
  const path = lab.path(name);
  fs.writeFileSync(path, text, { mode: 0o600 });
  return path;
}

function environment(): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    ENV: "testnet",
    BINANCE_API_KEY_FILE: lab.path("key"),
    BINANCE_API_SECRET_FILE: lab.path("secret"),
    HEDGE__VENUES__BINANCE__TESTNET__REST: venue.url,
    HEDGE__VENUES__BINANCE__TESTNET__WS: venue.wsUrl,
  };
}

function hedge(...words: readonly string[]) {
  const all = [launcher, ...words, "--config", config, "--state", state, "--json"];
  return execa(process.execPath, all, { env: environment(), extendEnv: false, reject: false });
}

/** Waits until the journal has such a line; its text. */
async function lineWith(type: string): Promise<string> {
  for (let looks = 0; looks < 400; looks += 1) {
    const lines = fs.existsSync(join(state, "journal")) ? journalLines(state) : [];
    const line = lines.find((text) => text.includes(`"type":"${type}"`));
    if (line !== undefined) return line;
    await sleep(50);
  }
  throw new Error(`no ${type} within 20 s`);
}

it("a running session keeps its key when half of another appears, takes a whole pair after `accounts rotate`, and tells neither", async () => {
  write("key", venue.apiKey);
  write("secret", venue.apiSecret);
  const executor = hedge("executor", "--mode", "testnet");
  await lineWith("venue.reported");

  write("key", venue.spareApiKey);
  expect(await lineWith("key.refused")).toContain("the venue refuses the new key");
  write("key", venue.apiKey);

  const [newKey, newSecret] = [write("new-key", venue.spareApiKey), write("new-secret", venue.spareApiSecret)];
  const rotated = await hedge("accounts", "rotate", "main", "--key-file", newKey, "--secret-file", newSecret);
  expect(rotated.exitCode, rotated.stdout).toBe(0);
  expect(rotated.stdout).toContain("tries the new key within 10 s");
  expect(JSON.parse(await lineWith("key.rotated"))).toMatchObject({
    account: "main",
    reason: "the venue accepts the new key",
  });

  executor.kill("SIGTERM");
  const { exitCode, stdout, stderr } = await executor;
  expect(exitCode, stderr).toBe(143);
  const keys = [venue.apiKey, venue.apiSecret, venue.spareApiKey, venue.spareApiSecret];
  const told = [stdout, stderr, rotated.stdout, ...journalLines(state)].join("\n");
  expect(keys.filter((key) => told.includes(key))).toEqual([]);
}, 90_000);
