import { describe, expect, it } from "vitest";
import { FrameTranslator } from "../../../../../src/core/adapters/binance-usdm/streams/frame-translator.js";
import { algoFrame, eventsOf, frameNames, frameText, orderFrame } from "./support/frames.js";

const translator = (): FrameTranslator =>
  new FrameTranslator({ account: "main", quoteAssetOf: (symbol) => (symbol.endsWith("USDT") ? "USDT" : null) });
const types = (events: readonly unknown[]): readonly unknown[] =>
  events.map((event) => (event as { type: string }).type);
const trade = (order: Readonly<Record<string, unknown>>): string =>
  orderFrame({
    x: "TRADE",
    X: "PARTIALLY_FILLED",
    l: "0.004",
    z: "0.004",
    L: "50000.10",
    t: 7,
    N: "USDT",
    n: "0.08",
    ...order,
  });

describe("regular orders", () => {
  it("reads the documented frames of one limit order: acknowledged, then a maker fill of 0.001 at 7100.5 for 0.01", () => {
    const events = eventsOf(translator(), frameText("user/order_update_new"), frameText("user/order_update_trade"));
    expect(events).toEqual([
      { type: "order.acknowledged", atMs: 1568879465651, clientOrderId: "TEST", venueOrderId: "8886774" },
      {
        type: "order.filled",
        atMs: 1568879465651,
        account: "main",
        symbol: "BTCUSDT",
        side: "buy",
        qty: "0.001",
        price: "7100.5",
        fee: "0.01",
        clientOrderId: "TEST",
        tradeId: "12345678",
        liquidity: "maker",
        orderDone: false,
      },
    ]);
  });

  it("marks the fill that completes an order as its last", () => {
    const [fill] = eventsOf(translator(), frameText("user/ws_futures_order_update_trade_reduce_only_qty"));
    expect(fill).toMatchObject({ type: "order.filled", qty: "1", fee: "0.5", tradeId: "9988776655", orderDone: true });
  });

  it("names why an order expired", () => {
    const expired = (er: string, X = "EXPIRED"): unknown =>
      eventsOf(translator(), orderFrame({ x: "EXPIRED", X, er }))[0];
    expect(expired("2")).toMatchObject({ type: "order.expired", reason: "immediate-or-cancel remainder" });
    expect(expired("11")).toMatchObject({ reason: "post-only order would have taken" });
    expect(expired("1", "EXPIRED_IN_MATCH")).toMatchObject({ reason: "self-trade prevention" });
    expect(expired("0")).toMatchObject({ reason: "expired at the venue" });
    expect(expired("77")).toMatchObject({ reason: "expired at the venue, reason 77" });
  });

  it("tells a cancellation, and the terms of an amendment", () => {
    expect(eventsOf(translator(), orderFrame({ x: "CANCELED", X: "CANCELED" }))).toMatchObject([
      { type: "order.canceled", clientOrderId: "ours1" },
    ]);
    expect(eventsOf(translator(), orderFrame({ x: "AMENDMENT", q: "0.020", p: "49000.0" }))).toEqual([
      { type: "order.modified", clientOrderId: "ours1", qty: "0.02", price: "49000", atMs: 1759347763200 },
    ]);
  });

  it("keeps all 19 digits of an order id beyond 2^53, wherever it stands in the frame", () => {
    const text = orderFrame({}).replace('"i":8886774', '"i":8389765739703625592');
    const last = orderFrame({ er: null }).replace('"i":8886774,', "").replace('"er":null}', '"i":8389765739703625593}');
    expect(eventsOf(translator(), text)).toMatchObject([{ venueOrderId: "8389765739703625592" }]);
    expect(eventsOf(translator(), last)).toMatchObject([{ venueOrderId: "8389765739703625593" }]);
  });
});

describe("fees", () => {
  it("books a fee in BNB as no cost in quote and takes 0.00012 BNB from that wallet", () => {
    expect(eventsOf(translator(), trade({ N: "BNB", n: "0.00012000" }))).toEqual([
      expect.objectContaining({ type: "order.filled", fee: "0" }),
      {
        type: "wallet.adjusted",
        atMs: 1759347763200,
        account: "main",
        asset: "BNB",
        kind: "charge",
        amount: "-0.00012",
        reason: "commission of trade 7 on BTCUSDT",
      },
    ]);
  });

  it("takes a rebate as a negative fee, and a missing fee as 0", () => {
    expect(eventsOf(translator(), trade({ n: "-0.02" }))).toMatchObject([{ fee: "-0.02" }]);
    expect(eventsOf(translator(), trade({ n: null, N: null }))).toMatchObject([{ fee: "0" }]);
  });

  it("goes by the name of a symbol whose instrument it doesn't know", () => {
    expect(eventsOf(translator(), trade({ s: "ETHUSDC", N: "USDC" }))).toMatchObject([
      { fee: "0.08", settledIn: "USDC" },
    ]);
    expect(eventsOf(translator(), trade({}))[0]).not.toHaveProperty("settledIn");
    expect(types(eventsOf(translator(), trade({ s: "ETHUSDC", N: "BNB" })))).toEqual([
      "order.filled",
      "wallet.adjusted",
    ]);
  });
});

