import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dec } from "../../../../src/core/lib/decimal.js";
import { type OkxBench, openOkx } from "../../../contract/support/okx-bench.js";
import { agreedReport } from "../../../contract/support/contract-ledger.js";
import { OrderDesk } from "../../../contract/support/order-desk.js";

const bid = { type: "limit", price: dec("90") } as const;

/** What only a venue in trouble shows, at the fake of its protocol. */
describe("a live account at OKX", () => {
  let bench: OkxBench;
  let desk: OrderDesk;
  beforeAll(async () => {
    bench = await openOkx();
    desk = new OrderDesk(bench);
  });
  afterAll(() => bench.close());

  it("an order whose answer is lost is unknown, found by its client id, and at the venue once", async () => {
    const symbol = desk.symbol();
    bench.venue.loseAnswer("trade/order");
    const id = desk.place({ symbol, ...bid });
    await bench.settle(() => desk.story(id).includes("order.acknowledged"), "the order to be found");
    expect((await desk.listed(symbol)).size).toBe(1);
    desk.cancel(id, symbol);
    await bench.settle(() => desk.story(id).includes("order.canceled"), "its end");
  });

  it("a stop whose answer is lost is found by its own client id", async () => {
    const symbol = desk.symbol();
    await desk.hold(symbol);
    bench.venue.loseAnswer("trade/order-algo");
    const stop = { type: "stop_market", triggerPrice: dec("90"), side: "sell" } as const;
    const id = desk.place({ symbol, ...stop, qty: null, closePosition: true, workingType: "mark" });
    await bench.settle(() => desk.story(id).includes("order.acknowledged"), "the stop to be found");
    expect((await desk.listed(symbol)).size).toBe(1);
  });

  it("a market order whose answer and frames are lost is booked once, when the stream is back and its gap filled", async () => {
    const symbol = desk.symbol();
    const ups = (): number =>
      bench.told.filter((event) => event.type === "connection.changed" && event.channel === "user" && event.up).length;
    const before = ups();
    bench.venue.loseAnswer("trade/order");
    bench.venue.cutSockets();
    const id = desk.place({ symbol, qty: dec("2") });
    await bench.settle(() => ups() > before && Number(desk.held(symbol)) !== 0, "the stream up again");
    expect(desk.held(symbol)).toBe("2");
    expect(desk.fills(id).length).toBe(1);
    await agreedReport(bench, desk.books);
  });
});
