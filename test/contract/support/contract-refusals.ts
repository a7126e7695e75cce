import { describe, expect } from "vitest";
import type { OrderRequest } from "../../../src/core/domain/order.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { MINUTE_MS } from "../../../src/core/lib/time.js";
import { behaviour, type ContractRun, numbersFor } from "./contract-run.js";

type Refused = readonly [what: string, code: number, changes: Partial<OrderRequest>];

const limit = (price: string) => ({ type: "limit", price: dec(price) }) as const;
const stop = (trigger: string) => ({ type: "stop_market", triggerPrice: dec(trigger), side: "sell" }) as const;

const FILTERS: readonly Refused[] = [
  ["a price of 99.95 on a tick of 0.1", -4014, limit("99.95")],
  ["a trigger of 89.95 on a tick of 0.1", -4014, stop("89.95")],
  ["a quantity of 1.0005 with 3 decimals allowed", -1111, { qty: dec("1.0005") }],
  ["a quantity of 1.001 on a step of 0.005", -4023, { qty: dec("1.001") }],
  ["a quantity of 0.005 where 0.01 is the least", -4004, { qty: dec("0.005") }],
  ["a limit for 100,005 where 100,000 is the most", -4005, { ...limit("90"), qty: dec("100005") }],
  ["a market order for 50,005 where 50,000 is the most", -4005, { qty: dec("50005") }],
  ["0.04 at 100, worth 4 USDT where 5 is the least", -4164, { qty: dec("0.04") }],
  ["a limit of 0.05 at 90, worth 4.50 USDT", -4164, { ...limit("90"), qty: dec("0.05") }],
  ["a limit to buy at 106, more than 5 % above the mark", -4016, limit("106")],
  ["a limit to sell at 94, more than 5 % below the mark", -4024, { ...limit("94"), side: "sell" }],
  ["a symbol that is not listed", -1121, { symbol: "NOSUCHUSDT" }],
  ["an account that is not ours", -1109, { account: "stranger" }],
];

const STATE: readonly Refused[] = [
  ["20,000 at 10 ×, 200,000 USDT of margin where 100,000 are there", -2019, { qty: dec("20000") }],
  ["a reduce-only order without a position", -2022, { reduceOnly: true }],
  ["a closePosition stop without a position", -2022, { ...stop("90"), qty: null, closePosition: true }],
  ["a stop to sell at 101 that would trigger at once", -2021, stop("101")],
  ["a take-profit to sell at 99 that would trigger at once", -2021, { ...stop("99"), type: "take_profit_market" }],
];

/** Definite refusals: each with the venue's number and words, and without a trace in the books. */
export function describeRefusals(run: ContractRun): void {
  describe("filters refuse", () => {
    for (const refused of FILTERS) describeRefusal(run, refused);
  });
  describe("position, margin and market refuse", () => {
    for (const refused of STATE) describeRefusal(run, refused);
    describePostOnly(run);
    behaviour(
      run,
      "a date 5 minutes on, where 10 minutes are the least (-5040)",
      { needs: ["judgement", "goodTillDate"] },
      async () => {
        const desk = run.desk();
        const expireAtMs = desk.bench.nowMs() + 5 * MINUTE_MS;
        const id = desk.place({ symbol: desk.symbol(), ...limit("90"), timeInForce: "GTD", expireAtMs });
        await desk.tells(id, "order.rejected");
        expect(desk.of(id)[0]).toMatchObject({ code: -5040 });
      },
    );
  });
}

/** Refused, or taken and ended at once: nothing of it fills either way. */
function describePostOnly(run: ContractRun): void {
  const postOnly = { ...limit("101"), timeInForce: "GTX", postOnly: true } as const;
  const ends = run.subject.onTakingPostOnly;
  if (ends === undefined) {
    describeRefusal(run, ["a post-only bid at 101 that would take", -5022, postOnly]);
    return;
  }
  behaviour(run, `a post-only bid at 101 that would take: ${ends}`, { needs: ["judgement"] }, async () => {
    const desk = run.desk();
    const symbol = desk.symbol();
    const id = desk.place({ symbol, ...postOnly });
    await desk.tells(id, "order.acknowledged", ends);
    expect(Number(desk.held(symbol))).toBe(0);
  });
}

function describeRefusal(run: ContractRun, [what, code, changes]: Refused): void {
  const needs = [
    "judgement",
    ...(code === -4164 ? (["minNotional"] as const) : []),
    ...(changes.closePosition === true ? (["closePositionStops"] as const) : []),
  ] as const;
  behaviour(run, `${what} (${numbersFor(run, code).join(", ")})`, { needs }, async () => {
    const desk = run.desk();
    const before = desk.books.readOn(desk.bench.told).wallet;
    const id = desk.place({ symbol: desk.symbol(), ...changes });
    await desk.tells(id, "order.rejected");
    const [refusal] = desk.of(id);
    expect(refusal).toMatchObject({ type: "order.rejected", code: expect.any(Number) as number });
    expect(numbersFor(run, code)).toContain(refusal?.type === "order.rejected" ? refusal.code : null);
    expect(refusal?.type === "order.rejected" && refusal.reason).toMatch(/[a-z]{3}/);
    expect(desk.books.readOn(desk.bench.told).wallet).toBe(before);
    expect(desk.books.openOrders.has(id)).toBe(false);
  });
}