describe("conditional orders", () => {
  const recorded = ["triggering", "triggered", "finished"].map((step) =>
    frameText(`user/ws_futures_algo_update_${step}`),
  );

  it("never takes a fill from the recorded frames of a stop that fired and filled 38 DOGE", () => {
    expect(types(eventsOf(translator(), ...recorded))).toEqual(["order.triggered"]);
  });

  it("reports the recorded stop that the engine canceled after its trigger as expired", () => {
    expect(eventsOf(translator(), frameText("user/ws_futures_algo_update_finished_canceled"))).toMatchObject([
      { type: "order.expired", clientOrderId: "O-20251211-053131-TEST-000-2" },
    ]);
  });

  it("books the fills of the triggered order, whatever its client id, under the stop's own", () => {
    const told = eventsOf(
      translator(),
      algoFrame({}),
      algoFrame({ X: "TRIGGERED", ai: "900", aq: "0" }),
      orderFrame({ i: 900, c: "somebody", x: "NEW" }),
      trade({ i: 900, c: "somebody", X: "FILLED" }),
      algoFrame({ X: "FINISHED", ai: "900", aq: "0.004" }),
    );
    expect(types(told)).toEqual(["order.acknowledged", "order.triggered", "order.filled"]);
    expect(told[2]).toMatchObject({ clientOrderId: "stop1", orderDone: true });
  });

  it("tells the trigger once when the regular order shows before TRIGGERED does", () => {
    const told = eventsOf(
      translator(),
      algoFrame({}),
      orderFrame({ i: 901, c: "stop1", x: "NEW" }),
      algoFrame({ X: "TRIGGERED", ai: "901" }),
    );
    expect(types(told)).toEqual(["order.acknowledged", "order.triggered"]);
  });

  it("tells one end when both id spaces report it", () => {
    const told = eventsOf(
      translator(),
      algoFrame({ X: "TRIGGERED", ai: "902" }),
      orderFrame({ i: 902, c: "stop1", x: "EXPIRED", X: "EXPIRED", er: "9" }),
      algoFrame({ X: "FINISHED", ai: "902", aq: "0" }),
    );
    expect(types(told)).toEqual(["order.triggered", "order.expired"]);
    expect(told[1]).toMatchObject({ reason: "market order remainder", clientOrderId: "stop1" });
  });

  it("tells a stop that was refused at its trigger, one that was canceled and one that expired", () => {
    const told = eventsOf(
      translator(),
      algoFrame({ caid: "a", aid: 1, X: "REJECTED", rm: "Margin is insufficient" }),
      frameText("user/algo_update_canceled"),
      algoFrame({ caid: "b", aid: 2, X: "EXPIRED" }),
    );
    expect(told).toMatchObject([
      { type: "order.rejected", clientOrderId: "a", code: 0, reason: "Margin is insufficient" },
      { type: "order.canceled", clientOrderId: "Q5xaq5EGKgXXa0fD7fs0Ip" },
      { type: "order.expired", clientOrderId: "b", reason: "expired at the venue" },
    ]);
  });

  it("acknowledges a trailing stop once although it is pushed as NEW twice", () => {
    expect(types(eventsOf(translator(), algoFrame({ ia: false }), algoFrame({ ia: true })))).toEqual([
      "order.acknowledged",
    ]);
  });

  it("acknowledges a stop again that is sent again under its id after the first was proven absent", () => {
    const told = eventsOf(
      translator(),
      algoFrame({ aid: 10, X: "EXPIRED" }),
      algoFrame({ aid: 11 }),
      algoFrame({ aid: 11, X: "CANCELED" }),
    );
    expect(types(told)).toEqual(["order.expired", "order.acknowledged", "order.canceled"]);
  });
});

describe("what the venue does by itself", () => {
  it.each([
    [
      "user/ws_futures_order_update_liquidation",
      { symbol: "BTCUSDT", side: "sell", qty: "0.1", price: "50000", fee: "5", tradeId: "1122334455" },
    ],
    ["user/ws_futures_order_update_adl_filled", { symbol: "ETHUSDT", qty: "1", cause: "deleveraging" }],
    [
      "user/ws_futures_order_update_settlement",
      { symbol: "BTCUSDT", qty: "0.05", price: "51000", cause: "settlement" },
    ],
    ["user/order_update_adl", { qty: "0.005", price: "42000", cause: "deleveraging" }],
    ["user/order_update_insurance", { qty: "0.02", price: "45000" }],
    ["user/order_update_delivery", { symbol: "BTCUSD_240329", qty: "1", cause: "settlement" }],
  ])("books %s as closed by the venue, with its cause", (name, expected) => {
    const [event] = eventsOf(translator(), frameText(name));
    expect(event).toMatchObject({ type: "position.liquidated", ...expected });
    expect(Object.keys(event ?? {}).includes("cause")).toBe("cause" in expected);
  });

  it("books nothing while a liquidation is only announced", () => {
    const names = ["user/order_update_calculated_pending", "user/ws_futures_order_update_liquidation_zero_qty"];
    expect(names.flatMap((name) => eventsOf(translator(), frameText(name)))).toEqual([]);
    expect(
      eventsOf(
        translator(),
        orderFrame({ c: "autoclose-1", x: "NEW" }),
        orderFrame({ c: "autoclose-1", x: "EXPIRED" }),
      ),
    ).toEqual([]);
  });

  it("tells the parts of a settlement without trade ids apart by their cumulative quantity", () => {
    const part = (z: string): string =>
      orderFrame({ c: "settlement_autoclose-1", x: "CALCULATED", l: "0.1", L: "10", z, i: 5 });
    expect(eventsOf(translator(), part("0.1"), part("0.2"))).toMatchObject([
      { tradeId: "5-0.1" },
      { tradeId: "5-0.2" },
    ]);
  });
});

