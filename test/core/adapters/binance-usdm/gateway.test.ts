import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dec } from "../../../../src/core/lib/decimal.js";
import { sampleRequest } from "../../../support/samples/orders.js";
import { openLoopback } from "./support/loopback-session.js";
import { fixture, type Reply } from "./support/loopback-venue.js";

let session: Awaited<ReturnType<typeof openLoopback>>;

beforeEach(async () => {
  session = await openLoopback({ writeTimeoutMs: 1_000, readTimeoutMs: 1_000 });
});
afterEach(() => session.close());

const BIG_ID = "8389765739703625592";
const ref = { clientOrderId: "abc", symbol: "BTCUSDT", conditional: false };

/** A payload of the fixtures with fields of its own, as text: big numbers keep their digits. */
function payload(file: string, changes: Readonly<Record<string, unknown>>): string {
  const text = JSON.stringify({ ...(fixture(file) as object), ...changes });
  return text.replace(/"@(\d+)"/g, "$1");
}

describe("place", () => {
  it("is accepted with the order id 8389765739703625592, all 19 digits, where it stands last in the answer", async () => {
    const { clientOrderId: _id, orderId: _order, ...rest } = fixture("new-order") as Record<string, unknown>;
    const body = JSON.stringify({ ...rest, clientOrderId: "o1" }).replace(/}$/, `,"orderId":${BIG_ID}}`);
    session.venue.on("POST /fapi/v1/order", { body });
    const outcome = await session.gateway.place(sampleRequest());
    expect(outcome).toEqual({ kind: "accepted", venueOrderId: BIG_ID, atMs: 1_566_818_724_722 });
  });

  it("is accepted by the Algo service with its own id", async () => {
    session.venue.on("POST /fapi/v1/algoOrder", { body: payload("new-algo-order", { clientAlgoId: "o1" }) });
    const stop = sampleRequest({ type: "stop_market", side: "sell", reduceOnly: true, triggerPrice: dec("1") });
    const outcome = await session.gateway.place(stop);
    expect(outcome).toEqual({ kind: "accepted", venueOrderId: "2146760", atMs: 1_750_485_492_076 });
  });

  it.each<[string, Reply]>([
    ["a socket reset", "reset"],
    ["half an answer, then silence for 1 s", "stall"],
    ["a good status without JSON", { body: "<html>ok</html>" }],
    ["an answer about another order", { body: fixture("new-order") }],
    ["a redirect", { status: 302, headers: { location: "http://127.0.0.1:1/" }, body: "" }],
  ])("is unknown after %s, and nothing is sent again", async (_what, reply) => {
    session.venue.on("POST /fapi/v1/order", reply);
    expect(await session.gateway.place(sampleRequest())).toMatchObject({ kind: "unknown" });
    expect(session.venue.seen).toHaveLength(1);
  });

  it("is refused with the venue's number, text and reaction", async () => {
    session.venue.on("POST /fapi/v1/order", { status: 400, body: { code: -2019, msg: "Margin is insufficient." } });
    expect(await session.gateway.place(sampleRequest())).toEqual({
      kind: "refused",
      code: -2019,
      reason: "-2019 margin insufficient: Margin is insufficient.",
      reaction: "redecide",
      retryAfterMs: null,
    });
  });

  it("is refused as not sent where nobody listens", async () => {
    await session.venue.close();
    const outcome = await session.gateway.place(sampleRequest());
    expect(outcome).toMatchObject({ kind: "refused", code: 0, reaction: "resend" });
  });
});

it("gives up a read that waits 15 s for its turn when it is closed, and sends nothing", async () => {
  session.limiter.backOff("slow", 15_000);
  const reading = session.gateway.modes();
  await session.gateway.close();
  expect(await reading).toMatchObject({ ok: false, error: { reason: "the call was given up" } });
  expect(session.venue.seen).toEqual([]);
});

