import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Secret } from "../../../../src/core/adapters/ccxt/secret.js";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { sharedDirectory } from "../../../../src/core/adapters/system/shared-directory.js";
import { systemClock } from "../../../../src/core/adapters/system/clock.js";
import { AccountLock } from "../../../../src/core/app/live/account-lock.js";

const PORTS = { files: nodeFiles, clock: systemClock };
const HELD = expect.stringContaining(`process ${String(process.pid)} (since`) as unknown as string;
const key = (text: string) => ({ key: new Secret(text) });

let [scratch, before]: [string, string | undefined] = ["", undefined];
const opened: AccountLock[] = [];

beforeEach(() => {
  before = process.env["HEDGE_SHARED_DIR"];
  scratch = fs.mkdtempSync(join(tmpdir(), "hedge-accounts-"));
  process.env["HEDGE_SHARED_DIR"] = scratch;
});
afterEach(() => {
  for (const lock of opened.splice(0)) lock.release();
  process.env["HEDGE_SHARED_DIR"] = before;
  if (before === undefined) delete process.env["HEDGE_SHARED_DIR"];
  fs.rmSync(scratch, { recursive: true, force: true });
});

function lockAt(rest: string): AccountLock {
  const lock = new AccountLock(rest, PORTS);
  opened.push(lock);
  return lock;
}

it.each([
  ["http://127.0.0.1:8000", "http://localhost:8000"],
  ["http://127.0.0.1:8000", "http://[::1]:8000/"],
  ["http://LOCALHOST:80", "http://127.0.0.1"],
  ["https://fapi.binance.com", "https://FAPI.binance.com:443/"],
  ["https://fapi.binance.com", "https://fapi.binance.com."],
  ["https://fapi.binance.com", "https://fapi1.binance.com"],
  ["https://demo-fapi.binance.com", "https://testnet.binancefuture.com"],
])("a key that trades at %s does not trade at %s as well", async (one, other) => {
  await lockAt(one).takeKey(key("k"));
  await expect(lockAt(other).takeKey(key("k"))).rejects.toMatchObject({
    ...{ code: "account_held", exitCode: 8, message: HELD },
  });
});

it.each([
  ["http://127.0.0.1:8000", "http://127.0.0.1:8001"],
  ["https://fapi.binance.com", "https://demo-fapi.binance.com"],
])("%s and %s are two venues: the same key text is held at both", async (one, other) => {
  await lockAt(one).takeKey(key("k"));
  await expect(lockAt(other).takeKey(key("k"))).resolves.toBeUndefined();
});

it("another key of an account is kept out by the account's code, that of another account is not", async () => {
  const rest = "https://fapi.binance.com";
  const first = lockAt(rest);
  await first.takeKey(key("first"));
  await first.takeAccount("SgsR");
  const second = lockAt(rest);
  await second.takeKey(key("second"));
  await expect(second.takeAccount("SgsR")).rejects.toMatchObject({ code: "account_held", exitCode: 8 });
  await expect(second.takeAccount("TxxQ")).resolves.toBeUndefined();
});

it("after a rotation both keys are held; a key that another holds, or of another account, is not let in", async () => {
  const rest = "https://fapi.binance.com";
  const session = lockAt(rest);
  await session.takeKey(key("old"));
  await session.takeAccount("SgsR");
  expect(await session.admit(key("new"), "SgsR")).toBeNull();
  for (const text of ["old", "new"]) await expect(lockAt(rest).takeKey(key(text))).rejects.toThrow("account already");
  expect(await session.admit(key("foreign"), "TxxQ")).toContain("another account");
  expect(await session.admit(key("unknown"), null)).toContain("does not tell which account");
  await lockAt(rest).takeKey(key("taken"));
  expect(await session.admit(key("taken"), "SgsR")).toEqual(HELD);
});

it("what is released leaves nothing behind, and can be taken again 20 times by 4 at once", async () => {
  const rest = "http://127.0.0.1:8000";
  const places = (): readonly string[] => fs.readdirSync(sharedDirectory("accounts"));
  const first = lockAt(rest);
  await first.takeKey(key("k"));
  await first.takeAccount("SgsR");
  expect(places()).toHaveLength(2);
  first.release();
  expect(places()).toEqual([]);

  const holders = { now: 0, most: 0, times: 0 };
  const trader = async (): Promise<void> => {
    while (holders.times < 20) {
      const lock = new AccountLock(rest, PORTS);
      const refusal = await lock.admit(key("k"), null);
      if (refusal !== null) continue;
      holders.now += 1;
      holders.most = Math.max(holders.most, holders.now);
      await systemClock.sleep(1);
      holders.now -= 1;
      holders.times += 1;
      lock.release();
    }
  };
  await Promise.all([1, 2, 3, 4].map(trader));
  expect(holders.most).toBe(1);
  expect(places()).toEqual([]);
});
