import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import type { LiveMode } from "../../../../src/core/adapters/ccxt/addresses.js";
import { createHostGuard } from "../../../../src/core/adapters/binance-usdm/host-guard.js";
import { loadUsdmExchange, type UsdmExchange } from "../../../../src/core/adapters/binance-usdm/load-ccxt.js";
import { Failure } from "../../../../src/core/lib/failure.js";
import { InvariantError } from "../../../../src/core/lib/invariant.js";
import { LoopbackVenue } from "./support/loopback-venue.js";

const PROD = { rest: "https://fapi.binance.com", ws: "wss://fstream.binance.com" };
const DEMO = { rest: "https://demo-fapi.binance.com", ws: "wss://demo-fstream.binance.com" };
const LOCAL = { rest: "http://127.0.0.1:8000", ws: "ws://127.0.0.1:8000" };

const opened: LoopbackVenue[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((venue) => venue.close()));
});

describe("which hosts a session may reach", () => {
  it.each<[LiveMode, typeof PROD, boolean]>([
    ["prod", PROD, true],
    ["prod", DEMO, false],
    ["prod", LOCAL, true],
    ["testnet", PROD, false],
    ["testnet", DEMO, true],
    ["testnet", LOCAL, true],
    ["dry-run", PROD, true],
    ["dry-run", DEMO, true],
    ["dry-run", LOCAL, true],
  ])("opens in %s mode for %o: %s", (mode, endpoints, isFine) => {
    const open = (): unknown => createHostGuard(endpoints, mode);
    if (isFine) expect(open).not.toThrow();
    else expect(open).toThrow(Failure);
  });

  it.each([
    "https://fapi.binance.com.evil.example",
    "https://user@fapi.binance.com",
    "https://:hunter2@fapi.binance.com",
    "https://fapi.binance.com/path",
    "http://fapi.binance.com",
    "ftp://fapi.binance.com",
    "",
  ])("refuses %j as a production address", (rest) => {
    expect(() => createHostGuard({ ...PROD, rest }, "prod")).toThrow(Failure);
  });

  it("shows neither user name nor password of an address that it refuses", () => {
    const open = (): unknown => createHostGuard({ ...PROD, rest: "https://jane:hunter2@fapi.binance.com" }, "prod");
    expect(open).toThrow('rest "https://…@fapi.binance.com" is no address of a venue');
  });

  it("lets a dry run ask the production host in public and refuses a signed call to it", () => {
    const guard = createHostGuard(PROD, "dry-run");
    expect(() => guard.check("https://fapi.binance.com/fapi/v1/time", false)).not.toThrow();
    expect(() => guard.check("https://fapi.binance.com/fapi/v1/order", true)).toThrow(InvariantError);
    expect(() => guard.check("wss://fstream.binance.com/market/ws/1", false)).not.toThrow();
    expect(() => guard.check("wss://fstream.binance.com/private/ws?listenKey=x", true)).toThrow(InvariantError);
  });

  it.each([
    "https://api.binance.com/sapi/v1/capital/config/getall",
    "https://api.binance.com/sapi/v1/capital/withdraw/apply",
    "https://api.binance.com/api/v3/order",
    "https://fapi.binance.com/sapi/v1/capital/config/getall",
    "http://fapi.binance.com/fapi/v1/time",
    "https://fapi.binance.com:8443/fapi/v1/time",
    "https://fapi.binance.com@evil.example/",
    "/fapi/v1/time",
  ])("refuses %s even in public", (url) => {
    expect(() => createHostGuard(PROD, "prod").check(url, false)).toThrow(InvariantError);
  });
});

it("passes nothing but what a parser finds at the three origins, and no path of the spot side, whatever is put behind an origin", () => {
  const piece = fc.constantFrom(
    ...["/fapi/v1/order", "/fapi/v1/time?x=1", "/fapi/v3/account", "/sapi/v1/account/apiRestrictions", "/sapi/v1/x"],
    ...[
      "/..",
      "/.",
      "//",
      "\\",
      "@evil.example",
      ":8443",
      "?",
      "#",
      "%2e%2e",
      "%2f",
      " ",
      "\t",
      "\n",
      ".evil.example",
      "",
    ],
  );
  const origin = fc.constantFrom(PROD.rest, PROD.ws, "https://api.binance.com", DEMO.rest, "https://evil.example");
  const address = fc.tuple(origin, fc.array(piece, { maxLength: 5 })).map(([at, rest]) => at + rest.join(""));
  let passed = 0;
  fc.assert(
    fc.property(address, fc.boolean(), (url, keyed) => {
      try {
        createHostGuard(PROD, "prod").check(url, keyed);
      } catch (error) {
        if (error instanceof InvariantError) return;
        throw error;
      }
      passed += 1;
      const { protocol, host, pathname } = new URL(url);
      expect(["fapi.binance.com", "fstream.binance.com", "api.binance.com"]).toContain(host);
      expect(["https:", "wss:"]).toContain(protocol);
      const isSpotSide = host === "api.binance.com" || pathname.startsWith("/sapi/");
      if (isSpotSide) expect(pathname).toBe("/sapi/v1/account/apiRestrictions");
    }),
    { numRuns: 2_000, seed: 1 },
  );
  expect(passed).toBeGreaterThan(100);
});

