import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DAY_MS } from "../../../../src/core/lib/time.js";
import { openLoopback, signedText } from "./support/loopback-session.js";
import { fixture } from "./support/loopback-venue.js";

let session: Awaited<ReturnType<typeof openLoopback>>;

beforeEach(async () => {
  session = await openLoopback();
});
afterEach(() => session.close());

/** Trades of one symbol with these ids, as the venue tells them. */
function tradeRows(from: number, count: number): unknown[] {
  const [row] = fixture("user-trades") as [object];
  return Array.from({ length: count }, (_, index) => ({ ...row, id: from + index }));
}

describe("histories", () => {
  it("reads the two recorded ETHUSDT trades of 0.005 with fee, side and liquidity", async () => {
    session.venue.on("GET /fapi/v1/userTrades", { body: fixture("user-trades") });
    const trades = await session.gateway.trades("ETHUSDT", { afterTradeId: "82357625", sinceMs: 0 });
    expect(trades).toMatchObject({
      ok: true,
      value: [
        { tradeId: "82357626", side: "sell", qty: "0.005", price: "2778.35", fee: "0.00555670", liquidity: "taker" },
        { tradeId: "82357629", side: "buy", venueOrderId: "831238690", atMs: 1_645_930_333_910 },
      ],
    });
  });

  it("pages 2,345 trades in 3 questions by id", async () => {
    session.venue.on("GET /fapi/v1/userTrades", ({ params }) => {
      const fromId = Number(params["fromId"]);
      return { body: tradeRows(fromId, Math.min(1_000, 2_346 - fromId)) };
    });
    const trades = await session.gateway.trades("ETHUSDT", { afterTradeId: "0", sinceMs: 0 });
    expect(trades.ok && trades.value.length).toBe(2_345);
    expect(session.venue.seen.map(({ params }) => params["fromId"])).toEqual(["1", "1001", "2001"]);
  });

  it("walks windows of 7 days until the first trade, then goes on by id", async () => {
    session.venue.on("GET /fapi/v1/userTrades", ({ params }) => {
      if (params["fromId"] !== undefined) return { body: tradeRows(Number(params["fromId"]), 2) };
      return { body: Number(params["endTime"]) < Date.now() - 7 * DAY_MS ? [] : tradeRows(500, 3) };
    });
    const trades = await session.gateway.trades("ETHUSDT", { afterTradeId: null, sinceMs: Date.now() - 20 * DAY_MS });
    expect(trades.ok && trades.value.map(({ tradeId }) => tradeId)).toEqual(["500", "501", "502", "503", "504"]);
    const asked = session.venue.seen.map(({ params }) => params["fromId"] ?? "window");
    expect(asked).toEqual(["window", "window", "503"]);
  });

  it("never loops: a page that repeats itself or is of another symbol is an error after 2 questions", async () => {
    session.venue.on("GET /fapi/v1/userTrades", { body: tradeRows(1, 1_000) });
    const trades = await session.gateway.trades("ETHUSDT", { afterTradeId: "0", sinceMs: 0 });
    expect(trades).toMatchObject({ ok: false, error: { reaction: "halt" } });
    expect(session.venue.seen).toHaveLength(2);
  });

  it("after a 429 urgent trades and positions still go, their first page only; what keeps the books waits", async () => {
    session.venue.on("GET /fapi/v1/userTrades", ({ params }) => ({ body: tradeRows(Number(params["fromId"]), 1_000) }));
    session.venue.on("GET /fapi/v3/positionRisk", { body: [] });
    session.limiter.backOff("slow", 60_000);
    const refused = { ok: false, error: { code: 0, reason: "the venue's limits leave no room" } };
    const from = { afterTradeId: "0", sinceMs: 0 };
    expect(await session.gateway.trades("ETHUSDT", from)).toMatchObject(refused);
    expect(await session.gateway.snapshot()).toMatchObject(refused);
    expect(session.venue.seen).toHaveLength(0);
    expect(await session.gateway.positions()).toEqual({ ok: true, value: [] });
    expect(await session.gateway.trades("ETHUSDT", { ...from, urgent: true })).toMatchObject(refused);
    expect(session.venue.seen.map(({ path }) => path)).toEqual(["/fapi/v3/positionRisk", "/fapi/v1/userTrades"]);
  });

  it("counts a commission in BNB as no fee in quote currency", async () => {
    const [row] = fixture("user-trades") as [object];
    session.venue.on("GET /fapi/v1/userTrades", { body: [{ ...row, commissionAsset: "BNB" }] });
    const trades = await session.gateway.trades("ETHUSDT", { afterTradeId: "1", sinceMs: 0 });
    expect(trades).toMatchObject({ ok: true, value: [{ fee: "0" }] });
  });

  it("names the asset of a contract that settles in USDC, and none where it is USDT", async () => {
    const [row] = fixture("user-trades") as [object];
    const usdc = { ...row, commissionAsset: "USDC", marginAsset: "USDC" };
    session.venue.on("GET /fapi/v1/userTrades", { body: [usdc] });
    const foreign = await session.gateway.trades("ETHUSDT", { afterTradeId: "1", sinceMs: 0 });
    expect(foreign).toMatchObject({ ok: true, value: [{ settledIn: "USDC" }] });
    session.venue.on("GET /fapi/v1/userTrades", { body: [row] });
    const usual = await session.gateway.trades("ETHUSDT", { afterTradeId: "1", sinceMs: 0 });
    expect(usual.ok && usual.value.map((trade) => "settledIn" in trade)).toEqual([false]);
  });

  it("reads income in windows and pages, rows that come twice once", async () => {
    const [row] = fixture("income") as [object];
    const page = Array.from({ length: 1_000 }, (_, index) => ({ ...row, incomeType: "FUNDING_FEE", tranId: index }));
    session.venue.on("GET /fapi/v1/income", ({ params }) => ({
      body: params["page"] === "1" ? page : [page[999], row],
    }));
    const income = await session.gateway.income(Date.now() - 6 * DAY_MS);
    expect(income.ok && income.value.length).toBe(1_001);
    expect(income.ok && income.value[1_000]).toEqual({
      id: "TRANSFER:9689322392:USDT",
      kind: "transfer",
      asset: "USDT",
      amount: "-0.37500000",
      symbol: null,
      atMs: 1_570_608_000_000,
    });
    expect(session.venue.seen.map(({ params }) => params["page"])).toEqual(["1", "2"]);
  });
});

