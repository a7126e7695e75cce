import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { type CredentialQuestion, credentialsOf, placesOf } from "../../../../src/core/app/live/credentials.js";
import { Failure } from "../../../../src/core/lib/failure.js";

const scratch = fs.mkdtempSync(join(tmpdir(), "hedge-credentials-"));
afterAll(() => {
  fs.rmSync(scratch, { recursive: true, force: true });
});

function file(name: string, content: string, mode = 0o600): string {
  const path = join(scratch, name);
  fs.mkdirSync(join(path, ".."), { recursive: true });
  fs.writeFileSync(path, content);
  fs.chmodSync(path, mode);
  return path;
}

function question(change: Partial<CredentialQuestion> = {}): CredentialQuestion {
  return {
    env: {},
    dotEnvText: null,
    files: nodeFiles,
    account: "macro",
    venue: "binance",
    mode: "testnet",
    ...change,
  };
}

const revealed = async (asked: CredentialQuestion): Promise<readonly string[] | null> => {
  const found = await credentialsOf(asked);
  return found === null ? null : [found.key.reveal(), found.secret.reveal()];
};

async function failureOf(asked: CredentialQuestion): Promise<Failure> {
  try {
    await credentialsOf(asked);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error("no failure came");
}

const SHARED = { BINANCE_API_KEY: "envKey", BINANCE_API_SECRET: "envSecret" };

describe("order of places", () => {
  const handed = join(scratch, "handed");
  file("handed/BINANCE_API_KEY", "dirKey\n", 0o440);
  file("handed/BINANCE_API_SECRET", "dirSecret\n", 0o440);
  const byFile = {
    BINANCE_API_KEY_FILE: file("key", "fileKey\n"),
    BINANCE_API_SECRET_FILE: file("secret", " fileSecret \n"),
  };
  const dotEnvText = "BINANCE_API_KEY=dotKey\nBINANCE_API_SECRET=dotSecret\n";

  it.each([
    ["$CREDENTIALS_DIRECTORY", { ...SHARED, ...byFile, CREDENTIALS_DIRECTORY: handed }, ["dirKey", "dirSecret"]],
    ["…_FILE", { ...SHARED, ...byFile }, ["fileKey", "fileSecret"]],
    ["the environment", SHARED, ["envKey", "envSecret"]],
    [
      "an empty directory of credentials, then the environment",
      { ...SHARED, CREDENTIALS_DIRECTORY: scratch },
      ["envKey", "envSecret"],
    ],
  ])("takes %s before .env", async (_name, env, expected) => {
    expect(await revealed(question({ env, dotEnvText }))).toEqual(expected);
    expect(await revealed(question({ env, dotEnvText, mode: "prod" }))).toEqual(expected);
  });

  it("takes the account's own pair before the venue's, wherever they stand", async () => {
    const own = { MACRO_BINANCE_API_KEY: "ownKey", MACRO_BINANCE_API_SECRET: "ownSecret" };
    expect(await revealed(question({ env: { ...own, ...byFile } }))).toEqual(["ownKey", "ownSecret"]);
    expect(await revealed(question({ env: { ...own, ...byFile }, account: "main" }))).toEqual([
      "fileKey",
      "fileSecret",
    ]);
  });

  it("is null without any, and with empty variables", async () => {
    expect(await credentialsOf(question())).toBeNull();
    expect(await credentialsOf(question({ env: { BINANCE_API_KEY: "", BINANCE_API_SECRET: "" } }))).toBeNull();
  });

  it("mixes the places of a pair, never two pairs: half of the own one is incomplete beside a whole shared one", async () => {
    const mixed = { BINANCE_API_KEY: "envKey", BINANCE_API_SECRET_FILE: byFile.BINANCE_API_SECRET_FILE };
    expect(await revealed(question({ env: mixed }))).toEqual(["envKey", "fileSecret"]);
    const failure = await failureOf(question({ env: { ...SHARED, MACRO_BINANCE_API_KEY: "ownKey" } }));
    expect(failure).toMatchObject({ code: "credentials_incomplete", exitCode: 3 });
    expect(failure.message).toBe("MACRO_BINANCE_API_SECRET is not set, its other half is");
  });
});

describe(".env", () => {
  const dotEnvText = "BINANCE_API_KEY=dotKey\nBINANCE_API_SECRET=dotSecret\n";

  it("is refused for prod with exit 3, the name and the way out", async () => {
    const failure = await failureOf(question({ dotEnvText, mode: "prod" }));
    expect(failure).toMatchObject({ code: "credentials_in_dot_env", exitCode: 3 });
    expect(failure.message).toBe("prod takes no key from .env, and BINANCE_API_KEY stands there");
    expect(failure.place.fix).toContain("BINANCE_API_KEY_FILE");
  });

  it("may name files for prod: a path is no secret", async () => {
    const named = `BINANCE_API_KEY_FILE=${file("k2", "k")}\nBINANCE_API_SECRET_FILE=${file("s2", "s")}\n`;
    expect(await revealed(question({ dotEnvText: named, mode: "prod" }))).toEqual(["k", "s"]);
  });
});

describe("files", () => {
  const env = (key: string, secret = file("fine", "s")): Record<string, string> => ({
    BINANCE_API_KEY_FILE: key,
    BINANCE_API_SECRET_FILE: secret,
  });

  it.each([0o640, 0o604, 0o644, 0o660])("of mode %o are refused with chmod 600 as the remedy", async (mode) => {
    const path = file("open", "canary", mode);
    const failure = await failureOf(question({ env: env(path) }));
    expect(failure).toMatchObject({ code: "credentials_open", exitCode: 3 });
    expect(failure.place).toEqual({ file: path, path: "BINANCE_API_KEY_FILE", fix: `chmod 600 ${path}` });
  });

  it("in a directory of credentials may be open to a group (systemd's access list), not to everybody", async () => {
    const directory = join(scratch, "everybody");
    file("everybody/BINANCE_API_KEY", "k", 0o444);
    file("everybody/BINANCE_API_SECRET", "s", 0o440);
    expect((await failureOf(question({ env: { CREDENTIALS_DIRECTORY: directory } }))).code).toBe("credentials_open");
  });

  it("that are missing, empty, links, directories or 17 kB long are unreadable", async () => {
    const link = join(scratch, "link");
    fs.symlinkSync(file("target", "k"), link);
    const paths = [join(scratch, "none"), file("empty", "\n"), link, scratch, file("long", "x".repeat(17_000))];
    const codes = await Promise.all(paths.map(async (path) => (await failureOf(question({ env: env(path) }))).code));
    expect(codes).toEqual(Array(5).fill("credentials_unreadable"));
  });

  it("with spaces or line breaks in the key are malformed; a secret may be a PEM block", async () => {
    const pem = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2Vw\n-----END PRIVATE KEY-----";
    expect((await failureOf(question({ env: env(file("two", "a b")) }))).code).toBe("credentials_malformed");
    expect((await failureOf(question({ env: env(file("lines", "a\nb")) }))).code).toBe("credentials_malformed");
    expect((await failureOf(question({ env: env(file("pemkey", pem)) }))).code).toBe("credentials_malformed");
    expect(await revealed(question({ env: env(file("one", "a"), file("pem", `${pem}\n`)) }))).toEqual(["a", pem]);
  });
});

it.each([
  [
    "in the environment",
    { env: { BINANCE_API_KEY: "a key", BINANCE_API_SECRET: "s" } },
    /^Set the variable to the key/,
  ],
  [
    "in a file",
    { env: { BINANCE_API_KEY_FILE: file("two-words", "a key"), BINANCE_API_SECRET: "s" } },
    /^Write the key alone into the file/,
  ],
] as const)("a malformed key %s is answered with what to do there", async (_where, asked, fix) => {
  const failure = await failureOf(question(asked));
  expect(failure.code).toBe("credentials_malformed");
  expect(failure.place.fix).toMatch(fix);
});

it("shows no value in failures, places or inspections", async () => {
  const canary = "canary value 7f3a";
  const bad = file("canary", canary);
  const all = [
    await failureOf(question({ env: { BINANCE_API_KEY: canary, BINANCE_API_SECRET: canary } })),
    await failureOf(question({ env: { BINANCE_API_KEY_FILE: bad, BINANCE_API_SECRET_FILE: bad } })),
    await failureOf(
      question({ dotEnvText: `BINANCE_API_KEY=canary7f3a\nBINANCE_API_SECRET=canary7f3a`, mode: "prod" }),
    ),
    placesOf(
      { account: "a", venue: "binance" },
      { env: { BINANCE_API_KEY: "canary7f3a", BINANCE_API_SECRET: "canary7f3a" }, dotEnvText: null },
    ),
  ];
  for (const each of all)
    expect(`${inspect(each, { depth: 9 })} ${JSON.stringify(each)}`).not.toMatch(/canary.?(?:value|7f3a)/);
});

describe("the third word of venues that ask for one", () => {
  const OKX = { OKX_API_KEY: "key", OKX_API_SECRET: "secret", OKX_API_PASSPHRASE_FILE: file("pass", "Pass-word1\n") };
  const third = async (asked: CredentialQuestion): Promise<string | undefined> =>
    (await credentialsOf(asked))?.passphrase?.reveal();

  it("is read from its own place under the name of the key it belongs to, and left out where there is none", async () => {
    expect(await third(question({ venue: "okx", env: OKX }))).toBe("Pass-word1");
    expect(await third(question({ env: SHARED }))).toBeUndefined();
    // The account's own key has no passphrase of its own: that of another key opens nothing.
    const own = { ...OKX, MACRO_OKX_API_KEY: "ownKey", MACRO_OKX_API_SECRET: "ownSecret" };
    expect(await third(question({ venue: "okx", env: own }))).toBeUndefined();
    expect(await third(question({ venue: "okx", env: { ...own, MACRO_OKX_API_PASSPHRASE: "ownWord" } }))).toBe(
      "ownWord",
    );
  });

  it("stays out of every text, and out of a file that others can read", async () => {
    const found = await credentialsOf(question({ venue: "okx", env: OKX }));
    expect(inspect(found, { depth: 5 }) + JSON.stringify(found)).not.toContain("Pass-word1");
    const open = { ...OKX, OKX_API_PASSPHRASE_FILE: file("open-pass", "Pass-word1\n", 0o644) };
    expect(await failureOf(question({ venue: "okx", env: open }))).toMatchObject({ code: "credentials_open" });
  });
});
