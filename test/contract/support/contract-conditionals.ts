import { describe, expect } from "vitest";
import { dec, toNumber } from "../../../src/core/lib/decimal.js";
import { behaviour, type ContractRun } from "./contract-run.js";

const stop = (trigger: string) => ({ type: "stop_market", triggerPrice: dec(trigger) }) as const;
const takeProfit = (trigger: string) => ({ type: "take_profit_market", triggerPrice: dec(trigger) }) as const;
const closing = { side: "sell", qty: null, closePosition: true } as const;
const reducing = { side: "sell", reduceOnly: true } as const;

const needs = ["conditionalOrders", "hours"] as const;
const needsClosing = [...needs, "closePositionStops"] as const;

/** Stops and take-profits: acknowledged, triggered, filled under the one id we know. */
export function describeConditionals(run: ContractRun): void {
  describe("stops and take-profits", () => {
    behaviour(run, "a stop at 97 under a long of 1: acknowledged, triggered, filled, flat", { needs }, async () => {
      const desk = run.desk();
      const symbol = desk.symbol();
      await desk.hold(symbol);
      const id = desk.place({ symbol, ...stop("97"), ...reducing });
      await desk.tells(id, "order.acknowledged");
      await desk.bench.passHour();
      await desk.tells(id, "order.acknowledged", "order.triggered", "order.filled");
      expect(desk.fills(id).every(({ side, liquidity }) => side === "sell" && liquidity === "taker")).toBe(true);
      expect(toNumber(desk.held(symbol))).toBe(0);
    });

    behaviour(run, "a stop at 90: only acknowledged after an hour that goes to 95", { needs }, async () => {
      const desk = run.desk();
      const symbol = desk.symbol();
      await desk.hold(symbol);
      const id = desk.place({ symbol, ...stop("90"), ...reducing, workingType: "mark" });
      await desk.tells(id, "order.acknowledged");
      await desk.bench.passHour();
      await desk.tells(id, "order.acknowledged");
    });

    behaviour(run, "a buy stop at 103 without a position: opens one", { needs }, async () => {
      const desk = run.desk();
      const symbol = desk.symbol();
      const id = desk.place({ symbol, ...stop("103"), qty: dec("2") });
      await desk.tells(id, "order.acknowledged");
      await desk.bench.passHour();
      await desk.tells(id, "order.acknowledged", "order.triggered", "order.filled");
      expect(toNumber(desk.held(symbol))).toBe(2);
    });

    behaviour(run, "a take-profit at 104 over a long of 1: triggered, filled, flat", { needs }, async () => {
      const desk = run.desk();
      const symbol = desk.symbol();
      await desk.hold(symbol);
      const id = desk.place({ symbol, ...takeProfit("104"), ...reducing });
      await desk.tells(id, "order.acknowledged");
      await desk.bench.passHour();
      await desk.tells(id, "order.acknowledged", "order.triggered", "order.filled");
      expect(toNumber(desk.held(symbol))).toBe(0);
    });
  });
  describe("closePosition", () => describeClosing(run));
}

function describeClosing(run: ContractRun): void {
  behaviour(run, "a stop at 97 set at 1, when 3 are held: closes all 3", { needs: needsClosing }, async () => {
    const desk = run.desk();
    const symbol = desk.symbol();
    await desk.hold(symbol);
    const id = desk.place({ symbol, ...stop("97"), ...closing });
    await desk.tells(id, "order.acknowledged");
    await desk.hold(symbol, "2");
    await desk.bench.passHour();
    await desk.tells(id, "order.acknowledged", "order.triggered", "order.filled");
    expect(toNumber(desk.filledQty(id))).toBe(3);
    expect(toNumber(desk.held(symbol))).toBe(0);
  });

  const outcome = run.subject.onClosedPosition ?? "order.expired";
  behaviour(
    run,
    `a stop at 90 of a position sold at the market: ${outcome} with it`,
    { needs: ["judgement", "closePositionStops"] },
    async () => {
      const desk = run.desk();
      const symbol = desk.symbol();
      await desk.hold(symbol);
      const id = desk.place({ symbol, ...stop("90"), ...closing, workingType: "mark" });
      await desk.tells(id, "order.acknowledged");
      await desk.hold(symbol, "1", "sell");
      await desk.tells(id, "order.acknowledged", outcome);
    },
  );
}
