import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServing } from "../support/paper-process.js";
import type { PaperServeDocument } from "../../src/core/app/paper-serve.js";
import { listenIn, type ListeningVenue, type Trick } from "./listening-venue.js";
import { filesBelow, placesWith, read } from "./search-bytes.js";

const launcher = fileURLToPath(new URL("../../bin/run.js", import.meta.url));
const config = fileURLToPath(new URL("../../config", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "hedge-canary-"));
const state = join(scratch, "state");

/** The start is left alone; from then on every kind of trouble, but not so often that nothing is traded. */
const POLLED: Readonly<Record<number, Trick>> = { 3: "echo -2015", 5: "echo -1022", 7: "break" };
const ORDERS: Readonly<Record<number, Trick>> = { 1: "silence", 2: "break", 3: "echo -1022" };

function trickOf(method: string, path: string, nth: number): Trick {
  if (method === "POST" && path.endsWith("/order")) return ORDERS[nth] ?? "pass";
  if (path.endsWith("/listenKey")) return nth === 1 ? "echo -2015" : "pass";
  if (path.endsWith("/income")) return nth === 2 ? "echo page" : "pass";
  const isPolled = /openOrders|openAlgoOrders|positionRisk|v3\/account/.test(path);
  return isPolled ? (POLLED[nth] ?? "pass") : "pass";
}

interface Said {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

let venue: PaperServeDocument;
let listening: ListeningVenue;
let stopVenue: () => Promise<unknown>;

beforeAll(async () => {
  const faults = join(scratch, "faults.json");
  const refused = { on: "connect", match: { route: "private" }, when: { times: 1 }, do: { kind: "refuse" } };
  writeFileSync(faults, JSON.stringify({ rules: [refused] }));
  ({ venue, stop: stopVenue } = await startServing(["--faults", faults, "--config", config, "--speed", "3600"]));
  listening = await listenIn(venue.url, trickOf);
}, 60_000);

afterAll(async () => {
  await listening.close();
  await stopVenue();
  rmSync(scratch, { recursive: true, force: true });
});

async function hedge(words: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Said> {
  // A fast venue's session uses more of the shared limits than a command that doesn't know its pace would ever ask for.
  const env = {
    HEDGE_SHARED_DIR: mkdtempSync(join(scratch, "tmp-")),
    PATH: process.env["PATH"] ?? "",
    HOME: scratch,
    ENV: "testnet",
    BINANCE_API_KEY: venue.apiKey,
    BINANCE_API_SECRET: venue.apiSecret,
    HEDGE__VENUES__BINANCE__TESTNET__REST: listening.url,
    HEDGE__VENUES__BINANCE__TESTNET__WS: venue.wsUrl,
    HEDGE__RUNTIME__LIVE__RECONCILE_SECONDS: "1",
    HEDGE__RUNTIME__LIVE__ORDER_TIMEOUT_MS: "500",
    HEDGE__RUNTIME__LIVE__RECV_WINDOW_MS: "500",
    ...more,
  };
  const all = [launcher, ...words, "--config", config, "--state", state, "--log-level", "debug"];
  const { exitCode, stdout, stderr } = await execa(process.execPath, all, {
    cwd: scratch,
    env,
    extendEnv: false,
    reject: false,
  });
  return { exitCode, stdout, stderr };
}

async function outputsOf<Name extends string>(
  commands: Readonly<Record<Name, readonly string[]>>,
): Promise<Record<Name, Said>> {
  const said: Partial<Record<Name, Said>> = {};
  for (const name of Object.keys(commands) as Name[]) said[name] = await hedge(commands[name]);
  return said as Record<Name, Said>;
}

describe("the search for secrets", () => {
  it("finds a planted one, plain, in base64 and cut to 20 characters, and nothing in a text without", () => {
    const secret = "s3cretOfSixtyFourLetters0123456789abcdefghijklmnopqrstuvwxyzABCD";
    const planted = {
      plain: Buffer.from(`x ${secret} y`),
      base64: Buffer.from(Buffer.from(secret).toString("base64")),
      cut: Buffer.from(`${secret.slice(0, 20)}…`),
      clean: Buffer.from("nothing here"),
    };
    const places = placesWith([secret], planted).map((place) => place.split(" ")[0]);
    expect(places).toEqual(["plain", "base64", "cut"]);
  });
});

describe("secrets on the way to a venue that repeats them in its errors", () => {
  it("are in no byte that a session of 10 cycles full of errors, or a command about it, prints or writes", async () => {
    const said = await outputsOf({
      executor: ["executor", "--mode", "testnet", "--cycles", "10", "--json"],
      doctor: ["doctor", "--venue", "binance", "--json"],
      "accounts check": ["accounts", "check"],
      "accounts list": ["accounts", "list", "--json"],
      status: ["status", "--json"],
      orders: ["orders", "--json"],
    });
    // What is wrong from here on is the key alone.
    listening.stopTricks();
    const wrong = { BINANCE_API_SECRET: `${venue.apiSecret}x` };
    const wrongStart = await hedge(["executor", "--mode", "testnet", "--cycles", "1"], wrong);
    const wrongCheck = await hedge(["accounts", "check", "--json"], wrong);

    const { executor, doctor } = said;
    expect(executor.exitCode, executor.stderr).toBe(0);
    expect(doctor.stdout).toContain('"id":"venue.reach","status":"pass"');
    // The trouble goes on while it asks: it may find a key that works, or say that it could not tell.
    expect([0, 4], said["accounts check"].stdout).toContain(said["accounts check"].exitCode);
    expect(wrongStart.exitCode, wrongStart.stderr).toBe(3);
    expect(wrongCheck.stdout).toContain("-1022");

    const outputs = Object.entries({ ...said, wrongStart, wrongCheck }).flatMap(([name, { stdout, stderr }]) => [
      [`stdout of ${name}`, Buffer.from(stdout)] as const,
      [`stderr of ${name}`, Buffer.from(stderr)] as const,
    ]);
    const written = read(filesBelow(scratch));
    expect(Object.keys(written).filter((path) => path.includes("limits/")).length).toBeGreaterThan(0);
    const canaries = [venue.apiKey, venue.apiSecret, ...listening.overheard];
    expect(placesWith(canaries, { ...Object.fromEntries(outputs), ...written })).toEqual([]);

    // The search had something to find: every kind of trouble came, and what it said was written down without secrets.
    const tricks = ["echo -2015", "echo -1022", "echo page", "break", "silence"] as const;
    expect(tricks.filter((trick) => !listening.played.has(trick))).toEqual([]);
    expect(listening.overheard.size).toBeGreaterThan(100);
    const journal = Buffer.concat(
      Object.entries(written).flatMap(([path, bytes]) => (path.includes("/journal/") ? [bytes] : [])),
    );
    expect(journal.toString("utf8")).toContain("[redacted]");
  }, 120_000);
});
