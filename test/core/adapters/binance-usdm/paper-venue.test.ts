import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectUsdm } from "../../../../src/core/adapters/binance-usdm/connect.js";
import { UsdmGateway } from "../../../../src/core/adapters/binance-usdm/gateway.js";
import { Secret } from "../../../../src/core/adapters/ccxt/secret.js";
import { NO_FAULTS } from "../../../../src/core/adapters/paper-server/faults/fault-hooks.js";
import { openPaperServer } from "../../../../src/core/adapters/paper-server/serve.js";
import { systemClock } from "../../../../src/core/adapters/system/clock.js";
import { dec, toNumber } from "../../../../src/core/lib/decimal.js";
import { sampleRequest } from "../../../support/samples/orders.js";
import { ACCOUNT, openMarket } from "../paper-server/market/open-venue.js";

const SPEED = 60;

/** The paper venue on this machine, 60 times as fast as the wall, and a gateway that trades at it. */
async function openPaper() {
  const market = await openMarket({ from: "2024-03-01T00:00:00Z", speed: SPEED, clock: systemClock });
  const server = await openPaperServer({ market, account: ACCOUNT, faults: NO_FAULTS, clock: systemClock, port: 0 });
  const stop = new AbortController();
  const serving = server.serve(stop.signal);
  const connection = await connectUsdm({
    endpoints: { rest: server.url, ws: server.wsUrl },
    mode: "testnet",
    credentials: { key: new Secret(server.apiKey), secret: new Secret(server.apiSecret) },
    clock: systemClock,
    limitsDirectory: null,
  });
  const userStream = { follow: () => undefined, close: async () => undefined };
  const gateway = new UsdmGateway({ ...connection, userStream, venue: "binance-usdm" });
  const close = async (): Promise<void> => {
    await gateway.close();
    stop.abort();
    await serving;
  };
  return { market, ...connection, gateway, close };
}

let paper: Awaited<ReturnType<typeof openPaper>>;
beforeAll(async () => {
  paper = await openPaper();
  await paper.clock.sync();
}, 60_000);
afterAll(() => paper.close());

const stopRef = { clientOrderId: "stop1", symbol: "BTCUSDT", conditional: true };

