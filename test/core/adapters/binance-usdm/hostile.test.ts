import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EndpointName } from "../../../../src/core/adapters/binance-usdm/endpoints.js";
import { parseDec } from "../../../../src/core/lib/decimal.js";
import { sampleRequest } from "../../../support/samples/orders.js";
import { openLoopback } from "./support/loopback-session.js";
import { fixture } from "./support/loopback-venue.js";

let session: Awaited<ReturnType<typeof openLoopback>>;

beforeAll(async () => {
  session = await openLoopback({ writeTimeoutMs: 2_000, readTimeoutMs: 2_000 });
  // The venue below answers thousands of times: its limits are not the subject here.
  session.limiter.setLimits({ weightPerMinute: 1e9, ordersPerTenSeconds: 1e9, ordersPerMinute: 1e9 });
});
afterAll(() => session.close());

const ROUTES = {
  "GET /fapi/v1/order": "query-order",
  "GET /fapi/v1/algoOrder": "query-algo-order",
  "GET /fapi/v1/openOrders": "open-orders",
  "GET /fapi/v1/openAlgoOrders": "open-algo-orders",
  "GET /fapi/v3/positionRisk": "position-risk",
  "GET /fapi/v3/account": "account",
  "GET /fapi/v1/userTrades": "user-trades",
  "GET /fapi/v1/income": "income",
  "GET /fapi/v1/accountConfig": "account-config",
  "GET /sapi/v1/account/apiRestrictions": "api-restrictions",
  "GET /fapi/v1/exchangeInfo": "exchange-info",
  "GET /fapi/v1/leverageBracket": "leverage-bracket",
  "GET /fapi/v1/commissionRate": "commission-rate",
  "GET /fapi/v1/fundingInfo": "funding-info",
  "POST /fapi/v1/order": "new-order",
  "DELETE /fapi/v1/order": "cancel-order",
  "POST /fapi/v1/leverage": "change-leverage",
  "POST /fapi/v1/marginType": "change-margin-type",
} as const;

const ref = { clientOrderId: "abc", symbol: "BTCUSDT", conditional: false };
const now = Date.now();

/** Every question of the gateway; a throw fails the test. */
async function askEverything(): Promise<readonly unknown[]> {
  const { gateway } = session;
  return Promise.all([
    gateway.place(sampleRequest()),
    gateway.cancel(ref),
    gateway.query(ref),
    gateway.query({ ...ref, conditional: true }),
    gateway.snapshot(),
    gateway.trades("ETHUSDT", { afterTradeId: null, sinceMs: now - 1_000 }),
    gateway.income(now - 1_000),
    gateway.modes(),
    gateway.keyRights(),
    gateway.prepareSymbol("ETHUSDT", 5),
    gateway.instruments(["BTCUSDT"]),
  ]);
}

const NASTY = [
  "NaN",
  "1e5",
  "-0",
  "",
  " 1",
  "0x10",
  "Infinity",
  "9".repeat(400),
  "1.".repeat(50),
  "\u001b[2J",
  "__proto__",
  "1,5",
  null,
  true,
  -1,
  0.1,
  1e308,
  2 ** 53 + 2,
  {},
  [],
  [[]],
  { constructor: 1 },
] as const;
const nasty = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ maxLength: 20 }),
  fc.double(),
  fc.jsonValue({ maxDepth: 2 }),
);

/** The payload with one value somewhere replaced, or a key dropped or added. */
function damaged(value: unknown, path: readonly number[], by: unknown): unknown {
  if (typeof value !== "object" || value === null || path.length === 0) return by;
  const entries: [string, unknown][] = Object.entries(value);
  const at = (path[0] ?? 0) % (entries.length + 1);
  const changed = entries.map(
    ([key, inner], index) => [key, index === at ? damaged(inner, path.slice(1), by) : inner] as const,
  );
  if (at === entries.length) return Array.isArray(value) ? [...(value as unknown[]), by] : { ...value, added: by };
  if (Array.isArray(value)) return changed.map(([, inner]) => inner);
  const rebuilt: object = Object.fromEntries(changed);
  return rebuilt;
}