describe("account and instruments", () => {
  it("reads the account's modes: it may trade, hedge mode, single assets", async () => {
    session.venue.on("GET /fapi/v1/accountConfig", { body: fixture("account-config") });
    expect(await session.gateway.modes()).toEqual({
      ok: true,
      value: { canTrade: true, hedgeMode: true, multiAssets: false },
    });
  });

  it("reads what the key may do: nothing but reading, from any address", async () => {
    session.venue.on("GET /sapi/v1/account/apiRestrictions", { body: fixture("api-restrictions") });
    expect(await session.gateway.keyRights()).toEqual({
      ok: true,
      value: { canTradeFutures: false, canWithdraw: false, canTransfer: false, isAddressBound: false },
    });
    const [asked] = session.venue.seen;
    expect(signedText(asked!)).toBe("timestamp=T&recvWindow=3000");
  });

  it.each([
    ["enableInternalTransfer", { canTransfer: true }],
    ["permitsUniversalTransfer", { canTransfer: true }],
    ["enableWithdrawals", { canWithdraw: true }],
    ["enableFutures", { canTradeFutures: true }],
    ["ipRestrict", { isAddressBound: true }],
  ])("reads %s of a key as %o, and refuses an answer without it", async (name, right) => {
    const body = fixture("api-restrictions") as Record<string, unknown>;
    session.venue.on("GET /sapi/v1/account/apiRestrictions", { body: { ...body, [name]: true } });
    expect(await session.gateway.keyRights()).toMatchObject({ ok: true, value: right });
    session.venue.on("GET /sapi/v1/account/apiRestrictions", { body: { ...body, [name]: undefined } });
    expect(await session.gateway.keyRights()).toMatchObject({ ok: false, error: { reaction: "halt" } });
  });

  it("leaves the limits of the futures host alone when the question about the key is limited or banned", async () => {
    const body = { code: -1003, msg: "Way too much request weight used; IP banned until 1900000000000." };
    session.venue.on("GET /sapi/v1/account/apiRestrictions", { status: 418, body });
    expect(await session.gateway.keyRights()).toMatchObject({ ok: false, error: { code: -1003 } });
    expect(session.limiter.state().bannedMs).toBe(0);
  });

  it("takes -4046 for cross margin already set as fine, and any other refusal as the answer", async () => {
    session.venue.on("GET /fapi/v1/leverageBracket", { body: fixture("leverage-bracket") });
    session.venue.on("POST /fapi/v1/leverage", { body: { ...(fixture("change-leverage") as object), leverage: 3 } });
    session.venue.on("POST /fapi/v1/marginType", {
      status: 400,
      body: { code: -4046, msg: "No need to change margin type." },
    });
    expect(await session.gateway.prepareSymbol("ETHUSDT", 3)).toEqual({ ok: true, value: { leverage: 3 } });
    session.venue.on("POST /fapi/v1/marginType", { status: 400, body: { code: -4048, msg: "open positions" } });
    expect(await session.gateway.prepareSymbol("ETHUSDT", 3)).toMatchObject({ ok: false, error: { code: -4048 } });
  });

  const listing = (change: Readonly<Record<string, unknown>> = {}): void => {
    const answer = fixture("exchange-info") as { symbols: Record<string, unknown>[] };
    const symbols = answer.symbols.map((row) => ({ ...row, ...change }));
    const [brackets] = fixture("leverage-bracket") as [object];
    session.venue.on("GET /fapi/v1/exchangeInfo", { body: { ...answer, symbols } });
    session.venue.on("GET /fapi/v1/leverageBracket", { body: [{ ...brackets, symbol: "BTCUSDT" }] });
    session.venue.on("GET /fapi/v1/commissionRate", { body: fixture("commission-rate") });
    session.venue.on("GET /fapi/v1/fundingInfo", { body: [{ symbol: "BTCUSDT", fundingIntervalHours: 4 }] });
  };

  it("joins filters, brackets, fees and funding interval into one instrument", async () => {
    listing();
    expect(await session.gateway.instruments(["BTCUSDT"])).toEqual({
      ok: true,
      value: [
        {
          symbol: "BTCUSDT",
          venue: "binance",
          baseAsset: "BTC",
          quoteAsset: "USDT",
          status: "TRADING",
          delistingAtMs: null,
          tickSize: "0.10",
          stepSize: "0.001",
          minQty: "0.001",
          maxQty: "1000",
          marketMaxQty: "120",
          minNotional: "50",
          percentPriceUp: 1.05,
          percentPriceDown: 0.95,
          makerFeeRate: 0.0002,
          takerFeeRate: 0.0004,
          liquidationFeeRate: 0.012,
          fundingIntervalHours: 4,
          brackets: [
            {
              notionalFloorUsd: 0,
              notionalCapUsd: 10_000,
              maxLeverage: 75,
              maintenanceRate: 0.0065,
              deductionUsd: 0,
            },
          ],
        },
      ],
    });
  });

  it.each([
    [{ status: "SETTLING" }, "CLOSED"],
    [{ status: "TRADING_HALT" }, "RESTRICTED"],
    [{ status: "SOMETHING_NEW" }, "RESTRICTED"],
    [{ contractType: "TRADIFI_PERPETUAL" }, "RESTRICTED"],
    [{ deliveryDate: 1_795_000_000_000 }, "DELISTING"],
  ])("reads a listing with %o as %s", async (change, status) => {
    listing(change);
    const instruments = await session.gateway.instruments(["BTCUSDT"]);
    expect(instruments).toMatchObject({ ok: true, value: [{ status }] });
  });

  it("names a symbol that is not listed with -1121", async () => {
    listing();
    const instruments = await session.gateway.instruments(["NOPEUSDT"]);
    expect(instruments).toMatchObject({ ok: false, error: { code: -1121, reaction: "bug" } });
  });

  it("reads brackets whether they come as a list or alone, with a last cap of 2^63 − 1", async () => {
    const alone = JSON.stringify((fixture("leverage-bracket") as unknown[])[0]);
    session.venue.on("GET /fapi/v1/leverageBracket", {
      body: alone.replace('"notionalCap":10000', '"notionalCap":9223372036854775807'),
    });
    session.venue.on("POST /fapi/v1/marginType", { body: fixture("change-margin-type") });
    session.venue.on("POST /fapi/v1/leverage", { body: { symbol: "ETHUSDT", leverage: 75 } });
    expect(await session.gateway.prepareSymbol("ETHUSDT", 90)).toEqual({ ok: true, value: { leverage: 75 } });
  });
});
