import { describe, expect } from "vitest";
import { dec, toNumber } from "../../../src/core/lib/decimal.js";
import { behaviour, type ContractRun } from "./contract-run.js";
import type { OrderDesk } from "./order-desk.js";

const resting = { type: "limit", price: dec("90") } as const;

/** Cancels, and ids that are taken. */
export function describeEndings(run: ContractRun): void {
  describe("a cancel", () => describeCancels(run));
  describe("a cancel of what is not open", () => describeRefusedCancels(run));
  describe("an id", () => describeIds(run));
}

function describeCancels(run: ContractRun): void {
  behaviour(run, "of a limit at 96: canceled, and an hour that goes to 95 fills nothing", {}, async () => {
    const desk = run.desk();
    const symbol = desk.symbol();
    const id = desk.place({ symbol, ...resting, price: dec("96") });
    await desk.tells(id, "order.acknowledged");
    desk.cancel(id, symbol);
    await desk.tells(id, "order.acknowledged", "order.canceled");
    if (run.subject.lacks.hours === undefined) await desk.bench.passHour();
    await desk.tells(id, "order.acknowledged", "order.canceled");
    expect(toNumber(desk.held(symbol))).toBe(0);
  });

  behaviour(run, "of a stop at 90: canceled", { needs: ["conditionalOrders"] }, async () => {
    const desk = run.desk();
    const symbol = desk.symbol();
    await desk.hold(symbol);
    const stop = { type: "stop_market", triggerPrice: dec("90"), side: "sell", reduceOnly: true } as const;
    const id = desk.place({ symbol, ...stop });
    await desk.tells(id, "order.acknowledged");
    desk.cancel(id, symbol);
    await desk.tells(id, "order.acknowledged", "order.canceled");
  });

  behaviour(run, "asked for twice at once: the order ends once", {}, async () => {
    const desk = run.desk();
    const symbol = desk.symbol();
    const id = desk.place({ symbol, ...resting });
    await desk.tells(id, "order.acknowledged");
    desk.cancel(id, symbol);
    desk.cancel(id, symbol);
    const ends = (): number => desk.story(id).filter((type) => type === "order.canceled").length;
    await desk.bench.settle(() => ends() > 0, "the end of the order");
    expect(ends()).toBe(1);
  });
}

function describeRefusedCancels(run: ContractRun): void {
  const isRefused = (desk: OrderDesk, id: string): void => {
    const last = desk.of(id).at(-1);
    expect(last).toMatchObject({ type: "cancel.rejected", code: expect.any(Number) as number });
    expect(last?.type === "cancel.rejected" && last.reason).toMatch(/\w/);
  };

  behaviour(run, "an id that nobody knows: cancel.rejected with a code and a reason", {}, async () => {
    const desk = run.desk();
    desk.cancel("nobody1", desk.symbol());
    await desk.tells("nobody1", "cancel.rejected");
    isRefused(desk, "nobody1");
  });

  behaviour(run, "a filled order: cancel.rejected, and the position stays", {}, async () => {
    const desk = run.desk();
    const symbol = desk.symbol();
    const id = desk.place({ symbol });
    await desk.tells(id, "order.acknowledged", "order.filled");
    desk.cancel(id, symbol);
    await desk.tells(id, "order.acknowledged", "order.filled", "cancel.rejected");
    isRefused(desk, id);
    expect(toNumber(desk.held(symbol))).toBe(1);
  });

  behaviour(run, "a canceled order: cancel.rejected", {}, async () => {
    const desk = run.desk();
    const symbol = desk.symbol();
    const id = desk.place({ symbol, ...resting });
    await desk.tells(id, "order.acknowledged");
    desk.cancel(id, symbol);
    await desk.tells(id, "order.acknowledged", "order.canceled");
    desk.cancel(id, symbol);
    await desk.tells(id, "order.acknowledged", "order.canceled", "cancel.rejected");
  });
}

function describeIds(run: ContractRun): void {
  const second = run.subject.onTakenId;
  behaviour(
    run,
    `of an open order, sent again: ${second} is told, and one order is open at the venue`,
    {},
    async () => {
      const desk = run.desk();
      const symbol = desk.symbol();
      const id = desk.place({ symbol, ...resting });
      await desk.tells(id, "order.acknowledged");
      desk.place({ symbol, ...resting, clientOrderId: id });
      await desk.tells(id, "order.acknowledged", second);
      const [first, again] = desk.of(id);
      const names = [first, again].flatMap((event) =>
        event?.type === "order.acknowledged" ? [event.venueOrderId] : [],
      );
      expect(new Set(names).size).toBe(1);
      if (again?.type === "order.rejected") expect(again.code).toBe(-4116);
      desk.cancel(id, symbol);
      await desk.tells(id, "order.acknowledged", second, "order.canceled");
      desk.cancel(id, symbol);
      await desk.tells(id, "order.acknowledged", second, "order.canceled", "cancel.rejected");
    },
  );

  behaviour(run, "of an order that has ended: may name another, as a stop that is sent again does", {}, async () => {
    const desk = run.desk();
    const symbol = desk.symbol();
    const id = desk.place({ symbol, ...resting });
    await desk.tells(id, "order.acknowledged");
    desk.cancel(id, symbol);
    await desk.tells(id, "order.acknowledged", "order.canceled");
    desk.place({ symbol, ...resting, clientOrderId: id });
    await desk.tells(id, "order.acknowledged", "order.canceled", "order.acknowledged");
    const names = desk.of(id).flatMap((event) => (event.type === "order.acknowledged" ? [event.venueOrderId] : []));
    expect(new Set(names).size).toBe(2);
  });
}
