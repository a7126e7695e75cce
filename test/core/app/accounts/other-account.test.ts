import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { Secret } from "../../../../src/core/adapters/ccxt/secret.js";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { rotateAccount } from "../../../../src/core/app/accounts/rotate-account.js";
import { tryKey } from "../../../../src/core/app/accounts/try-key.js";
import { requireConfig } from "../../../../src/core/app/load-config.js";
import { LoopbackVenue } from "../../adapters/binance-usdm/support/loopback-venue.js";
import { root } from "../../config/support.js";

/** Key → account of the venue; another key is refused. `silent`: the account's code can't be read now. */
const ACCOUNTS: Readonly<Record<string, string>> = { "key-a1": "SgsR", "key-a2": "SgsR", "key-b": "TxxQ" };
let silent: string | null = null;

const scratch = fs.mkdtempSync(join(tmpdir(), "hedge-other-account-"));
let venue: LoopbackVenue;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  venue = await LoopbackVenue.open();
  venue.on("GET /fapi/v1/time", () => ({ body: { serverTime: Date.now() } }));
  const known = (body: (account: string) => unknown) => (seen: { readonly apiKey: string | null }) => {
    const account = ACCOUNTS[seen.apiKey ?? ""];
    const refusal = { status: 401, body: { code: -2015, msg: "Invalid API-key, IP, or permissions for action." } };
    return account === undefined ? refusal : { body: body(account) };
  };
  const modes = { canTrade: true, dualSidePosition: false, multiAssetsMargin: false };
  venue.on(
    "GET /fapi/v1/accountConfig",
    known(() => modes),
  );
  const balance = known((accountAlias) => [{ accountAlias, asset: "USDT", balance: "1000" }]);
  venue.on("GET /fapi/v3/balance", (seen) =>
    silent === seen.apiKey ? { status: 503, body: "Service Unavailable." } : balance(seen),
  );
  env = {
    BINANCE_API_KEY_FILE: join(scratch, "key"),
    BINANCE_API_SECRET_FILE: join(scratch, "secret"),
    HEDGE__VENUES__BINANCE__TESTNET__REST: venue.origin,
    HEDGE__VENUES__BINANCE__TESTNET__WS: venue.origin.replace("http", "ws"),
  };
});
beforeEach(() => {
  silent = null;
  for (const [name, text] of [
    ["key", "key-a1"],
    ["secret", "secret-a1"],
    ["new-secret", "secret-new"],
  ] as const)
    fs.writeFileSync(join(scratch, name), text, { mode: 0o600 });
});
afterAll(async () => {
  await venue.close();
  fs.rmSync(scratch, { recursive: true, force: true });
});

const directory = join(root, "config");

function rotateTo(key: string) {
  fs.writeFileSync(join(scratch, "new-key"), key, { mode: 0o600 });
  const files = {
    keyFile: join(scratch, "new-key"),
    secretFile: join(scratch, "new-secret"),
    state: join(scratch, "s"),
  };
  return rotateAccount({ configDirectory: directory, env, mode: "testnet", account: "main", ...files });
}

it("a key whose account the venue can't tell at the moment is unreachable, never accepted", async () => {
  const settings = requireConfig({ directory, env, files: nodeFiles }).venues["binance"]!;
  const pair = { key: new Secret("key-b"), secret: new Secret("s") };
  expect(await tryKey(settings, "testnet", pair)).toMatchObject({ kind: "accepted", accountCode: "TxxQ" });
  silent = "key-b";
  expect(await tryKey(settings, "testnet", pair)).toMatchObject({
    ...{ kind: "unreachable", reason: expect.stringContaining("does not tell the account") as unknown },
  });
});

it("`accounts rotate` takes another key of the account, and none of another account", async () => {
  await expect(rotateTo("key-b")).rejects.toMatchObject({
    ...{ code: "credentials_refused", exitCode: 3, message: expect.stringContaining("another account") as unknown },
  });
  expect(fs.readFileSync(join(scratch, "key"), "utf8")).toBe("key-a1");
  silent = "key-b";
  await expect(rotateTo("key-b")).rejects.toMatchObject({ code: "venue_unreachable", exitCode: 5 });
  expect(fs.readFileSync(join(scratch, "key"), "utf8")).toBe("key-a1");
  await rotateTo("key-a2");
  expect(fs.readFileSync(join(scratch, "key"), "utf8").trim()).toBe("key-a2");
});

it("`accounts rotate` gets away from a key that the venue takes no more", async () => {
  fs.writeFileSync(join(scratch, "key"), "key-revoked", { mode: 0o600 });
  await rotateTo("key-a2");
  expect(fs.readFileSync(join(scratch, "key"), "utf8").trim()).toBe("key-a2");
});
