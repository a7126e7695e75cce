import { generateHybridIdentity } from "age-encryption";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type AgeIdentity, parseIdentities } from "../../../../src/core/adapters/age/age-identities.js";
import { type AgeFile, decryptAge } from "../../../../src/core/adapters/age/decrypt-age.js";
import { rememberDecrypted } from "../../../../src/core/adapters/age/remember-decrypted.js";
import {
  armored,
  encryptFor,
  encryptWithPassphrase,
  identityFileText,
  newIdentity,
} from "../../../support/age-files.js";

/** Made with age-keygen and `age -a` 1.2.1 (filippo.io/age) for this test; it has never been used for anything else. */
const OF_THE_TOOL = {
  identity: `# created: 2026-11-23T01:56:31Z
# public key: age1f5pgxnlh5hj0jf3nwusaauymcqvc9t4df5u0wytp0n8ur8vy545su29hnk
AGE-SECRET-KEY-1D2T2M8WL2NENT6DW8QECXZPFA5R03ENJ6S586SYS5SAMEFCD6WTS0H02U3
`,
  file: `-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBCejVLQzFncHhUMmdIaGN6
WnVIVmdUOXUrRVV6WTNKMFloOHh4YXo1TEZNCjl3V3d1eXVWWFg0Z0FiM0U0OCtF
b1JTbC9VektYbWJNcGpLazdLZGRsbDQKLS0tIERadjlmaVZVdlRWRUVwWjgvZkg2
UzVlaUpEZkhPZzNzY1JJWHpETlA4d2cKcsuwI8aetM4N75WwxhM40ygKx14B6jJ8
ytq7ytOlpKFQ5DTQBam4kTCmBOwknw==
-----END AGE ENCRYPTED FILE-----
`,
};

let mine: string;
let other: string;
beforeAll(async () => {
  [mine, other] = await Promise.all([newIdentity(), newIdentity()]);
});

const held = (...texts: readonly string[]): readonly AgeIdentity[] =>
  texts.map((text, index) => ({ line: index + 1, text }));
const open = (bytes: Uint8Array, ...identities: readonly string[]) =>
  decryptAge({ bytes, identities: held(...identities) });
const failed = (kind: string) => ({ ok: false, error: { kind } });

describe("an age file", () => {
  it("of the tool itself, armored, opens with the file that age-keygen wrote", async () => {
    const identities = parseIdentities(OF_THE_TOOL.identity);
    expect(identities).toMatchObject({ ok: true, value: [{ line: 3 }] });
    if (!identities.ok) return;
    const file: AgeFile = { bytes: Buffer.from(OF_THE_TOOL.file), identities: identities.value };
    expect(await decryptAge(file)).toEqual({ ok: true, value: "realSecret456\n" });
  });

  it("opens with any of its identities, in any place of the list, binary, armored and with CRLF", async () => {
    const file = await encryptFor([other, mine], "key");
    const crlf = armored(file).replaceAll("\n", "\r\n");
    const opened = [open(file, mine), open(file, await newIdentity(), other), open(Buffer.from(crlf), mine)];
    expect(await Promise.all(opened)).toEqual(Array(3).fill({ ok: true, value: "key" }));
  });

  it("opens with a post-quantum identity", async () => {
    const hybrid = await generateHybridIdentity();
    expect(await open(await encryptFor([hybrid], "key"), mine, hybrid)).toEqual({ ok: true, value: "key" });
  });

  it("stays closed with a kind of its own for text, passphrases, strangers and mistyped identities", async () => {
    const file = await encryptFor([mine], "key");
    expect(await open(Buffer.from("plain"), mine)).toEqual(failed("not_age"));
    expect(await open(await encryptWithPassphrase("horse", "key"), mine)).toEqual(failed("passphrase"));
    expect(await open(file, other)).toEqual(failed("no_match"));
    const mistyped = `${mine.slice(0, -1)}${mine.endsWith("Q") ? "P" : "Q"}`;
    expect(await open(file, other, mistyped)).toEqual({ ok: false, error: { kind: "bad_identity", line: 2 } });
  });

  it("gives nothing away when a byte is changed or the end is missing", async () => {
    const file = await encryptFor([mine], "the whole key");
    await fc.assert(
      fc.asyncProperty(
        fc.nat(file.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        async (at, bits, cut) => {
          const harmed = cut ? file.slice(0, at) : file.map((byte, index) => (index === at ? byte ^ bits : byte));
          const opened = await open(harmed, mine);
          expect(opened.ok).toBe(false);
          expect(JSON.stringify(opened)).toMatch(
            /^\{"ok":false,"error":\{"kind":"(?:not_age|no_match|damaged|passphrase)"\}\}$/,
          );
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("identities of a file", () => {
  const reasonOf = (text: string): string => {
    const parsed = parseIdentities(text);
    return parsed.ok ? "fine" : `${String(parsed.error.line)}: ${parsed.error.reason}`;
  };

  it("are one a line, comments and empty lines between", async () => {
    const text = `${await identityFileText(mine)}\r\n\n  ${other}  \n`;
    expect(parseIdentities(text)).toEqual({
      ok: true,
      value: [
        { line: 3, text: mine },
        { line: 6, text: other },
      ],
    });
  });

  it.each([
    ["", "null: holds no identity of age"],
    ["# public key: age1xyz\n", "null: holds no identity of age"],
    ["# c\nage1xyz", "2: is a recipient, the public half: the private one begins with AGE-SECRET-KEY-"],
    ["AGE-PLUGIN-YUBIKEY-1XYZ", "1: is the identity of a plugin, and plugins are not run"],
    [
      "-----BEGIN OPENSSH PRIVATE KEY-----",
      "1: belongs to an SSH or PEM key, and only identities of age-keygen are read",
    ],
    ["age-encryption.org/v1\n", "1: belongs to an encrypted file: an identity stands there in the clear"],
    ["hunter2", "1: is no identity of age"],
  ])("%j is refused without repeating it", (text, reason) => {
    expect(reasonOf(text)).toBe(reason);
  });
});

it("decrypts a file that is looked at again only when it, or the identity, has changed, and forgets the oldest of 5", async () => {
  let decrypted = 0;
  const decrypt = rememberDecrypted(async ({ bytes }) => {
    decrypted += 1;
    return { ok: true, value: Buffer.from(bytes).toString() };
  });
  const look = (text: string, identity = mine) => decrypt({ bytes: Buffer.from(text), identities: held(identity) });
  for (let looks = 0; looks < 10; looks += 1) expect(await look("a")).toEqual({ ok: true, value: "a" });
  expect(decrypted).toBe(1);
  await look("a", other);
  for (const text of ["b", "c", "d"]) await look(text);
  expect(decrypted).toBe(5);
  await look("a");
  expect(decrypted).toBe(6);
});
