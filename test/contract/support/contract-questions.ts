import { describe, expect } from "vitest";
import { dec, toNumber } from "../../../src/core/lib/decimal.js";
import { behaviour, type ContractRun } from "./contract-run.js";

const bid = { type: "limit", price: dec("90") } as const;
const stop = { type: "stop_market", triggerPrice: dec("90"), side: "sell", reduceOnly: true } as const;

/** Questions: they tell what the venue knows, and change nothing. */
export function describeQuestions(run: ContractRun): void {
  describe("a query", () => {
    describeQueries(run);
    describeAbsence(run);
  });
  describe("the list of open orders", () => describeLists(run));
}

function describeQueries(run: ContractRun): void {
  behaviour(run, "of a resting bid for 2 at 90: open, with its terms and nothing filled", {}, async () => {
    const desk = run.desk();
    const symbol = desk.symbol();
    const id = desk.place({ symbol, ...bid, qty: dec("2") });
    await desk.tells(id, "order.acknowledged");
    const [acknowledged] = desk.of(id);
    expect(await desk.ask(id, symbol)).toMatchObject({
      ...{ clientOrderId: id, symbol, side: "buy", qty: "2", price: "90", filledQty: "0", status: "open" },
      ...{ conditional: false, reduceOnly: false, closePosition: false, triggeredOrderId: null },
      venueOrderId: acknowledged?.type === "order.acknowledged" ? acknowledged.venueOrderId : null,
    });
  });

  behaviour(run, "of a market order for 3 that has filled: filled, 3 of 3", {}, async () => {
    const desk = run.desk();
    const symbol = desk.symbol();
    const id = desk.place({ symbol, qty: dec("3") });
    await desk.tells(id, "order.acknowledged", "order.filled");
    const order = await desk.ask(id, symbol);
    expect(order).toMatchObject({ status: "filled", price: null });
    expect(order !== "absent" && toNumber(order.filledQty)).toBe(3);
  });

  behaviour(run, "of a canceled order: canceled", {}, async () => {
    const desk = run.desk();
    const symbol = desk.symbol();
    const id = desk.place({ symbol, ...bid });
    await desk.tells(id, "order.acknowledged");
    desk.cancel(id, symbol);
    await desk.tells(id, "order.acknowledged", "order.canceled");
    expect(await desk.ask(id, symbol)).toMatchObject({ status: "canceled", filledQty: "0" });
  });

  behaviour(run, "of a waiting stop: open and conditional", { needs: ["conditionalOrders"] }, async () => {
    const desk = run.desk();
    const symbol = desk.symbol();
    await desk.hold(symbol);
    const id = desk.place({ symbol, ...stop });
    await desk.tells(id, "order.acknowledged");
    expect(await desk.ask(id, symbol)).toMatchObject({
      status: "open",
      conditional: true,
      reduceOnly: true,
      price: null,
    });
  });
}

function describeAbsence(run: ContractRun): void {
  behaviour(run, "of an id that was never sent: absent", {}, async () => {
    const desk = run.desk();
    expect(await desk.ask("never1", desk.symbol())).toBe("absent");
  });

  behaviour(run, "of an order that was refused: absent", { needs: ["judgement"] }, async () => {
    const desk = run.desk();
    const symbol = desk.symbol();
    const id = desk.place({ symbol, ...bid, price: dec("90.05") });
    await desk.tells(id, "order.rejected");
    expect(await desk.ask(id, symbol)).toBe("absent");
  });

  behaviour(run, "tells the session nothing: what was told stays what it was", {}, async () => {
    const desk = run.desk();
    const symbol = desk.symbol();
    const id = desk.place({ symbol, ...bid });
    await desk.tells(id, "order.acknowledged");
    await desk.ask(id, symbol);
    await desk.listed(symbol);
    await desk.tells(id, "order.acknowledged");
  });
}

function describeLists(run: ContractRun): void {
  behaviour(run, "has a bid, an offer and a stop of a symbol, each once, until they end", {}, async () => {
    const desk = run.desk();
    const symbol = desk.symbol();
    await desk.hold(symbol);
    const low = desk.place({ symbol, ...bid });
    const high = desk.place({ symbol, type: "limit", side: "sell", price: dec("110"), qty: dec("0.5") });
    const protecting = desk.place({ symbol, ...stop });
    for (const id of [low, high, protecting]) await desk.tells(id, "order.acknowledged");
    const listed = await desk.listed(symbol);
    expect([...listed.keys()].sort()).toEqual([low, high, protecting].sort());
    expect(listed.get(high)).toMatchObject({ side: "sell", price: "110", qty: "0.5", status: "open" });
    expect(listed.get(protecting)).toMatchObject({ conditional: true, side: "sell" });
    desk.cancel(low, symbol);
    desk.cancel(protecting, symbol);
    for (const id of [low, protecting]) await desk.tells(id, "order.acknowledged", "order.canceled");
    expect([...(await desk.listed(symbol)).keys()]).toEqual([high]);
  });

  behaviour(run, "has a changed order with its new terms", { needs: ["orderChanges"] }, async () => {
    const desk = run.desk();
    const symbol = desk.symbol();
    const id = desk.place({ symbol, ...bid });
    await desk.tells(id, "order.acknowledged");
    desk.change(id, symbol, { price: dec("91.5"), qty: dec("0.8") });
    await desk.tells(id, "order.acknowledged", "order.modified");
    expect((await desk.listed(symbol)).get(id)).toMatchObject({ price: "91.5", qty: "0.8", status: "open" });
  });
}
