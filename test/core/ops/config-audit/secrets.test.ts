import { describe, expect, test } from "vitest";
import { findSecrets } from "../../../../src/core/ops/config-audit/secrets.js";
import { auditDirectory } from "../../../../src/core/ops/config-audit/audit-directory.js";
import { STRATEGIES } from "../../../../src/core/strategies/registry.js";
import { changedTexts, memoryFiles, shippedTexts } from "../../config/support.js";

/** Made up, of the shape of a venue's key: 63 letters and digits. */
const KEY = "q7Zt1Rk9Lw3Xv5Bn8Md2Hs6Jf4Gp0CyTa7Ue1Io9Wq3Er5Ty8Ui2Op6As4Df0Gh";

const paths = (tree: unknown): readonly string[] => findSecrets("a.json", "", tree).map(({ finding }) => finding.path);

describe("findSecrets", () => {
  test.each([
    ["a key by its name", { accounts: [{ api_key: "hunter2hunter2" }] }, "accounts.0.api_key"],
    ["camel case", { clientSecret: "correct horse battery" }, "clientSecret"],
    ["random letters and digits of 63 characters under any name", { title: KEY }, "title"],
    ["a password in an address", { rest: "https://me:pass1234@fapi.example.org" }, "rest"],
    ["a token in an address", { hook: "https://example.org/x?token=abcdef123456" }, "hook"],
    ["an identity of age", { note: `AGE-SECRET-KEY-1${"Q".repeat(58)}` }, "note"],
    ["a private key", { pem: "-----BEGIN EC PRIVATE KEY-----\nMHc=" }, "pem"],
  ])("finds %s", (_what, tree, path) => {
    expect(paths(tree)).toEqual([path]);
  });

  test.each([
    ["a place to read it from", { api_key_file: "/run/secrets/binance", token_env: "BOT_TOKEN" }],
    ["a placeholder", { api_key: "${BINANCE_API_KEY}", api_secret: "<secret>", password: "changeme" }],
    [
      "words, paths and addresses",
      { origin: "research/data/binance-usdm/klines-2024", rest: "https://fapi.binance.com" },
    ],
    ["an empty value", { secret: "" }],
    ["a long name in capitals", { symbols: ["1000000MOGUSDT", "BTCUSDT_240628"] }],
  ])("does not mistake %s for one", (_what, tree) => {
    expect(paths(tree)).toEqual([]);
  });

  test("reads other files by their lines: YAML and .env", () => {
    const text = [
      "# api_key: none here",
      "venue: binance",
      `  api_secret: "${KEY}"`,
      `export BINANCE_API_KEY=${KEY}`,
    ].join("\n");
    expect(findSecrets("runtime.yaml", text, undefined).map(({ finding }) => finding.path)).toEqual([
      "line 3 api_secret",
      "line 4 BINANCE_API_KEY",
    ]);
  });

  test("the shipped files have none, nor has any file of the predecessor", () => {
    for (const [name, text] of Object.entries(shippedTexts())) {
      expect(findSecrets(name, text, JSON.parse(text) as unknown), name).toEqual([]);
    }
  });
});

describe("an audit of a folder with a secret in it", () => {
  const texts = changedTexts({ "accounts.accounts.0.id": KEY, "accounts.accounts.0.api_secret": "hunter2hunter2" });
  const document = auditDirectory({
    directory: "config",
    env: {},
    files: memoryFiles(texts),
    strategies: STRATEGIES,
    navUsd: 100_000,
    market: { prices: {}, atrFraction: 0.01 },
    against: Object.fromEntries(
      Object.entries(shippedTexts()).map(([name, text]) => [
        name.slice("config/".length, -".json".length),
        JSON.parse(text) as unknown,
      ]),
    ),
  });

  test("names the places as errors, with the length and the remedy", () => {
    const found = document.findings.filter(({ code }) => code === "secret");
    expect(found.map(({ severity, file, path }) => `${severity} ${file} ${path}`)).toEqual([
      "error accounts.json accounts.0.id",
      "error accounts.json accounts.0.api_secret",
    ]);
    expect(found[0]?.message).toContain("63 characters, not repeated here");
    expect(found[0]?.fix).toContain("put it into the environment or .env");
    expect(document.ok).toBe(false);
  });

  test("repeats neither value anywhere, not in what the loader says of the same place and not in the changes", () => {
    const text = JSON.stringify(document);
    expect(text).not.toContain(KEY.slice(0, 12));
    expect(text).not.toContain("hunter2");
    expect(text).toContain("(holds a secret: not repeated)");
  });
});
