import { expect, it } from "vitest";
import { inspectedMode } from "../../../../src/core/app/accounts/inspected-mode.js";

it.each([
  // session, ENV, whose endpoints, whether a key may be shown
  [null, undefined, "testnet", true],
  [null, "dev", "testnet", true],
  [null, "testnet", "testnet", true],
  [null, "prod", "prod", true],
  ["paper", "prod", "prod", true],
  ["paper", "testnet", "testnet", true],
  ["testnet", "prod", "testnet", true],
  ["prod", "prod", "prod", true],
  ["prod", "testnet", "dry-run", false],
  ["prod", undefined, "dry-run", false],
  ["dry-run", "prod", "dry-run", false],
] as const)(
  "session %s with ENV %s asks the endpoints of %s, keys shown: %s",
  (session, environment, mode, isShown) => {
    const inspected = inspectedMode(session, { ENV: environment });
    expect([inspected.mode, inspected.withheld === null]).toEqual([mode, isShown]);
  },
);
