import * as fs from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openLab } from "../support/crash-lab.js";
import { journalLines } from "../support/crash-books.js";

const launcher = fileURLToPath(new URL("../../bin/run.js", import.meta.url));
const config = fileURLToPath(new URL("../../config", import.meta.url));
const lab = openLab();
const state = lab.path("state");

interface Keys {
  readonly REST: string;
  readonly streams: string;
  readonly key: string;
  readonly secret: string;
  readonly spareKey: string;
  readonly spareSecret: string;
}

let venue: Keys;
let stopVenue: () => Promise<unknown>;

/** What `paper serve` tells a person; the second key stands there only. */
function keysOf(screen: string): Keys | null {
  const [, REST, streams, key, secret, spareKey, spareSecret] =
    /REST +(\S+)\nstreams +(\S+)\nkey +(\S+)\nsecret +(\S+)\nkey 2 +(\S+)\nsecret 2 +(\S+)\n/.exec(screen) ?? [];
  if (REST === undefined || spareSecret === undefined) return null;
  return { REST, streams: streams!, key: key!, secret: secret!, spareKey: spareKey!, spareSecret };
}

beforeAll(async () => {
  const words = ["paper", "serve", "--port", "0", "--config", config, "--speed", "60", "--no-color"];
  const child = execa(process.execPath, [launcher, ...words], { reject: false });
  stopVenue = () => {
    child.kill("SIGTERM");
    return child;
  };
  let screen = "";
  venue = await new Promise<Keys>((resolve) => {
    child.stdout.on("data", (chunk: Buffer) => {
      screen += chunk.toString("utf8");
      const keys = keysOf(screen);
      if (keys !== null) resolve(keys);
    });
  });
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
    HEDGE__VENUES__BINANCE__TESTNET__REST: venue.REST,
    HEDGE__VENUES__BINANCE__TESTNET__WS: venue.streams,
  };
}

function hedge(...words: readonly string[]) {
  return hedgeWith({}, state, ...words);
}

function hedgeWith(more: Readonly<Record<string, string>>, directory: string, ...words: readonly string[]) {
  const all = [launcher, ...words, "--config", config, "--state", directory, "--json"];
  return execa(process.execPath, all, { env: { ...environment(), ...more }, extendEnv: false, reject: false });
}

/** Waits until the journal has such a line; its text. */
async function lineWith(type: string): Promise<string> {
  for (let looks = 0; looks < 1_200; looks += 1) {
    const lines = fs.existsSync(join(state, "journal")) ? journalLines(state) : [];
    const line = lines.find((text) => text.includes(`"type":"${type}"`));
    if (line !== undefined) return line;
    await sleep(50);
  }
  throw new Error(`no ${type} within 60 s`);
}

it("a running session keeps its key when half of another appears, takes a whole pair after `accounts rotate`, lets no second session trade with it under another name of the venue, and tells neither", async () => {
  write("key", venue.key);
  write("secret", venue.secret);
  const executor = hedge("executor", "--mode", "testnet");
  await lineWith("venue.reported");

  write("key", venue.spareKey);
  expect(await lineWith("key.refused")).toContain("the venue refuses the new key");
  write("key", venue.key);

  const [newKey, newSecret] = [write("new-key", venue.spareKey), write("new-secret", venue.spareSecret)];
  const rotated = await hedge("accounts", "rotate", "main", "--key-file", newKey, "--secret-file", newSecret);
  expect(rotated.exitCode, rotated.stdout).toBe(0);
  expect(rotated.stdout).toContain("tries the new key within 10 s");
  expect(JSON.parse(await lineWith("key.rotated"))).toMatchObject({
    account: "main",
    reason: "the venue accepts the new key",
  });

  const elsewhere = { HEDGE__VENUES__BINANCE__TESTNET__REST: venue.REST.replace("127.0.0.1", "localhost") };
  const second = await hedgeWith(elsewhere, lab.path("second"), "executor", "--mode", "testnet");
  expect(second.exitCode, second.stdout).toBe(8);
  expect(second.stdout).toContain("trades on this account already, from another state directory");

  executor.kill("SIGTERM");
  const { exitCode, stdout, stderr } = await executor;
  expect(exitCode, stderr).toBe(143);
  const keys = [venue.key, venue.secret, venue.spareKey, venue.spareSecret];
  const told = [stdout, stderr, rotated.stdout, ...journalLines(state)].join("\n");
  expect(keys.filter((key) => told.includes(key))).toEqual([]);
}, 180_000);
