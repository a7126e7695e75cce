import { describe, expect, it } from "vitest";
import { createHostGuard } from "../../../../src/core/adapters/deribit/host-guard.js";

const DEMO = { rest: "https://test.deribit.com", ws: "wss://test.deribit.com" };
const REAL = { rest: "https://www.deribit.com", ws: "wss://www.deribit.com" };
const HERE = { rest: "http://127.0.0.1:7", ws: "ws://127.0.0.1:7" };

describe("the hosts of a session", () => {
  it.each([
    ["testnet", REAL],
    ["prod", DEMO],
    ["testnet", { rest: DEMO.rest, ws: REAL.ws }],
    ["prod", { rest: REAL.rest, ws: HERE.ws }],
    ["dry-run", { rest: REAL.rest, ws: DEMO.ws }],
  ] as const)("%s refuses %j", (mode, endpoints) => {
    expect(() => createHostGuard(endpoints, mode)).toThrow(/can't be used in/);
  });

  it.each([
    ["testnet", DEMO],
    ["prod", REAL],
    ["testnet", HERE],
    ["dry-run", REAL],
  ] as const)("%s takes %j, and reaches nothing else", (mode, endpoints) => {
    const guard = createHostGuard(endpoints, mode);
    guard.check(`${endpoints.rest}/api/v2/public/get_time`, false);
    expect(() => {
      guard.check("https://www.example.com/api/v2/public/get_time", false);
    }).toThrow(/was refused/);
  });

  it("a dry run sends no key to the venue", () => {
    const guard = createHostGuard(REAL, "dry-run");
    expect(() => {
      guard.check(`${REAL.rest}/api/v2/private/get_positions`, true);
    }).toThrow(/a signed call/);
  });
});
