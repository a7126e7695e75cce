import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encryptFor, newIdentity } from "../support/age-files.js";
import { startServing } from "../support/paper-process.js";
import type { PaperServeDocument } from "../../src/core/app/paper-serve.js";

const launcher = fileURLToPath(new URL("../../bin/run.js", import.meta.url));
const config = fileURLToPath(new URL("../../config", import.meta.url));
const scratch = fs.mkdtempSync(join(tmpdir(), "hedge-accounts-"));

interface Check {
  readonly id: string;
  readonly status: string;
  readonly detail: string;
}
interface Ending {
  readonly exitCode: number | undefined;
  readonly stderr: string;
  readonly document: { readonly checks: readonly Check[]; readonly [key: string]: unknown };
}

/** Its key may withdraw, and be used from anywhere, from the 7th look at it on. */
const FAULTS = {
  rules: [
    {
      on: "request",
      match: { path: "/sapi/v1/account/apiRestrictions" },
      when: { after: 6 },
      do: { kind: "key_rights", withdrawals: true, ip_restrict: false },
    },
  ],
};

let venue: PaperServeDocument;
let stopVenue: () => Promise<unknown>;

beforeAll(async () => {
  const faults = join(scratch, "faults.json");
  fs.writeFileSync(faults, JSON.stringify(FAULTS));
  ({ venue, stop: stopVenue } = await startServing(["--config", config, "--faults", faults]));
}, 60_000);

afterAll(async () => {
  await stopVenue();
  fs.rmSync(scratch, { recursive: true, force: true });
});

const keys = () => ({ BINANCE_API_KEY: venue.apiKey, BINANCE_API_SECRET: venue.apiSecret });

async function hedge(words: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Ending> {
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: scratch,
    ENV: "testnet",
    HEDGE__VENUES__BINANCE__TESTNET__REST: venue.url,
    HEDGE__VENUES__BINANCE__TESTNET__WS: venue.wsUrl,
    HEDGE__VENUES__BINANCE__PROD__REST: venue.url,
    HEDGE__VENUES__BINANCE__PROD__WS: venue.wsUrl,
    ...more,
  };
  const all = [launcher, ...words, "--config", config, "--json"];
  const { exitCode, stdout, stderr } = await execa(process.execPath, all, {
    cwd: scratch,
    env,
    extendEnv: false,
    reject: false,
  });
  expect(stdout, stderr).toMatch(/^\{.*\}$/);
  return { exitCode, stderr, document: JSON.parse(stdout) as Ending["document"] };
}

const statusOf = ({ document }: Ending, subject: string): Readonly<Record<string, string>> =>
  Object.fromEntries(document.checks.filter(({ id }) => id.startsWith(subject)).map(({ id, status }) => [id, status]));

function write(name: string, content: string | Uint8Array, mode = 0o600): string {
  const path = join(scratch, name);
  fs.writeFileSync(path, content);
  fs.chmodSync(path, mode);
  return path;
}

