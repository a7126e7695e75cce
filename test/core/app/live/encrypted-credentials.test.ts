import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { credentialsOf } from "../../../../src/core/app/live/credentials.js";
import { Failure } from "../../../../src/core/lib/failure.js";
import {
  armored,
  encryptFor,
  encryptWithPassphrase,
  identityFileText,
  newIdentity,
} from "../../../support/age-files.js";

const scratch = fs.mkdtempSync(join(tmpdir(), "hedge-age-"));
afterAll(() => {
  fs.rmSync(scratch, { recursive: true, force: true });
});

function file(name: string, content: string | Uint8Array, mode = 0o600): string {
  const path = join(scratch, name);
  fs.mkdirSync(join(path, ".."), { recursive: true });
  fs.writeFileSync(path, content);
  fs.chmodSync(path, mode);
  return path;
}

type Variables = Readonly<Record<string, string>>;

const pairOf = async (env: Variables, dotEnvText: string | null = null): Promise<readonly string[] | null> => {
  const question = { env, dotEnvText, files: nodeFiles, account: "macro", venue: "binance", mode: "prod" } as const;
  const found = await credentialsOf(question);
  return found === null ? null : [found.key.reveal(), found.secret.reveal()];
};

async function failureOf(env: Variables): Promise<Failure> {
  try {
    await pairOf(env);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error("no failure came");
}

let identity: string;
let stranger: string;
let byAge: Variables;
beforeAll(async () => {
  [identity, stranger] = await Promise.all([newIdentity(), newIdentity()]);
  byAge = {
    BINANCE_API_KEY_AGE_FILE: file("key.age", await encryptFor([identity], "ageKey\n")),
    BINANCE_API_SECRET_AGE_FILE: file("secret.age", armored(await encryptFor([stranger, identity], " ageSecret \n"))),
    HEDGE_AGE_IDENTITY_FILE: file("identity", await identityFileText(identity)),
  };
});

describe("the place of encrypted files", () => {
  const BARE = { BINANCE_API_KEY: "envKey", BINANCE_API_SECRET: "envSecret" };

  it("is after bare files and before the environment; half of each may be encrypted; .env may name them for prod", async () => {
    expect(await pairOf({ ...BARE, ...byAge })).toEqual(["ageKey", "ageSecret"]);
    expect(await pairOf({ ...BARE, ...byAge, BINANCE_API_SECRET_FILE: file("bare", "fileSecret") })).toEqual([
      "ageKey",
      "fileSecret",
    ]);
    const dotEnv = Object.entries(byAge).map(([name, path]) => `${name}=${path}`);
    expect(await pairOf({}, dotEnv.join("\n"))).toEqual(["ageKey", "ageSecret"]);
    expect(await pairOf(BARE, dotEnv.join("\n"))).toEqual(["envKey", "envSecret"]);
  });

  it("takes the identity that systemd hands over before the one a variable names", async () => {
    file("handed/HEDGE_AGE_IDENTITY", `${identity}\n`, 0o440);
    const handed = { CREDENTIALS_DIRECTORY: join(scratch, "handed") };
    expect(await pairOf({ ...byAge, ...handed })).toEqual(["ageKey", "ageSecret"]);
    expect(await pairOf({ ...byAge, ...handed, HEDGE_AGE_IDENTITY_FILE: "/nowhere" })).toEqual(["ageKey", "ageSecret"]);
  });

  it("brings back every word that was encrypted", async () => {
    const word = fc.stringMatching(/^[\x21-\x7e]{1,80}$/).filter((text) => !text.startsWith("age-encryption.org/"));
    await fc.assert(
      fc.asyncProperty(word, fc.boolean(), async (text, isArmored) => {
        const encrypted = await encryptFor([identity], text);
        const path = file("any.age", isArmored ? armored(encrypted) : encrypted);
        expect(await pairOf({ ...byAge, BINANCE_API_KEY_AGE_FILE: path })).toEqual([text, "ageSecret"]);
      }),
      { numRuns: 10 },
    );
  });
});

describe("an encrypted file is refused, with its name and the way out", () => {
  const keyFailure = async (content: string | Uint8Array, mode = 0o600): Promise<Failure> =>
    failureOf({ ...byAge, BINANCE_API_KEY_AGE_FILE: file("bad.age", content, mode) });
  const what = `${join(scratch, "bad.age")} (BINANCE_API_KEY_AGE_FILE)`;

  it("when it is bare, empty, cut, for somebody else, or wants a passphrase", async () => {
    const whole = await encryptFor([identity], "canary-7f3a");
    const cases = [
      ["canary-7f3a", "credentials_undecrypted", `${what} is no age file`],
      ["", "credentials_unreadable", `${what} holds nothing that can be read`],
      [
        whole.slice(0, -1),
        "credentials_undecrypted",
        `${what} is damaged: cut short or changed since it was encrypted`,
      ],
      [
        await encryptFor([stranger], "canary-7f3a"),
        "credentials_undecrypted",
        `no identity of ${join(scratch, "identity")} (HEDGE_AGE_IDENTITY_FILE) opens ${what}`,
      ],
      [
        await encryptWithPassphrase("canary", "canary-7f3a"),
        "credentials_undecrypted",
        `${what} is encrypted with a passphrase, which a session has nobody to ask for`,
      ],
    ] as const;
    for (const [content, code, message] of cases) {
      const failure = await keyFailure(content);
      expect(failure).toMatchObject({ code, exitCode: 3, message });
      expect(failure.place).toMatchObject({ file: join(scratch, "bad.age"), path: "BINANCE_API_KEY_AGE_FILE" });
      expect(failure.place.fix).toMatch(/^Encrypt /);
    }
  });

  it("when it holds nothing, two lines (a secret may be PEM), spaces, or another encrypted file", async () => {
    const inside = async (text: string) => {
      const { code, message } = await keyFailure(await encryptFor([identity], text));
      return [code, message.replace(what, "it")];
    };
    expect(await inside(" \n")).toEqual(["credentials_unreadable", "it holds nothing that can be read"]);
    expect(await inside("a\nb")).toEqual(["credentials_malformed", "it holds no key: more than one line"]);
    expect(await inside("a b")).toEqual([
      "credentials_malformed",
      "it holds no key: spaces or characters that no key has",
    ]);
    const twice = armored(await encryptFor([identity], "a"));
    expect(await inside(twice)).toEqual(["credentials_malformed", "it holds an age-encrypted file in place of a key"]);
    const pem = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2Vw\n-----END PRIVATE KEY-----";
    const pemFile = file("pem.age", await encryptFor([identity], `${pem}\n`));
    expect(await pairOf({ ...byAge, BINANCE_API_SECRET_AGE_FILE: pemFile })).toEqual(["ageKey", pem]);
  });

  it("when it, or the identity, is open to others: chmod 600", async () => {
    const open = await keyFailure(await encryptFor([identity], "a"), 0o644);
    expect([open.code, open.place.fix]).toEqual(["credentials_open", `chmod 600 ${join(scratch, "bad.age")}`]);
    const path = file("open-identity", `${identity}\n`, 0o640);
    const failure = await failureOf({ ...byAge, HEDGE_AGE_IDENTITY_FILE: path });
    expect([failure.code, failure.place.path]).toEqual(["credentials_open", "HEDGE_AGE_IDENTITY_FILE"]);
    expect(failure.place.fix).toBe(`chmod 600 ${path}`);
  });

  it("when it is named as a bare file, also armored as a secret, which looks like PEM", async () => {
    const { BINANCE_API_KEY_AGE_FILE: key = "", BINANCE_API_SECRET_AGE_FILE: secret = "" } = byAge;
    for (const named of [{ BINANCE_API_KEY_FILE: key }, { BINANCE_API_SECRET_FILE: secret }]) {
      const failure = await failureOf({ ...byAge, ...named });
      expect(failure.code).toBe("credentials_malformed");
      expect(failure.place.fix).toContain("_AGE_FILE");
    }
  });
});

describe("an identity", () => {
  const refusal = async (env: Variables) => {
    const { BINANCE_API_KEY_AGE_FILE: key = "", BINANCE_API_SECRET_AGE_FILE: secret = "" } = byAge;
    const failure = await failureOf({ BINANCE_API_KEY_AGE_FILE: key, BINANCE_API_SECRET_AGE_FILE: secret, ...env });
    expect(failure.place.fix).toContain("HEDGE_AGE_IDENTITY_FILE");
    return [failure.code, failure.message];
  };

  it("that nobody names is missing, and one in a variable or encrypted is not taken", async () => {
    expect(await refusal({})).toEqual([
      "age_identity_missing",
      `${join(scratch, "key.age")} (BINANCE_API_KEY_AGE_FILE) is encrypted, and no identity is named that could open it`,
    ]);
    expect(await refusal({ HEDGE_AGE_IDENTITY: identity })).toEqual([
      "age_identity_malformed",
      "HEDGE_AGE_IDENTITY is not taken: the identity stands in a file of its own, in the clear",
    ]);
    expect((await refusal({ HEDGE_AGE_IDENTITY_AGE_FILE: join(scratch, "key.age") }))[0]).toBe(
      "age_identity_malformed",
    );
  });

  it("that is mistyped is named by its line, in a file that holds none by the file", async () => {
    const mistyped = file("mistyped", `# mine\n${identity.slice(0, -1)}${identity.endsWith("Q") ? "P" : "Q"}\n`);
    expect(await refusal({ HEDGE_AGE_IDENTITY_FILE: mistyped })).toEqual([
      "age_identity_malformed",
      `line 2 of ${mistyped} (HEDGE_AGE_IDENTITY_FILE) is no identity of age: mistyped or cut short`,
    ]);
    const empty = file("empty", "");
    expect(await refusal({ HEDGE_AGE_IDENTITY_FILE: empty })).toEqual([
      "age_identity_malformed",
      `${empty} (HEDGE_AGE_IDENTITY_FILE) holds no identity of age`,
    ]);
  });
});

it("shows neither key nor identity in any failure", async () => {
  const canary = "canary value 7f3a";
  const cut = identity.slice(0, 40);
  const failures = [
    await failureOf({ ...byAge, BINANCE_API_KEY_AGE_FILE: file("c.age", await encryptFor([identity], canary)) }),
    await failureOf({ ...byAge, BINANCE_API_KEY_AGE_FILE: file("b.age", canary) }),
    await failureOf({ ...byAge, HEDGE_AGE_IDENTITY_FILE: file("cut", cut) }),
    await failureOf({ ...byAge, HEDGE_AGE_IDENTITY_FILE: file("lower", identity.toLowerCase()) }),
    await failureOf({ ...byAge, HEDGE_AGE_IDENTITY_FILE: file("foreign", stranger) }),
  ];
  const shown = failures.map((each) => `${inspect(each, { depth: 9 })} ${JSON.stringify(each)}`).join("\n");
  expect(shown).not.toMatch(/canary value|7f3a|ageKey|ageSecret/);
  for (const secret of [identity, stranger]) expect(shown.toUpperCase()).not.toContain(secret.slice(16, 40));
});