interface Unified {
  loadMarkets: () => Promise<unknown>;
  sapiGetCapitalConfigGetall: () => Promise<unknown>;
  fapiPrivateGetAccount: () => Promise<unknown>;
  dapiPublicGetTime: () => Promise<unknown>;
}

/** An exchange as ccxt makes it, with the venue's own defaults: the sapi traps are set. */
async function guarded(mode: LiveMode, endpoints?: typeof PROD) {
  const [inside, outside] = [await LoopbackVenue.open(), await LoopbackVenue.open()];
  opened.push(inside, outside);
  const exchangeClass = await loadUsdmExchange();
  const settings = { apiKey: "k", secret: "s", timeout: 2_000, enableRateLimit: false, options: {} } as const;
  const exchange = new exchangeClass({ ...settings, quoteJsonNumbers: false });
  createHostGuard(endpoints ?? { rest: inside.origin, ws: inside.origin.replace("http", "ws") }, mode).attach(exchange);
  return { exchange: exchange as UsdmExchange & Unified, inside, outside };
}

describe("the host that tells what a key may do", () => {
  it.each<[LiveMode, typeof PROD, string | null]>([
    ["prod", PROD, "https://api.binance.com"],
    ["prod", LOCAL, LOCAL.rest],
    ["testnet", DEMO, null],
    ["testnet", LOCAL, LOCAL.rest],
    ["dry-run", PROD, null],
    ["dry-run", LOCAL, null],
  ])("in %s mode at %o is %s", (mode, endpoints, keyHost) => {
    expect(createHostGuard(endpoints, mode).keyHost).toBe(keyHost);
  });

  it("gets the key in prod for that one question, and from no demo or dry session", () => {
    const url = "https://api.binance.com/sapi/v1/account/apiRestrictions?timestamp=1&signature=ab";
    expect(() => createHostGuard(PROD, "prod").check(url, true)).not.toThrow();
    expect(() => createHostGuard(DEMO, "testnet").check(url, true)).toThrow(InvariantError);
    expect(() => createHostGuard(PROD, "dry-run").check(url, false)).toThrow(InvariantError);
  });
});

describe("a guarded ccxt instance", () => {
  it("has no address left but ours and refused.invalid among all its hosts", async () => {
    const { exchange, inside } = await guarded("testnet");
    const addresses = JSON.stringify([exchange.urls.api, exchange.urls.test, exchange.urls.demo]).match(
      /"\w+:\/\/[^"]*"/g,
    )!;
    const foreign = addresses.filter((address) => !address.includes(inside.origin.slice(7)));
    expect(addresses.length).toBeGreaterThan(30);
    expect(new Set(foreign)).toEqual(new Set(['"https://refused.invalid"']));
  });

  it("throws before a byte leaves: loadMarkets with keys, sapi, dapi, and any host written over ours", async () => {
    const { exchange, inside, outside } = await guarded("testnet");
    await expect(exchange.loadMarkets()).rejects.toThrow(InvariantError);
    await expect(exchange.sapiGetCapitalConfigGetall()).rejects.toThrow(/it is only asked what a key may do/);
    await expect(exchange.dapiPublicGetTime()).rejects.toThrow(InvariantError);
    (exchange.urls.api as Record<string, string>)["fapiPublic"] = `${outside.origin}/fapi/v1`;
    await expect(exchange.fapiPublicGetTime({})).rejects.toThrow(InvariantError);
    expect(() => exchange.client(outside.origin.replace("http", "ws"))).toThrow(InvariantError);
    expect([...inside.seen, ...outside.seen]).toEqual([]);
  });

  it("asks a production host for nothing signed in a dry run", async () => {
    const { exchange } = await guarded("dry-run", PROD);
    await expect(exchange.fapiPrivateGetAccount()).rejects.toThrow(
      /signed call to https:\/\/fapi.binance.com was refused/,
    );
    await expect(exchange.fapiPrivatePostListenKey({})).rejects.toThrow(/signed call/);
  });
});