describe("money and settings", () => {
  const account = (a: Readonly<Record<string, unknown>>): string =>
    JSON.stringify({ e: "ACCOUNT_UPDATE", E: 6, T: 5, a });

  it("hands funding of a cross position over with its symbol, which the frame has since 2026-08", () => {
    const B = [{ a: "USDT", wb: "99", cw: "99", bc: "-1.25" }];
    expect(eventsOf(translator(), account({ m: "FUNDING_FEE", S: "BTCUSDT", B, P: [] }))).toEqual([
      { kind: "funding", funding: { asset: "USDT", amount: "-1.25", symbol: "BTCUSDT", atMs: 5 } },
    ]);
    expect(eventsOf(translator(), account({ m: "FUNDING_FEE", B }))).toMatchObject([{ funding: { symbol: null } }]);
    expect(
      eventsOf(translator(), account({ m: "FUNDING_FEE", B, P: [{ s: "ETHUSDT", mt: "isolated" }] })),
    ).toMatchObject([{ funding: { symbol: "ETHUSDT" } }]);
  });

  it("books a deposit of 250 USDT and a withdrawal, and nothing for the balances that follow a fill", () => {
    expect(
      eventsOf(translator(), account({ m: "DEPOSIT", B: [{ a: "USDT", wb: "350", cw: "350", bc: "250" }], P: [] })),
    ).toMatchObject([{ atMs: 5, account: "main", asset: "USDT", kind: "flow", amount: "250", reason: "deposit" }]);
    expect(
      eventsOf(translator(), account({ m: "WITHDRAW", B: [{ a: "USDT", wb: "0", cw: "0", bc: "-350" }] })),
    ).toMatchObject([{ kind: "flow", amount: "-350", reason: "withdraw" }]);
    expect(eventsOf(translator(), frameText("user/account_update_bnfcr"))).toEqual([]);
  });

  it("books what the venue calls neither result nor commission, also in a frame of an order", () => {
    expect(eventsOf(translator(), frameText("user/account_update"))).toMatchObject([
      { type: "wallet.adjusted", kind: "charge", amount: "50.12345678", reason: "order" },
    ]);
  });

  it("tells changes of margin type, leverage and asset mode", () => {
    const P = [{ s: "BTCUSDT", pa: "0", mt: "isolated" }];
    expect(eventsOf(translator(), account({ m: "MARGIN_TYPE_CHANGE", B: [], P }))).toMatchObject([
      { type: "account.changed", symbol: "BTCUSDT", what: "margin_type", detail: "isolated" },
    ]);
    expect(eventsOf(translator(), frameText("user/account_config_leverage"))).toMatchObject([
      { type: "account.changed", symbol: "BTCUSDT", what: "leverage", detail: "25" },
    ]);
    expect(eventsOf(translator(), frameText("user/account_config_multi_assets"))).toMatchObject([
      { type: "account.changed", symbol: null, what: "asset_mode", detail: "multi-assets" },
    ]);
  });

  it("passes a margin call on with its symbols", () => {
    expect(eventsOf(translator(), frameText("user/margin_call"))).toEqual([
      { kind: "margin_call", marginCall: { symbols: ["ETHUSDT"], atMs: 1587727187525 } },
    ]);
  });
});

describe("frames that come twice", () => {
  it("tells every recorded frame once, also when a second socket stamps it 3 ms later", () => {
    for (const name of frameNames("user")) {
      const reader = translator();
      const text = frameText(name);
      eventsOf(reader, text);
      const later = text.replace(/"E": ?(\d+)/, (_, sent: string) => `"E":${Number(sent) + 3}`);
      expect(eventsOf(reader, text, later), name).toEqual([]);
    }
  });

  it("tells a trade once although two frames of it differ", () => {
    expect(types(eventsOf(translator(), trade({}), trade({ ap: "50000.1", rp: "1" })))).toEqual(["order.filled"]);
  });

  it("takes the fast TRADE_LITE frame for nothing: the same trade follows with its fee", () => {
    expect(eventsOf(translator(), frameText("user/ws_futures_trade_lite"))).toEqual([]);
  });
});
