import { describe, expect, it } from "vitest";
import { createPaper } from "../../../src/cli/paper.js";
import { accountsCheckScreen, accountsScreen, rotateScreen } from "../../../src/cli/screens/accounts-screen.js";
import { visibleWidth } from "../../../src/core/lib/text.js";

const paper = createPaper({ width: 60, colour: false });
const place = (name: string, path: string | null) =>
  ({ name, source: path === null ? "environment" : "file", path }) as const;
const MAIN = {
  account: "main",
  title: "Main",
  venue: "binance",
  isDefault: true,
  state: "active",
  limits: {},
  key: place("BINANCE_API_KEY", "/run/keys/main.key"),
  secret: place("BINANCE_API_SECRET", null),
  passphrase: null,
  problem: null,
};

describe("accounts", () => {
  it("names the places of both halves below the table, in 60 columns", () => {
    const lines = accountsScreen({ mode: "testnet", items: [MAIN] }, paper);
    expect(lines).toEqual([
      "TESTNET  accounts",
      "account         title  venue    keys",
      "main (default)  Main   binance  there",
      "main: BINANCE_API_KEY in /run/keys/main.key,",
      "BINANCE_API_SECRET in the environment",
    ]);
  });

  it("tells what an account has of its own: it opens nothing, and its limits in their units", () => {
    const limits = { max_gross_exposure_pct: 0.5, daily_loss_limit_pct: 0.02, max_concurrent_positions: 3 };
    const lines = accountsScreen({ mode: "testnet", items: [{ ...MAIN, state: "reducing", limits }] }, paper);
    expect(lines.slice(3, 6)).toEqual([
      "main: opens nothing, max_gross_exposure_pct 0.5x,",
      "daily_loss_limit_pct 2.0%, max_concurrent_positions 3",
      "main: BINANCE_API_KEY in /run/keys/main.key,",
    ]);
  });

  it("tells an encrypted file from a bare one", () => {
    const secret = { name: "BINANCE_API_SECRET", source: "age_file", path: "/run/main.secret.age" } as const;
    const lines = accountsScreen({ mode: "testnet", items: [{ ...MAIN, secret }] }, paper);
    expect(lines.slice(3)).toEqual([
      "main: BINANCE_API_KEY in /run/keys/main.key,",
      "BINANCE_API_SECRET encrypted in /run/main.secret.age",
    ]);
  });

  it("says what is wrong and what to do, and that there is no key at all", () => {
    const problem = { message: "/k (mode 0644) is open to other users", fix: "chmod 600 /k" };
    const keyless = { ...MAIN, account: "alt", isDefault: false, key: null, secret: null };
    const lines = accountsScreen(
      {
        mode: "prod",
        items: [
          { ...MAIN, problem },
          { ...keyless, problem: { message: "no key", fix: "set it" } },
        ],
      },
      paper,
    );
    expect(lines.slice(2, 4)).toEqual([
      "main (default)  Main   binance  not usable",
      "alt             Main   binance  none",
    ]);
    expect(lines.join(" ")).toContain("main: /k (mode 0644) is open to other users; fix: chmod 600 /k");
    expect(lines.at(-1)).toBe("alt: no key; fix: set it");
    expect(lines.every((line) => visibleWidth(line) <= 60)).toBe(true);
  });
});

it("paints checks by account with the worst first in the title", () => {
  const checks = [
    { id: "main.key", status: "pass", detail: "there", fix: null },
    { id: "main.withdrawal", status: "fail", detail: "the key may withdraw", fix: "make another" },
  ] as const;
  const lines = accountsCheckScreen({ mode: "prod", checks }, paper);
  expect(lines.slice(0, 4)).toEqual([
    "accounts (prod): fail: main.withdrawal",
    "2 checks: 1 failed, 1 passed",
    "",
    "main",
  ]);
});

it("says after a rotation which files changed, what is left to do, and that a key may withdraw", () => {
  const view = {
    mode: "testnet",
    account: "main",
    venue: "binance",
    tested: { canWithdraw: true, isAddressBound: false },
    files: [
      { path: "/k", old: "/k.old" },
      { path: "/s", old: null },
    ],
    next: ["Restart the executor.", "Delete the old key."],
  };
  expect(rotateScreen(view, createPaper({ width: 200, colour: false }))).toEqual([
    "main: binance testnet accepts the new key, and it may trade",
    "/k is new, the old one is /k.old",
    "/s is new",
    "The new key may withdraw: whoever steals it can empty the account. Prod would refuse it.",
    "Any address may use the new key: bind it to this machine's.",
    "",
    "1. Restart the executor.",
    "2. Delete the old key.",
  ]);
});
