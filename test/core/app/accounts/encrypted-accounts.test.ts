import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readKey } from "../../../../src/core/app/accounts/key-reading.js";
import { listAccounts } from "../../../../src/core/app/accounts/list-accounts.js";
import { rotateAccount } from "../../../../src/core/app/accounts/rotate-account.js";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { encryptFor, newIdentity } from "../../../support/age-files.js";
import { root } from "../../config/support.js";

const scratch = fs.mkdtempSync(join(tmpdir(), "hedge-accounts-age-"));
afterAll(() => {
  fs.rmSync(scratch, { recursive: true, force: true });
});

const paths = { key: join(scratch, "key.age"), secret: join(scratch, "secret.age"), identity: join(scratch, "id") };
const env = {
  BINANCE_API_KEY_AGE_FILE: paths.key,
  BINANCE_API_SECRET_AGE_FILE: paths.secret,
  HEDGE_AGE_IDENTITY_FILE: paths.identity,
};
const request = { configDirectory: join(root, "config"), env, mode: "testnet" };

beforeAll(async () => {
  const identity = await newIdentity();
  for (const [path, content] of [
    [paths.key, await encryptFor([identity], "canary-7f3a")],
    [paths.secret, await encryptFor([identity], "canary-7f3b")],
    [paths.identity, `${identity}\n`],
  ] as const)
    fs.writeFileSync(path, content, { mode: 0o600 });
});

it("lists encrypted halves as age_file with their paths, and what keeps one from being opened", async () => {
  const halves = {
    key: { name: "BINANCE_API_KEY", source: "age_file", path: paths.key },
    secret: { name: "BINANCE_API_SECRET", source: "age_file", path: paths.secret },
  };
  const well = await listAccounts(request);
  expect(well.items[0]).toMatchObject({ account: "main", ...halves, problem: null });
  const { HEDGE_AGE_IDENTITY_FILE: _gone, ...blind } = env;
  const closed = await listAccounts({ ...request, env: blind });
  expect(closed.items[0]).toMatchObject({
    ...halves,
    problem: {
      message: `${paths.key} (BINANCE_API_KEY_AGE_FILE) is encrypted, and no identity is named that could open it`,
    },
  });
  expect(JSON.stringify([well, closed])).not.toContain("canary");
});

it("names variable and file of an encrypted half in checks", async () => {
  const question = {
    env,
    dotEnvText: null,
    files: nodeFiles,
    account: "main",
    venue: "binance",
    mode: "prod",
  } as const;
  expect((await readKey(question)).reading).toEqual({
    kind: "found",
    places: `BINANCE_API_KEY encrypted in ${paths.key} (BINANCE_API_KEY_AGE_FILE), BINANCE_API_SECRET encrypted in ${paths.secret} (BINANCE_API_SECRET_AGE_FILE)`,
    isDotEnv: false,
  });
});

it("leaves encrypted files alone in a rotation, and says how they are replaced", async () => {
  const fresh = { account: "main", keyFile: join(scratch, "k"), secretFile: join(scratch, "s"), state: undefined };
  const before = fs.readFileSync(paths.key);
  await expect(rotateAccount({ ...request, ...fresh })).rejects.toMatchObject({
    code: "credentials_not_in_files",
    exitCode: 3,
    message: `BINANCE_API_KEY stands encrypted in ${paths.key}: rotation replaces files of …_FILE`,
    place: { fix: expect.stringContaining("hedge accounts check") as string },
  });
  expect(fs.readFileSync(paths.key).equals(before)).toBe(true);
  expect(fs.existsSync(`${paths.key}.old`)).toBe(false);
});