describe("hedge doctor --venue binance", () => {
  it("makes 13 checks with the key, and 3 public ones without, all passing at the paper venue", async () => {
    const whole = await hedge(["doctor", "--venue", "binance"], keys());
    expect(statusOf(whole, "venue.")).toEqual(
      Object.fromEntries(
        [
          ...["reach", "symbols", "limits", "key", "permissions", "withdrawal", "transfer", "address"],
          ...["position-mode", "asset-mode", "fee-asset", "margin", "listen-key"],
        ].map((name) => [`venue.${name}`, "pass"]),
      ),
    );
    expect(whole.exitCode).toBe(0);
    expect(statusOf(whole, "clock.skew")).toEqual({ "clock.skew": "pass" });
    const keyless = await hedge(["doctor", "--venue", "binance"]);
    expect(statusOf(keyless, "venue.")).toEqual({
      "venue.reach": "pass",
      "venue.symbols": "pass",
      "venue.limits": "pass",
      "venue.key": "skip",
    });
    expect(keyless.exitCode).toBe(0);
  });

  it("is exit 4 with a failing check, not 5, when nobody answers, and when a tick size differs", async () => {
    const elsewhere = { HEDGE__VENUES__BINANCE__TESTNET__REST: "http://127.0.0.1:1" };
    const nobody = await hedge(["doctor", "--venue", "binance"], { ...keys(), ...elsewhere });
    expect(nobody.exitCode).toBe(4);
    expect(statusOf(nobody, "venue.")).toEqual({ "venue.reach": "fail", "venue.key": "pass" });
    const changed = { HEDGE__VENUES__BINANCE__INSTRUMENTS__ETHUSDT__FILTERS__TICK_SIZE: "0.02" };
    const differs = await hedge(["doctor", "--venue", "binance"], changed);
    expect(differs.exitCode).toBe(4);
    expect(differs.document.checks.find(({ id }) => id === "venue.symbol-ETHUSDT")?.detail).toBe(
      "ETHUSDT: tick_size 0.01 (venues.json: 0.02)",
    );
  });

  it("refuses a production address that is none, as a check", async () => {
    const demo = { ENV: "prod", HEDGE__VENUES__BINANCE__PROD__REST: "https://demo-fapi.binance.com" };
    const refused = await hedge(["doctor", "--venue", "binance"], { ...keys(), ...demo });
    expect(statusOf(refused, "venue.")).toEqual({ "venue.endpoint": "fail" });
    expect(refused.exitCode).toBe(4);
  });
});