/** All decimals that left the adapter are plain ones, and no text holds a control character. */
function checkClean(value: unknown): void {
  const text = JSON.stringify(value);
  expect(text).not.toMatch(/\\u00[01]|\u001b/);
  for (const [, figure = ""] of text.matchAll(/"(?:qty|filledQty|price|fee|amount|entryPrice|tickSize)":"([^"]*)"/g)) {
    expect(parseDec(figure)).not.toBeNull();
  }
}

function isRefusal(outcome: unknown): boolean {
  return (
    typeof outcome === "object" && outcome !== null && ("ok" in outcome ? outcome.ok === false : !("order" in outcome))
  );
}

describe("hostile payloads", () => {
  it("never break the adapter: 150 damaged versions of every answer give a refusal or a clean reading", async () => {
    const tally = { read: 0, refused: 0 };
    const route = fc.constantFrom(...Object.entries(ROUTES));
    const damage = fc.tuple(route, fc.array(fc.nat(40), { minLength: 1, maxLength: 5 }), nasty);
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 6 }), async (damages) => {
        for (const [at, payload] of Object.entries(ROUTES)) session.venue.on(at, { body: fixture(payload) });
        for (const [[at, payload], path, by] of damages) {
          session.venue.on(at, { body: damaged(fixture(payload), path, by) });
        }
        const outcomes = await askEverything();
        checkClean(outcomes);
        for (const outcome of outcomes) tally[isRefusal(outcome) ? "refused" : "read"] += 1;
      }),
      { numRuns: 150 },
    );
    // Both kinds came up: the damage hits, and what is not damaged is read.
    expect(tally.read).toBeGreaterThan(500);
    expect(tally.refused).toBeGreaterThan(100);
  }, 60_000);

  it.each([
    ["nothing", ""],
    ["half a JSON text", '{"orderId":1,'],
    ["a bare null", "null"],
    ["a bare number", "42"],
    ["100,000 open brackets", "[".repeat(100_000)],
    ["100,000 nested lists", "[".repeat(100_000) + "]".repeat(100_000)],
    ["a key __proto__", '{"__proto__":{"clientOrderId":"o1","orderId":1,"updateTime":1}}'],
    ["the success of something else", '{"code":200,"msg":"success"}'],
    ["a page in ten languages", "<html>\u0000错误\u202e</html>"],
  ])("reads %s as no answer from any endpoint", async (_what, body) => {
    for (const at of Object.keys(ROUTES)) session.venue.on(at, { body });
    const [placed, , queried, , ...reads] = await askEverything();
    expect(placed).toMatchObject({ kind: "unknown" });
    expect(queried).toMatchObject({ kind: "unknown" });
    for (const read of reads) expect(read).toMatchObject({ ok: false });
    expect(({} as Record<string, unknown>)["clientOrderId"]).toBeUndefined();
  });

  it("reads no position out of a quantity NaN, 1e5 or a number", async () => {
    const [row] = fixture("position-risk") as [object];
    for (const [at, payload] of Object.entries(ROUTES)) session.venue.on(at, { body: fixture(payload) });
    for (const positionAmt of ["NaN", "1e5", 30, null, "", "0x1"]) {
      session.venue.on("GET /fapi/v3/positionRisk", { body: [{ ...row, positionAmt }] });
      expect(await session.gateway.snapshot()).toMatchObject({ ok: false, error: { code: 200, reaction: "halt" } });
    }
  });
});

describe("the whitelist of parameters", () => {
  const send = (endpoint: EndpointName, params: Readonly<Record<string, string | number>>): Promise<unknown> =>
    session.client.call(endpoint, params, "order");

  it("refuses a parameter that the endpoint doesn't know, before a byte leaves", async () => {
    const before = session.venue.seen.length;
    await expect(send("placeOrder", { symbol: "BTCUSDT", stopPrice: "1" })).rejects.toThrow(
      /must not send the parameter stopPrice/,
    );
    await expect(send("placeOrder", { symbol: "BTCUSDT", timestamp: 1 })).rejects.toThrow(/timestamp/);
    await expect(send("cancelAlgoOrder", { symbol: "BTCUSDT" })).rejects.toThrow(/symbol/);
    await expect(send("placeOrder", { quantity: Number.NaN })).rejects.toThrow(/quantity/);
    await expect(send("placeOrder", { quantity: 0.1 })).rejects.toThrow(/quantity/);
    await expect(send("placeOrder", { symbol: "" })).rejects.toThrow(/symbol/);
    expect(session.venue.seen.length).toBe(before);
  });
});
