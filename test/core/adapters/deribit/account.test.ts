import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dec } from "../../../../src/core/lib/decimal.js";
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
});