describe("hedge accounts", () => {
  it("lists where keys stand and what is wrong with them, never values", async () => {
    const env = { BINANCE_API_KEY_FILE: write("open", "canary-7f3a", 0o644), BINANCE_API_SECRET: "canary-7f3b" };
    const { exitCode, document } = await hedge(["accounts", "list"], env);
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({
      schema: "hedge.accounts/1",
      mode: "testnet",
      items: [
        {
          account: "main",
          key: { name: "BINANCE_API_KEY", source: "file", path: env.BINANCE_API_KEY_FILE },
          secret: { name: "BINANCE_API_SECRET", source: "environment", path: null },
          problem: { fix: `chmod 600 ${env.BINANCE_API_KEY_FILE}` },
        },
      ],
    });
    expect(JSON.stringify(document)).not.toContain("canary");
  });

  it("checks an encrypted key with 11 passes and exit 0; a wrong secret, no key and a typo are 4, 4 and 2; prod needs ENV=prod, 7", async () => {
    const identity = await newIdentity();
    const encrypted = {
      BINANCE_API_KEY_AGE_FILE: write("key.age", await encryptFor([identity], venue.apiKey)),
      BINANCE_API_SECRET_AGE_FILE: write("secret.age", await encryptFor([identity], `${venue.apiSecret}\n`)),
      HEDGE_AGE_IDENTITY_FILE: write("identity", identity),
    };
    const well = await hedge(["accounts", "check", "main"], encrypted);
    expect([well.exitCode, well.document.checks.length, well.document["ok"]]).toEqual([0, 11, true]);
    expect(well.document.checks.find(({ id }) => id === "main.key")?.detail).toContain("BINANCE_API_KEY encrypted in");
    const wrong = await hedge(["accounts", "check"], { ...keys(), BINANCE_API_SECRET: "wrong" });
    expect([wrong.exitCode, statusOf(wrong, "main.permissions")]).toEqual([4, { "main.permissions": "fail" }]);
    expect((await hedge(["accounts", "check"])).exitCode).toBe(4);
    const typo = await hedge(["accounts", "check", "mian"], keys());
    expect([typo.exitCode, typo.document["fix"]]).toEqual([2, "did you mean main? known: main"]);
    expect((await hedge(["accounts", "check", "--mode", "prod"], keys())).exitCode).toBe(7);
  });

  it("rotates files after a test at the venue, and touches nothing when it fails", async () => {
    const [key, secret] = [write("key", "dead-key"), write("secret", "dead-secret")];
    const env = { BINANCE_API_KEY_FILE: key, BINANCE_API_SECRET_FILE: secret };
    const [newKey, newSecret] = [write("new-key", `${venue.apiKey}\n`), write("new-secret", venue.apiSecret)];
    const rotate = (from: string, more = {}) =>
      hedge(["accounts", "rotate", "main", "--key-file", newKey, "--secret-file", from], { ...env, ...more });

    const wrong = await rotate(write("wrong", "wrong-secret"));
    expect([wrong.exitCode, wrong.document["code"]]).toEqual([3, "credentials_refused"]);
    const open = await rotate(write("open-secret", venue.apiSecret, 0o644));
    expect([open.exitCode, open.document["code"]]).toEqual([3, "credentials_open"]);
    expect((await rotate(secret)).exitCode).toBe(2);
    expect((await rotate(newSecret, { HEDGE__VENUES__BINANCE__TESTNET__REST: "http://127.0.0.1:1" })).exitCode).toBe(5);
    expect([fs.readFileSync(key, "utf8"), fs.existsSync(`${key}.old`)]).toEqual(["dead-key", false]);

    const done = await rotate(newSecret);
    expect(done.exitCode).toBe(0);
    expect(done.document).toMatchObject({
      schema: "hedge.accounts-rotate/1",
      executor: null,
      tested: { canTrade: true, canWithdraw: false, isAddressBound: true },
    });
    expect(fs.readFileSync(secret, "utf8").trim()).toBe(venue.apiSecret);
    expect([fs.readFileSync(`${key}.old`, "utf8"), fs.statSync(key).mode & 0o777]).toEqual(["dead-key", 0o600]);
    expect((await hedge(["accounts", "check"], env)).exitCode).toBe(0);
  });

  it("has nothing to rotate where the key stands in the environment: exit 3 with the way out", async () => {
    const fresh = ["--key-file", write("k", "k"), "--secret-file", write("s", "s")];
    const { exitCode, document } = await hedge(["accounts", "rotate", "main", ...fresh], keys());
    expect([exitCode, document["code"]]).toEqual([3, "credentials_not_in_files"]);
  });

  it("warns of a key that may withdraw, and fails in prod, where .env gives none", async () => {
    const look = () => hedge(["accounts", "check"], keys());
    let warned = await look();
    for (let more = 0; more < 6 && warned.exitCode === 0; more += 1) warned = await look();
    expect([warned.exitCode, statusOf(warned, "main.withdrawal")]).toEqual([4, { "main.withdrawal": "warn" }]);
    expect(statusOf(warned, "main.address")).toEqual({ "main.address": "warn" });
    const inProd = await hedge(["accounts", "check"], { ...keys(), ENV: "prod" });
    expect(statusOf(inProd, "main.withdrawal")).toEqual({ "main.withdrawal": "fail" });
    const doctor = await hedge(["doctor", "--venue", "binance"], { ...keys(), ENV: "prod" });
    expect(statusOf(doctor, "venue.withdrawal")).toEqual({ "venue.withdrawal": "fail" });
    const prod = { ...keys(), ENV: "prod", ALLOW_PROD_WRITE: "1" };
    const started = await hedge(["executor", "--prod"], prod);
    expect([started.exitCode, started.document["code"], started.document["message"]]).toEqual([
      3,
      "account_refused",
      "the key may withdraw: whoever steals it can empty the account: nothing is traded on it",
    ]);
    write(".env", `BINANCE_API_KEY=${venue.apiKey}\nBINANCE_API_SECRET=${venue.apiSecret}\n`);
    const dotEnv = await hedge(["accounts", "check"], { ENV: "prod" });
    fs.appendFileSync(join(scratch, ".env"), "ENV=prod\nALLOW_PROD_WRITE=1\n");
    const armed = await hedge(["executor", "--prod"], { ENV: "" });
    expect([armed.exitCode, armed.document["code"]]).toEqual([7, "mode_mismatch"]);
    expect(armed.document["message"]).toContain("line 3 of .env sets it, which does not count");
    fs.rmSync(join(scratch, ".env"));
    expect(statusOf(dotEnv, "main.")).toEqual({ "main.key": "fail" });
  });
});
