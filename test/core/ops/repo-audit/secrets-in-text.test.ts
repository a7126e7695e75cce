import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSecretFile, secretPlaces } from "../../../../src/core/ops/repo-audit/secrets-in-text.js";

/** Drawn once; put together here, so that the search of this very repository does not find them. */
const KEY = ["Tq8vXz2mLr4", "NpW7sKd9Yb3", "HcJ6fGg5Ra1", "UeViwoxZPQ0"].join("");
const DASHES = "-".repeat(5);

/** Without the marks that keep the search of this very repository from finding it. */
const whole = (text: string): string => text.replaceAll("~", "");

const SECRETS: readonly (readonly [what: string, text: string])[] = (
  [
    ["a private key", `${DASHES}BEGIN EC PRIVATE KEY${DASHES}\n${KEY}${KEY}\n${DASHES}END`],
    ["a private key", `const pem = "${DASHES}BEGIN PRIVATE KEY${DASHES}\\n${KEY}${KEY}";`],
    ["an identity of age", `AGE-SECRET-~KEY-1${KEY.toUpperCase()}QPZRY9X8GF`],
    ["an access key of AWS", "aws = AKIA~3X7QZ2MLR4NPW9SK"],
    ["an access token", `ghp~_${KEY}`],
    ["a token of a Telegram bot", `bot 123456789~:AA${KEY.slice(0, 33)}`],
    ["the address of a Slack webhook", `https://hooks.slack~.com/services/T0AB12CD3/B0EF45GH6/${KEY.slice(0, 24)}`],
    ["a signed token (JWT)", `eyJ~hbGciOiJIUzI1NiJ9.eyJ~zdWIiOiIxMjM0In0.${KEY}`],
    ["an address with a password in it", `redis://fund~:${KEY.slice(0, 12)}@db.internal:6379`],
    ["a secret by its name", `BINANCE_API_SECRET=${KEY}`],
    ["a secret by its name", `  "apiKey": "${KEY}",`],
  ] as const
).map(([what, text]) => [what, whole(text)]);

const HARMLESS: readonly string[] = [
  `"integrity": "sha512-${KEY}${KEY}=="`,
  `"hash": "${"0123456789abcdef".repeat(4)}"`,
  "BINANCE_API_KEY=",
  'BINANCE_API_SECRET="${SECRET}"',
  "const token = await nextTokenOfTheSessionThatWasOpened(session);",
  "export const secretFileFindingsOfTheRepository = 1;",
  "redis://user:password@host, https://example.com:8443/@scope/name, git@host.example:fund/hedge",
  `${DASHES}BEGIN PRIVATE KEY${DASHES} is how such a file begins`,
  "passphrase: (see docs/OPERATIONS.md#encrypted-key-files)",
  "AGE-SECRET-KEY-1… and sk-… are shapes of keys",
];

describe("secrets in a text", () => {
  it.each(SECRETS)("%s is found on its line, and not repeated", (what, text) => {
    const places = secretPlaces(`first\nsecond\n${text}\nlast\n`);
    expect(places).toMatchObject([{ line: 3, what }]);
    expect(JSON.stringify(places)).not.toContain(KEY.slice(0, 12));
  });

  it.each(HARMLESS)("nothing in %s", (text) => {
    expect(secretPlaces(text)).toEqual([]);
  });

  it("finds a random key of a venue behind its name on whatever line it stands", () => {
    const words = fc.array(fc.lorem({ maxCount: 5 }), { maxLength: 30 });
    const letters = fc.constantFrom(...Array.from("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"));
    const key = fc
      .array(letters, { minLength: 60, maxLength: 64 })
      .map((drawn) => drawn.join(""))
      .filter((text) => /\d/.test(text) && new Set(text).size > 24);
    const name = fc.constantFrom(
      "apiKey: ",
      "api_secret=",
      'export TOKEN="',
      "private_key => ",
      "MACRO_BINANCE_API_SECRET=",
    );
    fc.assert(
      fc.property(words, words, name, key, (before, after, named, value) => {
        const text = [...before, `${named}${value}`, ...after].join("\n");
        expect(secretPlaces(text).map(({ line }) => line)).toEqual([before.length + 1]);
      }),
      { numRuns: 300, seed: 11 },
    );
  });

  it("takes no digest for a key: SHA-256 in hexadecimal behind any name", () => {
    const digest = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString("hex"));
    fc.assert(
      fc.property(digest, (hex) => {
        expect(secretPlaces(`token: ${hex}\nhash="${hex}"`)).toEqual([]);
      }),
    );
  });

  it("knows files of secrets by their names, and examples as none", () => {
    const secrets = [
      ".env",
      "deploy/.env.prod",
      "id_ed25519",
      "keys/venue.pem",
      "a/b.p12",
      "venue.age",
      "credentials.json",
    ];
    expect(secrets.filter((path) => !isSecretFile(path))).toEqual([]);
    expect([".env.example", "environment.ts", "docs/pem.md", "test/credentials.json.ts"].filter(isSecretFile)).toEqual(
      [],
    );
  });
});