describe("the gateway at the paper venue", () => {
  it("measures that the venue runs 60 times as fast and knows its time within 3 s of it", () => {
    expect(Math.abs(paper.clock.speed - SPEED)).toBeLessThan(SPEED * 0.05);
    expect(Math.abs(paper.clock.nowMs() - paper.market.time.nowMs())).toBeLessThan(3_000);
  });

  it("reads the rules of 3 instruments as the venue holds them", async () => {
    const symbols = ["BTCUSDT", "ETHUSDT", "SOLUSDT"];
    const instruments = await paper.gateway.instruments(symbols);
    const held = symbols.map((symbol) => paper.market.instruments().get(symbol)!);
    expect(instruments).toMatchObject({ ok: true });
    if (!instruments.ok) return;
    for (const [index, read] of instruments.value.entries()) {
      const { brackets, ...rules } = held[index]!;
      expect(read).toMatchObject({ ...rules, venue: "binance-usdm" });
      expect(read.brackets.map(({ maxLeverage }) => maxLeverage)).toEqual(
        brackets.map(({ maxLeverage }) => maxLeverage),
      );
    }
  });

  it("finds one-way mode and single-asset margin, and sets cross margin and leverage 3 twice", async () => {
    expect(await paper.gateway.modes()).toMatchObject({
      ok: true,
      value: { canTrade: true, hedgeMode: false, multiAssets: false },
    });
    expect(await paper.gateway.prepareSymbol("BTCUSDT", 3)).toEqual({ ok: true, value: { leverage: 3 } });
    expect(await paper.gateway.prepareSymbol("BTCUSDT", 3)).toEqual({ ok: true, value: { leverage: 3 } });
  });

  it("buys 0.010 BTC, protects it, and finds both in snapshot, trades and income", async () => {
    const sinceMs = paper.clock.nowMs() - 60_000;
    const bought = await paper.gateway.place(sampleRequest({ clientOrderId: "buy1", qty: dec("0.010") }));
    expect(bought).toMatchObject({ kind: "accepted" });
    const stop = { side: "sell", type: "stop_market", qty: null, closePosition: true, workingType: "mark" } as const;
    const protectedBy = sampleRequest({ clientOrderId: "stop1", ...stop, triggerPrice: dec("30000") });
    expect(await paper.gateway.place(protectedBy)).toMatchObject({ kind: "accepted" });
    const snapshot = await paper.gateway.snapshot();
    expect(snapshot).toMatchObject({
      ok: true,
      value: {
        positions: [{ symbol: "BTCUSDT", qty: "0.010" }],
        openOrders: [{ clientOrderId: "stop1", conditional: true, closePosition: true, qty: null, status: "open" }],
      },
    });
    const trades = await paper.gateway.trades("BTCUSDT", { afterTradeId: null, sinceMs });
    expect(trades.ok && trades.value.reduce((sum, { qty }) => sum + toNumber(qty), 0)).toBeCloseTo(0.01, 12);
    const venueOrderId = bought.kind === "accepted" ? bought.venueOrderId : "";
    expect(trades.ok && trades.value.every((trade) => trade.venueOrderId === venueOrderId)).toBe(true);
    const income = await paper.gateway.income(sinceMs);
    expect(income.ok && income.value.filter(({ kind }) => kind === "fee").length).toBe(
      trades.ok && trades.value.length,
    );
    if (!snapshot.ok || !trades.ok) return;
    const fees = trades.value.reduce((sum, { fee }) => sum + toNumber(fee), 0);
    expect(toNumber(snapshot.value.wallets["USDT"]!)).toBeCloseTo(100_000 - fees, 6);
  });

  it("queries in both id spaces, cancels the stop once, and gets -2011 the second time", async () => {
    const regular = { clientOrderId: "buy1", symbol: "BTCUSDT", conditional: false };
    expect(await paper.gateway.query(regular)).toMatchObject({ kind: "found", order: { status: "filled" } });
    expect(await paper.gateway.query(stopRef)).toMatchObject({ kind: "found", order: { status: "open" } });
    expect(await paper.gateway.query({ ...stopRef, conditional: false })).toEqual({ kind: "absent" });
    expect(await paper.gateway.cancel(stopRef)).toMatchObject({ kind: "accepted" });
    expect(await paper.gateway.cancel(stopRef)).toMatchObject({ kind: "refused", code: -2011, reaction: "reconcile" });
    expect(await paper.gateway.query(stopRef)).toMatchObject({ kind: "found", order: { status: "canceled" } });
  });

  it.each([
    ["a quantity off the step", { qty: dec("0.0105") }, -1111, "bug"],
    ["50 times what the wallet can carry", { qty: dec("100") }, -2019, "redecide"],
    [
      "a stop that would trigger at once",
      { type: "stop_market", side: "buy", triggerPrice: dec("30000") },
      -2021,
      "redecide",
    ],
    ["a reduce-only order against no position", { symbol: "ETHUSDT", reduceOnly: true }, -2022, "reconcile"],
    [
      "a post-only order that would take",
      { type: "limit", price: dec("62000"), timeInForce: "GTX", postOnly: true, qty: dec("0.01") },
      -5022,
      "redecide",
    ],
  ] as const)("is refused %s", async (_what, changes, code, reaction) => {
    const request = sampleRequest({ clientOrderId: `no${String(-code)}`, ...changes });
    expect(await paper.gateway.place(request)).toMatchObject({ kind: "refused", code, reaction });
  });

  it("sells what it holds, reduce-only, and is flat", async () => {
    const sale = sampleRequest({ clientOrderId: "sell1", side: "sell", qty: dec("0.010"), reduceOnly: true });
    expect(await paper.gateway.place(sale)).toMatchObject({ kind: "accepted" });
    expect(await paper.gateway.snapshot()).toMatchObject({ ok: true, value: { positions: [], openOrders: [] } });
    expect(await paper.gateway.deadManSwitch("BTCUSDT", 120_000)).toEqual({ ok: true, value: null });
    expect(await paper.gateway.deadManSwitch("BTCUSDT", 0)).toEqual({ ok: true, value: null });
  });

  it("hears of the weight that the venue counted", () => {
    expect(paper.limiter.state().weight).toBeGreaterThan(100);
  });
});
