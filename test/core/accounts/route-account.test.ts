import { describe, expect, test } from "vitest";
import { accountsPolicySchema } from "../../../src/core/accounts/policy.js";
import { routeAccount } from "../../../src/core/accounts/route-account.js";

const policy = accountsPolicySchema.parse({
  accounts: ["main", "macro", "alts"].map((id) => ({ id, title: id, venue: "binance" })),
  routes: [
    { strategies: ["relative_value"], account: "macro" },
    { symbols: ["DOGEUSDT", "XRPUSDT"], account: "alts" },
    { strategies: ["momentum"], symbols: ["XRPUSDT"], account: "macro" },
  ],
  default: "main",
});

describe("routeAccount", () => {
  test.each([
    ["relative_value", "DOGEUSDT", "macro"],
    ["momentum", "DOGEUSDT", "alts"],
    ["momentum", "XRPUSDT", "alts"],
    ["momentum", "BTCUSDT", "main"],
  ])("%s on %s trades on %s: the first rule that fits decides", (strategy, symbol, account) => {
    expect(routeAccount(policy, strategy, symbol)).toBe(account);
  });
});
