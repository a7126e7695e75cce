import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { UsdmClient } from "../../../../../src/core/adapters/binance-usdm/client.js";
import { connectUsdm } from "../../../../../src/core/adapters/binance-usdm/connect.js";
import { Secret } from "../../../../../src/core/adapters/ccxt/secret.js";
import {
  listenKeysOver,
  publicRestOver,
} from "../../../../../src/core/adapters/binance-usdm/streams/rest-questions.js";
import { systemClock } from "../../../../../src/core/adapters/system/clock.js";
import { LoopbackVenue, type RestAnswer } from "./support/loopback-venue.js";

let venue: LoopbackVenue;
let client: UsdmClient;
let answer: RestAnswer;

beforeEach(async () => {
  venue = await LoopbackVenue.start();
  venue.rest = () => answer;
  const connection = await connectUsdm({
    endpoints: { rest: venue.httpBase, ws: venue.wsBase },
    mode: "testnet",
    credentials: { key: new Secret("apikey"), secret: new Secret("apisecret") },
    clock: systemClock,
    limitsDirectory: null,
  });
  client = connection.client;
});

afterEach(async () => {
  await client.close();
  await venue.close();
});

describe("listen keys over the venue's client", () => {
  it("are created and renewed without a signature", async () => {
    answer = { body: { listenKey: "abc" } };
    const keys = listenKeysOver(client);
    expect(await keys.create()).toEqual({ ok: true, value: "abc" });
    expect(await keys.renew("abc")).toEqual({ ok: true, value: undefined });
    answer = { body: {} };
    expect(await keys.renew("abc")).toEqual({ ok: true, value: undefined });
    expect(venue.requests.map((request) => request.replace(/\?.*/, ""))).toEqual([
      "POST /fapi/v1/listenKey",
      "PUT /fapi/v1/listenKey",
      "PUT /fapi/v1/listenKey",
    ]);
    expect(venue.requests.join()).not.toContain("signature");
  });

  it("are dead when the venue says -1125, and when it renews another one", async () => {
    const keys = listenKeysOver(client);
    answer = { status: 400, body: { code: -1125, msg: "This listenKey does not exist." } };
    expect(await keys.renew("abc")).toMatchObject({ ok: false, error: { code: -1125 } });
    answer = { body: { listenKey: "other" } };
    expect(await keys.renew("abc")).toMatchObject({ ok: false, error: { code: -1125 } });
  });

  it("are missing when the answer is not as documented", async () => {
    answer = { body: { listenKey: 7 } };
    expect(await listenKeysOver(client).create()).toMatchObject({
      ok: false,
      error: { reason: "the answer to listenKey is not as documented" },
    });
  });
});

describe("public questions over the venue's client", () => {
  const mark = (symbol: string): object => ({
    symbol,
    time: 5,
    markPrice: "10.5",
    indexPrice: "10.4",
    lastFundingRate: "0.0001",
    nextFundingTime: 9,
  });

  it("ask for ten symbols in one question and for two in two", async () => {
    const rest = publicRestOver(client);
    const ten = Array.from({ length: 10 }, (_, at) => `S${at}USDT`);
    answer = { body: [...ten, "OTHER"].map(mark).concat({ symbol: "NEWUSDT", markPrice: "" }) };
    const marks = await rest.marks(ten);
    expect(marks.ok && marks.value.map(({ symbol }) => symbol)).toEqual(ten);
    expect(venue.requests).toEqual(["GET /fapi/v1/premiumIndex"]);
    answer = { body: mark("AUSDT") };
    await rest.marks(["AUSDT", "BUSDT"]);
    expect(venue.requests).toHaveLength(3);
  });

  it("refuse candles of which one can't be read, rather than leave a hole", async () => {
    const rest = publicRestOver(client);
    const row = [0, "1", "2", "0.5", "1.5", "10", 59_999, "0", 1, "0", "0", "0"];
    const range = { symbol: "AUSDT", barMs: 60_000, fromMs: 0, toMs: 120_000, limit: 2 };
    answer = { body: [row, ["60000", "1", "2", "NaN", "1.5", "10"]] };
    expect(await rest.klines(range)).toEqual({
      ok: false,
      error: { reason: "the answer to klines is not as documented", retryAfterMs: null },
    });
    answer = { body: [row] };
    expect(await rest.klines(range)).toEqual({
      ok: true,
      value: [{ symbol: "AUSDT", openTimeMs: 0, open: 1, high: 2, low: 0.5, close: 1.5, volume: 10 }],
    });
    expect(venue.requests[1]).toBe("GET /fapi/v1/klines?symbol=AUSDT&interval=1m&startTime=0&endTime=119999&limit=2");
  });

  it("pass on how long the venue wants to be left alone", async () => {
    answer = {
      status: 418,
      body: { code: -1003, msg: `Way too many requests; IP banned until ${systemClock.nowMs() + 60_000}.` },
    };
    const depth = await publicRestOver(client).depth("AUSDT", 20);
    expect(depth.ok ? 0 : depth.error.retryAfterMs).toBeGreaterThan(50_000);
  });
});
