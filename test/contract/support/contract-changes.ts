import { describe, expect } from "vitest";
import { dec, toNumber } from "../../../src/core/lib/decimal.js";
import { behaviour, type ContractRun, numbersFor } from "./contract-run.js";
import type { OrderDesk } from "./order-desk.js";

const bid = { type: "limit", price: dec("90") } as const;

/** New terms for a resting limit: it keeps its ids, and a refusal leaves it as it was. */
export function describeChanges(run: ContractRun): void {
  describe("a change of a resting limit", () => {
    describeTerms(run);
    describeEnds(run);
  });
  describe("a change is refused", () => describeRefusedChanges(run));
}

const needs = ["orderChanges"] as const;

/** A bid for 1 at 90 that rests. */
async function restingBid(desk: OrderDesk): Promise<{ readonly id: string; readonly symbol: string }> {
  const symbol = desk.symbol();
  const id = desk.place({ symbol, ...bid });
  await desk.tells(id, "order.acknowledged");
  return { id, symbol };
}

function describeTerms(run: ContractRun): void {
  behaviour(run, "of 1 at 90 to 2 at 96: rests under both its ids, and fills 2 at 96 as maker", { needs }, async () => {
    const desk = run.desk();
    const { id, symbol } = await restingBid(desk);
    const before = await desk.ask(id, symbol);
    desk.change(id, symbol, { price: dec("96"), qty: dec("2") });
    await desk.tells(id, "order.acknowledged", "order.modified");
    expect(desk.of(id).at(-1)).toMatchObject({ price: "96", qty: "2" });
    expect(await desk.ask(id, symbol)).toMatchObject({
      ...{ clientOrderId: id, status: "open", price: "96", qty: "2" },
      venueOrderId: before === "absent" ? "none" : before.venueOrderId,
    });
    if (run.subject.lacks.hours !== undefined) return;
    await desk.bench.passHour();
    await desk.tells(id, "order.acknowledged", "order.modified", "order.filled");
    expect(desk.fills(id).every(({ price, liquidity }) => toNumber(price) === 96 && liquidity === "maker")).toBe(true);
    expect(toNumber(desk.held(symbol))).toBe(2);
  });

  behaviour(run, "to 101 with the market at 100: takes at once, after the word of its change", { needs }, async () => {
    const desk = run.desk();
    const { id, symbol } = await restingBid(desk);
    desk.change(id, symbol, { price: dec("101") });
    await desk.tells(id, "order.acknowledged", "order.modified", "order.filled");
    expect(desk.fills(id).every(({ price, liquidity }) => toNumber(price) <= 101 && liquidity === "taker")).toBe(true);
    expect(toNumber(desk.held(symbol))).toBe(1);
  });

  behaviour(run, "to what it has already: done, as if it had been a change", { needs }, async () => {
    const desk = run.desk();
    const { id, symbol } = await restingBid(desk);
    desk.change(id, symbol, {});
    await desk.tells(id, "order.acknowledged", "order.modified");
    expect(await desk.ask(id, symbol)).toMatchObject({ status: "open", price: "90", qty: "1" });
  });

  behaviour(run, "three times, one after the other: the last one stands", { needs }, async () => {
    const desk = run.desk();
    const { id, symbol } = await restingBid(desk);
    const words = ["order.acknowledged"];
    for (const price of ["91", "92", "91"]) {
      desk.change(id, symbol, { price: dec(price) });
      words.push("order.modified");
      await desk.tells(id, ...words);
    }
    expect(await desk.ask(id, symbol)).toMatchObject({ status: "open", price: "91" });
    desk.cancel(id, symbol);
    await desk.tells(id, ...words, "order.canceled");
  });
}