describe("cancel and query", () => {
  it("cancels a regular order at the venue's time, a conditional one at ours", async () => {
    session.venue.on("DELETE /fapi/v1/order", { body: payload("cancel-order", { clientOrderId: "abc" }) });
    session.venue.on("DELETE /fapi/v1/algoOrder", { body: payload("cancel-algo-order", { clientAlgoId: "abc" }) });
    expect(await session.gateway.cancel(ref)).toEqual({ kind: "accepted", atMs: 1_571_110_484_038, filledQty: "0" });
    const conditional = await session.gateway.cancel({ ...ref, conditional: true });
    expect(conditional).toMatchObject({ kind: "accepted", filledQty: null });
  });

  it("answers -2011 with reconcile: filled, cancelled, or in the other id space", async () => {
    session.venue.on("DELETE /fapi/v1/order", { status: 400, body: { code: -2011, msg: "Unknown order sent." } });
    expect(await session.gateway.cancel(ref)).toMatchObject({ kind: "refused", code: -2011, reaction: "reconcile" });
  });

  it("finds an order of 0.40 with nothing filled", async () => {
    session.venue.on("GET /fapi/v1/order", { body: payload("query-order", { orderId: `@${BIG_ID}` }) });
    expect(await session.gateway.query(ref)).toEqual({
      kind: "found",
      order: {
        clientOrderId: "abc",
        venueOrderId: BIG_ID,
        symbol: "BTCUSDT",
        conditional: false,
        side: "buy",
        qty: "0.40",
        filledQty: "0",
        price: null,
        reduceOnly: false,
        closePosition: false,
        status: "open",
        triggeredOrderId: null,
        atMs: 1_579_276_756_075,
      },
    });
  });

  it.each([
    ["NEW", "", "0.01", "open", "0", null],
    ["TRIGGERED", "88937381063", "0.01", "triggered", "0", "88937381063"],
    ["FINISHED", "88937381063", "0.01", "filled", "0.01", "88937381063"],
    ["FINISHED", "88937381063", "0", "canceled", "0", "88937381063"],
    ["EXPIRED", "", "0", "expired", "0", null],
    ["REJECTED", "", "0", "rejected", "0", null],
  ])("reads a conditional order in state %s with actual id '%s' and quantity %s as %s", async (...row) => {
    const [algoStatus, actualOrderId, actualQty, status, filledQty, triggeredOrderId] = row;
    const changes = { clientAlgoId: "abc", algoStatus, actualOrderId, actualQty };
    session.venue.on("GET /fapi/v1/algoOrder", { body: payload("query-algo-order", changes) });
    const outcome = await session.gateway.query({ ...ref, conditional: true });
    expect(outcome).toMatchObject({ kind: "found", order: { conditional: true, status, filledQty, triggeredOrderId } });
  });

  it("takes -2013 as absent and any other failure as unknown", async () => {
    session.venue.on("GET /fapi/v1/order", { status: 400, body: { code: -2013, msg: "Order does not exist." } });
    session.venue.on("GET /fapi/v1/algoOrder", { status: 500, body: "<html>oops</html>" });
    expect(await session.gateway.query(ref)).toEqual({ kind: "absent" });
    expect(await session.gateway.query({ ...ref, conditional: true })).toMatchObject({ kind: "unknown" });
  });
});

describe("snapshot", () => {
  const answerAll = (): void => {
    session.venue.on("GET /fapi/v1/openOrders", { body: fixture("open-orders") });
    session.venue.on("GET /fapi/v1/openAlgoOrders", { body: fixture("open-algo-orders") });
    session.venue.on("GET /fapi/v3/positionRisk", { body: fixture("position-risk") });
    session.venue.on("GET /fapi/v3/account", { body: fixture("account") });
  };

  it("holds 23.72469206 USDT, 30 ADA at 0.385, one regular and one conditional order", async () => {
    answerAll();
    const snapshot = await session.gateway.snapshot();
    expect(snapshot).toMatchObject({
      ok: true,
      value: {
        wallets: { USDT: "23.72469206" },
        positions: [{ symbol: "ADAUSDT", qty: "30", entryPrice: "0.385" }],
        openOrders: [
          { clientOrderId: "abc", conditional: false, venueOrderId: "1917641" },
          { clientOrderId: "MRumok0dkhrP4kCm12AHaB", conditional: true, venueOrderId: "2148627" },
        ],
      },
    });
  });

  it("fails as a whole when one of the four questions fails, or shows a position of hedge mode", async () => {
    answerAll();
    session.venue.on("GET /fapi/v1/openAlgoOrders", { status: 503, body: "Service Unavailable." });
    expect(await session.gateway.snapshot()).toMatchObject({ ok: false, error: { code: 503, reaction: "resend" } });
    answerAll();
    const [row] = fixture("position-risk") as [object];
    session.venue.on("GET /fapi/v3/positionRisk", { body: [{ ...row, positionSide: "LONG" }] });
    expect(await session.gateway.snapshot()).toMatchObject({ ok: false, error: { reaction: "halt" } });
  });
});
