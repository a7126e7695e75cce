import { describe, expect } from "vitest";
import { compareDec, dec, subDec, ZERO } from "../../../src/core/lib/decimal.js";
import type { BrokerBench } from "./broker-bench.js";
import { ACCOUNT } from "./contract-market.js";
import type { Books } from "./books.js";
import { behaviour, type ContractRun } from "./contract-run.js";
import type { OrderDesk } from "./order-desk.js";

/** The venue's report, and what holds for everything that was told in the whole run. */
export function describeLedger(run: ContractRun): void {
  describe("the venue's report", () => {
    behaviour(
      run,
      "lists exactly the open orders, the positions and the wallet that was told",
      { needs: ["report"] },
      async () => {
        const desk = run.desk();
        const [first, second] = [desk.symbol(), desk.symbol()];
        await desk.hold(first, "2");
        await desk.hold(second, "3", "sell");
        const limit = desk.place({ symbol: first, type: "limit", price: dec("90") });
        const stop = { type: "stop_market", triggerPrice: dec("90"), side: "sell" } as const;
        const size = run.subject.capabilities.closePositionStops
          ? { qty: null, closePosition: true }
          : { qty: dec("2"), reduceOnly: true };
        const protecting = desk.place({ symbol: first, ...stop, ...size, workingType: "mark" });
        for (const id of [limit, protecting]) await desk.tells(id, "order.acknowledged");
        const orders = await agreedReport(desk.bench, desk.books);
        expect(orders).toContain(limit);
        expect(orders).toContain(protecting);
        desk.cancel(protecting, first);
        await desk.tells(protecting, "order.acknowledged", "order.canceled");
        expect(await agreedReport(desk.bench, desk.books)).not.toContain(protecting);
      },
    );
  });
  describe("all that was told until here", () => describeWholeRun(run));
}

/** Asks for a report, requires that the books say the same, to the digit, and returns its open orders. */
export async function agreedReport(bench: BrokerBench, books: Books): Promise<readonly string[]> {
  const report = await bench.report();
  books.readOn(bench.told);
  expect([...report.openOrders].sort()).toEqual([...books.openOrders].sort());
  const [theirs, ours] = [report.positions, books.positions(ACCOUNT)];
  expect(Object.keys(theirs).sort()).toEqual(Object.keys(ours).sort());
  for (const [key, qty] of Object.entries(theirs)) expect([key, compareDec(qty, ours[key] ?? ZERO)]).toEqual([key, 0]);
  expect(Object.keys(report.wallets)).toEqual([ACCOUNT]);
  expect(Number(subDec(report.wallets[ACCOUNT] ?? ZERO, books.wallet))).toBe(0);
  return report.openOrders;
}

function describeWholeRun(run: ContractRun): void {
  const placed = (desk: OrderDesk): readonly string[] => [...desk.placedAtMs.keys()];

  behaviour(run, "has each trade once, under an id of its own", {}, () => {
    const trades = run
      .desk()
      .bench.told.flatMap((event) => (event.type === "order.filled" ? [`${event.symbol}:${event.tradeId}`] : []));
    expect(trades.length).toBeGreaterThan(10);
    expect(new Set(trades).size).toBe(trades.length);
  });

  behaviour(run, "names no order that was not placed", {}, () => {
    const desk = run.desk();
    const named = desk.bench.told.flatMap((event) => ("clientOrderId" in event ? [event.clientOrderId] : []));
    expect([...new Set(named)].filter((id) => !desk.placedAtMs.has(id))).toEqual(["nobody1", "nobody2"]);
  });

  behaviour(run, "stamps nothing before the order was placed, and an order's words in their order", {}, () => {
    const desk = run.desk();
    for (const id of placed(desk)) {
      const stamps = desk.of(id).map(({ atMs }) => atMs);
      const earliestMs = desk.placedAtMs.get(id)! - run.subject.clockErrorMs;
      expect([id, stamps.filter((atMs) => atMs < earliestMs)]).toEqual([id, []]);
      const backwards = stamps.filter((atMs, at) => atMs < (stamps[at - 1] ?? 0) - run.subject.clockErrorMs);
      expect([id, backwards]).toEqual([id, []]);
    }
  });

  behaviour(run, "begins every order with its acknowledgement or its refusal", {}, () => {
    const desk = run.desk();
    const first = placed(desk).map((id) => desk.of(id)[0]?.type);
    expect(first.filter((type) => type !== "order.acknowledged" && type !== "order.rejected")).toEqual([]);
  });

  behaviour(run, "never speaks of a lost or unknown order on a venue that answers", {}, () => {
    const types = new Set(run.desk().bench.told.map(({ type }) => type));
    for (const type of ["order.unknown", "order.absent", "order.foreign", "wallet.adjusted"] as const)
      expect([type, types.has(type)]).toEqual([type, false]);
  });
}