function describeEnds(run: ContractRun): void {
  const partly = "to a quantity below what has filled: canceled, and the fills stay";
  behaviour(run, partly, { needs: ["orderChanges", "judgement"] }, async () => {
    const desk = run.desk();
    const symbol = desk.symbol();
    const id = desk.place({ symbol, type: "limit", price: dec("100.1"), qty: dec("100") });
    await desk.tells(id, "order.acknowledged", "order.filled").catch((): undefined => undefined);
    const filledQty = desk.filledQty(id);
    expect(toNumber(filledQty)).toBeGreaterThan(1);
    expect(toNumber(filledQty)).toBeLessThan(100);
    desk.change(id, symbol, { price: dec("100"), qty: dec("1") });
    await desk.tells(id, "order.acknowledged", "order.filled", "order.canceled");
    expect(desk.held(symbol)).toBe(filledQty);
  });

  const outcome = run.subject.onTakingChange ?? "order.canceled";
  const crossing = `of a post-only bid to 101, where it would take: ${outcome}, and nothing filled`;
  behaviour(run, crossing, { needs: ["orderChanges", "judgement"] }, async () => {
    const desk = run.desk();
    const symbol = desk.symbol();
    const id = desk.place({ symbol, ...bid, timeInForce: "GTX", postOnly: true });
    await desk.tells(id, "order.acknowledged");
    desk.change(id, symbol, { price: dec("101") });
    await desk.tells(id, "order.acknowledged", outcome);
    expect(toNumber(desk.held(symbol))).toBe(0);
  });
}

const REFUSED = [
  ["to 90.05 on a tick of 0.1", -4014, { price: dec("90.05") }],
  ["to 1.001 on a step of 0.005", -4023, { qty: dec("1.001") }],
  ["to 0.05 at 90, worth 4.50 USDT where 5 is the least", -5029, { qty: dec("0.05") }],
  ["to 100,005 where 100,000 is the most", -4005, { qty: dec("100005") }],
  ["to 20,000, 180,000 USDT of margin where 100,000 are there", -2019, { qty: dec("20000") }],
] as const;

function describeRefusedChanges(run: ContractRun): void {
  for (const [what, code, terms] of REFUSED) {
    behaviour(
      run,
      `${what} (${numbersFor(run, code).join(", ")}): it rests as it was`,
      { needs: code === -5029 ? ["orderChanges", "judgement", "minNotional"] : ["orderChanges", "judgement"] },
      async () => {
        const desk = run.desk();
        const { id, symbol } = await restingBid(desk);
        desk.change(id, symbol, terms);
        await desk.tells(id, "order.acknowledged", "modify.rejected");
        const last = desk.of(id).at(-1);
        expect(last).toMatchObject({ reason: expect.stringMatching(/[a-z]{3}/) as string });
        expect(numbersFor(run, code)).toContain(last?.type === "modify.rejected" ? last.code : null);
        expect(await desk.ask(id, symbol)).toMatchObject({ status: "open", price: "90", qty: "1" });
        desk.cancel(id, symbol);
        await desk.tells(id, "order.acknowledged", "modify.rejected", "order.canceled");
      },
    );
  }

  behaviour(run, "for an id that nobody knows, and for an order that was canceled (-2013)", { needs }, async () => {
    const desk = run.desk();
    desk.change("nobody2", desk.symbol(), {});
    await desk.tells("nobody2", "modify.rejected");
    const { id, symbol } = await restingBid(desk);
    desk.cancel(id, symbol);
    await desk.tells(id, "order.acknowledged", "order.canceled");
    desk.change(id, symbol, { price: dec("91") });
    await desk.tells(id, "order.acknowledged", "order.canceled", "modify.rejected");
    for (const name of ["nobody2", id]) expect(desk.of(name).at(-1)).toMatchObject({ code: -2013 });
  });

  behaviour(run, "for a stop", { needs: ["orderChanges", "conditionalOrders"] }, async () => {
    const desk = run.desk();
    const symbol = desk.symbol();
    await desk.hold(symbol);
    const id = desk.place({ symbol, type: "stop_market", triggerPrice: dec("90"), side: "sell", reduceOnly: true });
    await desk.tells(id, "order.acknowledged");
    desk.change(id, symbol, { side: "sell", price: dec("91") });
    await desk.tells(id, "order.acknowledged", "modify.rejected");
    desk.cancel(id, symbol);
    await desk.tells(id, "order.acknowledged", "modify.rejected", "order.canceled");
  });
}
