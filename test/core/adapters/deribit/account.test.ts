import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addDec, dec, ZERO } from "../../../../src/core/lib/decimal.js";
import { agreedReport } from "../../../contract/support/contract-ledger.js";
import { type DeribitBench, openDeribit } from "../../../contract/support/deribit-bench.js";
import { OrderDesk } from "../../../contract/support/order-desk.js";
import { sampleRequest } from "../../../support/samples/orders.js";

const bid = { type: "limit", price: dec("90") } as const;

/** What only a venue in trouble shows, at the fake of its protocol. */
describe("a live account at Deribit", () => {
  let bench: DeribitBench;
  let desk: OrderDesk;
  beforeAll(async () => {
    bench = await openDeribit();
    desk = new OrderDesk(bench);
  });
  afterAll(() => bench.close());

  it("an order whose answer is lost is unknown, found by its label, and at the venue once", async () => {
    const symbol = desk.symbol();
    bench.venue.loseAnswer("private/buy");
    const id = desk.place({ symbol, ...bid });
    await bench.settle(() => desk.story(id).includes("order.acknowledged"), "the order to be found");
    expect((await desk.listed(symbol)).size).toBe(1);
    desk.cancel(id, symbol);
    await bench.settle(() => desk.story(id).includes("order.canceled"), "its end");
  });

  it("a stop whose answer is lost is found by its label", async () => {
    const symbol = desk.symbol();
    await desk.hold(symbol);
    bench.venue.loseAnswer("private/sell");
    const stop = { type: "stop_market", triggerPrice: dec("90"), side: "sell", reduceOnly: true } as const;
    const id = desk.place({ symbol, ...stop, workingType: "mark" });
    await bench.settle(() => desk.story(id).includes("order.acknowledged"), "the stop to be found");
    expect((await desk.listed(symbol)).size).toBe(1);
  });

  it("a label that names a living order is not sent again, although the venue would take it", async () => {
    const symbol = desk.symbol();
    const request = sampleRequest({ account: "main", symbol, ...bid, clientOrderId: "twice1" });
    const first = await bench.gateway.place(request);
    expect(first).toMatchObject({ kind: "accepted" });
    const second = await bench.gateway.place(request);
    expect(second).toMatchObject({ kind: "refused", reaction: "reconcile", mayBeThere: true });
    expect((await desk.listed(symbol)).size).toBe(1);
    expect(await bench.gateway.cancel({ clientOrderId: "twice1", symbol, conditional: false })).toMatchObject({
      kind: "accepted",
      filledQty: "0",
    });
    expect(await bench.gateway.place(request)).toMatchObject({ kind: "accepted" });
    await bench.gateway.cancel({ clientOrderId: "twice1", symbol, conditional: false });
  });

  it("a post-only order of an earlier process stays post-only through a change: one that would take ends it", async () => {
    const symbol = desk.symbol();
    const id = desk.place({ symbol, ...bid, timeInForce: "GTX", postOnly: true });
    await desk.tells(id, "order.acknowledged");
    const change = {
      clientOrderId: id,
      symbol,
      side: "buy",
      reduceOnly: false,
      qty: dec("1"),
      price: dec("101"),
    } as const;
    expect(await bench.anotherGateway().modify(change)).toMatchObject({ kind: "accepted", status: "canceled" });
    await desk.tells(id, "order.acknowledged", "order.canceled");
    expect(Number(desk.held(symbol))).toBe(0);
  });

  it("a stop for a whole position is refused before it leaves: the venue has none", async () => {
    const symbol = desk.symbol();
    await desk.hold(symbol);
    const whole = {
      type: "stop_market",
      triggerPrice: dec("90"),
      side: "sell",
      qty: null,
      closePosition: true,
    } as const;
    const id = desk.place({ symbol, ...whole });
    await desk.tells(id, "order.rejected");
    expect(desk.of(id)[0]).toMatchObject({ code: 10_033, reason: expect.stringContaining("not sent") as string });
    expect((await desk.listed(symbol)).size).toBe(0);
  });

  it("a market order whose answer and frames are lost is booked once, when the stream is back and its gap filled", async () => {
    const symbol = desk.symbol();
    const ups = (): number =>
      bench.told.filter((event) => event.type === "connection.changed" && event.channel === "user" && event.up).length;
    const before = ups();
    bench.venue.loseAnswer("private/buy");
    bench.venue.cutSockets();
    const id = desk.place({ symbol, qty: dec("2") });
    await bench.settle(() => ups() > before && Number(desk.held(symbol)) !== 0, "the stream up again");
    expect(desk.held(symbol)).toBe("2");
    expect(desk.fills(id).length).toBe(1);
    await agreedReport(bench, desk.books);
  });

  it("answers the venue's question whether it lives", async () => {
    const before = bench.venue.beatsAnswered;
    bench.venue.beat();
    await bench.settle(() => bench.venue.beatsAnswered > before, "an answer to the beat");
  });

  it("gets its token by signature once and renews it by the refresh token as the hours pass", async () => {
    expect(bench.venue.logins.grants.filter((grant) => grant === "client_signature").length).toBeLessThanOrEqual(3);
    const before = bench.venue.logins.grants.length;
    await bench.passHour();
    await bench.report();
    expect(bench.venue.logins.grants.slice(before)).toContain("refresh_token");
  });

  it("a token that the venue has taken back: one call is refused, to be sent again, and the next has another", async () => {
    await bench.gateway.positions();
    bench.venue.logins.revokeAll();
    expect(await bench.gateway.positions()).toMatchObject({ ok: false, error: { code: 13_009, reaction: "resend" } });
    const before = bench.venue.logins.grants.length;
    expect((await bench.gateway.positions()).ok).toBe(true);
    expect(bench.venue.logins.grants.slice(before)).toEqual(["client_signature"]);
  });

  it("tells what the key may by the scope of its token, and that the account trades in one direction", async () => {
    expect(await bench.gateway.keyRights()).toEqual({
      ok: true,
      value: { canTradeFutures: true, canWithdraw: false, canTransfer: false, isAddressBound: false },
    });
    const modes = { canTrade: true, hedgeMode: false, multiAssets: false };
    expect(await bench.gateway.modes()).toEqual({ ok: true, value: modes });
  });

  it("coin wallets are the sum of their rows to the last digit, whatever moved them, and are told asset by asset", async () => {
    const { venue, gateway } = bench;
    venue.coins.move({ currency: "BTC", type: "deposit", change: "0.5" });
    const before = await gateway.snapshot();
    expect(before.ok && before.value.wallets["BTC"]).toBe("0.5");
    await bench.report();
    const sinceMs = bench.nowMs() + 1;
    await bench.settle(() => bench.nowMs() > sinceMs + 200, "another instant");
    const instrument = "BTC-PERPETUAL";
    venue.coins.move({ currency: "BTC", type: "trade", change: "-0.00000123", instrument });
    venue.coins.move({ currency: "BTC", type: "settlement", change: "-0.01234567", instrument });
    venue.coins.move({ currency: "BTC", type: "withdrawal", change: "-0.1" });
    venue.coins.move({ currency: "ETH", type: "deposit", change: "3.00000001" });
    const after = await gateway.snapshot();
    expect(after.ok && after.value.wallets).toMatchObject({ BTC: "0.3876531", ETH: "3.00000001" });
    const rows = await gateway.income(sinceMs);
    const coin = rows.ok ? rows.value.filter(({ asset }) => asset === "BTC") : [];
    expect(coin.map(({ kind, symbol }) => [kind, symbol])).toEqual([
      ["other", "BTCUSD"],
      ["other", "BTCUSD"],
      ["transfer", null],
    ]);
    expect(coin.reduce((sum, { amount }) => addDec(sum, amount), dec("0.5"))).toBe("0.3876531");
    const report = await bench.report();
    expect(report.otherWallets?.["main"]).toEqual({ BTC: "0.3876531", ETH: "3.00000001" });
    const told = bench.told.flatMap((event) =>
      event.type === "wallet.adjusted" && event.asset === "BTC" ? [event.amount] : [],
    );
    expect(told.reduce((sum, amount) => addDec(sum, amount), ZERO)).toBe("0.3876531");
  });

  it("an inverse contract is refused with its reason before anything leaves, and a position in one makes no snapshot", async () => {
    const { gateway, venue } = bench;
    const refusal = { code: 10_033, reaction: "bug", reason: expect.stringContaining("it is inverse") as string };
    const order = sampleRequest({ account: "main", symbol: "BTCUSD", qty: dec("0.1"), clientOrderId: "inverse1" });
    expect(await gateway.place(order)).toMatchObject({ kind: "refused", ...refusal });
    expect(await gateway.prepareSymbol("BTCUSD", 5)).toMatchObject({ ok: false, error: refusal });
    expect(await gateway.instruments(["BTCUSD"])).toMatchObject({ ok: false, error: refusal });
    venue.coins.positions.push({ instrument_name: "BTC-PERPETUAL", size: -1_000, average_price: 60_000 });
    const snapshot = await gateway.snapshot();
    expect(snapshot.ok ? "" : snapshot.error.reason).toMatch(/a position in BTC-PERPETUAL: it is inverse/);
    venue.coins.positions.length = 0;
    expect((await gateway.snapshot()).ok).toBe(true);
  });
});
