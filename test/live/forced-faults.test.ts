import { describe, expect, it, vi } from "vitest";
import { tradingState } from "../../src/core/domain/trading-state.js";
import { type SessionLab, through } from "./support/session-lab.js";

/** Bars come once a second, and a busy machine runs several sessions at once. */
vi.setConfig({ testTimeout: 240_000 });

const stateOf = (lab: SessionLab): string => tradingState(lab.state.portfolio.causes);

/** Two bars more; nothing may be opened in them. */
async function opensNothing(lab: SessionLab): Promise<void> {
  const { seq } = lab;
  const { cycle } = lab.state;
  await lab.until((state) => state.cycle >= cycle + 2, "two more cycles");
  expect(lab.entriesAfter(seq)).toEqual([]);
}

describe.concurrent(
  "what the venue or somebody else does to a position: the books follow, REDUCING, nothing is opened",
  () => {
    it("a liquidation: the position is gone, its stops with it", async () => {
      await through({}, async (lab) => {
        await lab.holding("BTCUSDT", "ETHUSDT");
        lab.venue.faults.happen({ kind: "liquidation", symbol: "ETHUSDT" });
        await lab.until(() => lab.position("ETHUSDT") === undefined, "the liquidation");
        await lab.until(() => lab.codes().includes("forced_event"), "the latch");
        expect(stateOf(lab)).toBe("REDUCING");
        await opensNothing(lab);
        expect(lab.isProtected("BTCUSDT")).toBe(true);
        expect(lab.codes()).not.toContain("reconcile_difference");
      });
    });

    it("auto-deleveraging of a half: the rest keeps its disaster stop, the strategy stop is cut to it", async () => {
      await through({}, async (lab) => {
        await lab.holding("BTCUSDT", "ETHUSDT");
        const before = Number(lab.position("ETHUSDT")?.qty);
        lab.venue.faults.happen({ kind: "adl", symbol: "ETHUSDT", fraction: 0.5 });
        await lab.until(() => lab.codes().includes("forced_event"), "the latch");
        const held = (): number => Number(lab.position("ETHUSDT")?.qty);
        expect(held()).toBeCloseTo(before / 2, 2);
        const fits = (): boolean =>
          lab
            .ordersOf("ETHUSDT", "stop")
            .some(({ status, request }) => status === "acknowledged" && Number(request.qty) === held());
        await lab.until(fits, "a strategy stop for the rest");
        await opensNothing(lab);
        expect(lab.isProtected("ETHUSDT")).toBe(true);
      });
    });

    it("a trade by hand of a part of it: what is left is protected", async () => {
      await through({}, async (lab) => {
        await lab.holding("BTCUSDT", "ETHUSDT");
        const before = Number(lab.position("ETHUSDT")?.qty);
        lab.venue.faults.happen({ kind: "manual_trade", symbol: "ETHUSDT", side: "sell", qty: "1" });
        await lab.until(() => lab.codes().includes("forced_event"), "the latch");
        expect(Number(lab.position("ETHUSDT")?.qty)).toBeCloseTo(before - 1, 6);
        await opensNothing(lab);
        await lab.holding("ETHUSDT");
      });
    });

    it("a trade by hand that turns it: the books show the other side, and it does not stay without a stop", async () => {
      await through({}, async (lab) => {
        await lab.holding("BTCUSDT", "ETHUSDT");
        lab.venue.faults.happen({ kind: "manual_trade", symbol: "ETHUSDT", side: "sell", qty: "5" });
        await lab.until(() => lab.codes().includes("forced_event"), "the latch");
        await lab.until(() => lab.position("ETHUSDT") === undefined || lab.isProtected("ETHUSDT"), "safe again");
        await opensNothing(lab);
      });
    });

    it("leverage changed by hand", async () => {
      await through({}, async (lab) => {
        await lab.holding("BTCUSDT", "ETHUSDT");
        lab.venue.faults.happen({ kind: "leverage", symbol: "ETHUSDT", leverage: 20 });
        await lab.until(() => lab.codes().includes("account_changed"), "the latch");
        expect(stateOf(lab)).toBe("REDUCING");
        await opensNothing(lab);
      });
    });
  },
);

describe.concurrent("the venue changes whether a held symbol trades", () => {
  it.each([
    ["a delisting in 48 hours", { kind: "delisting", in_hours: 48 }, /delisting at 2024-03-0/],
    ["a halt of trading", { kind: "symbol_status", status: "RESTRICTED" }, /^status /],
  ])("%s: account_changed, nothing is opened, the position keeps its stop", async (_what, deed, detail) => {
    await through({}, async (lab) => {
      await lab.holding("BTCUSDT", "ETHUSDT");
      lab.venue.faults.happen({ ...deed, symbol: "ETHUSDT" });
      await lab.until(() => lab.codes().includes("account_changed"), "the latch");
      const [changed] = lab.after(0, "account.changed");
      expect(changed).toMatchObject({ what: "instrument", symbol: "ETHUSDT" });
      expect(changed?.detail).toMatch(detail);
      await opensNothing(lab);
      expect(lab.isProtected("ETHUSDT")).toBe(true);
    });
  });
});

describe.concurrent("an order by hand", () => {
  it.each([
    ["halt", ["foreign_order"], "REDUCING"],
    ["adopt", [], "ACTIVE"],
    ["ignore", [], "ACTIVE"],
  ] as const)("with the policy %s: latches %j", async (policy, codes, state) => {
    await through({ overrides: { "runtime.live.foreign_orders": policy } }, async (lab) => {
      await lab.holding("BTCUSDT", "ETHUSDT");
      const order = { kind: "manual_order", symbol: "ETHUSDT", side: "buy", qty: "0.5", price: "2000" };
      lab.venue.faults.happen(order);
      await lab.until(() => lab.after(0, "order.foreign").length > 0, "its name");
      const { cycle } = lab.state;
      await lab.until((at) => at.cycle >= cycle + 2, "two more cycles");
      await lab.until(() => stateOf(lab) === state, state);
      expect(lab.latches()).toEqual(codes);
      expect(lab.after(0, "order.foreign")).toHaveLength(1);
      expect(Object.values(lab.state.foreignOrders)).toEqual([expect.stringMatching(/^buy 0.50* ETHUSDT, order web_/)]);
      lab.venue.faults.happen({ kind: "manual_cancel", symbol: "ETHUSDT", conditional: false });
      await lab.until(({ foreignOrders }) => Object.keys(foreignOrders).length === 0, "a report without it");
    });
  });
});

describe.concurrent("money that comes and goes", () => {
  it("transfers of +20,000 and −30,000: no latch, and the drawdown does not move", async () => {
    await through({}, async (lab) => {
      await lab.holding("BTCUSDT", "ETHUSDT");
      for (const [count, amount] of [
        [1, "20000"],
        [2, "-30000"],
      ] as const) {
        lab.venue.faults.happen({ kind: "transfer", asset: "USDT", amount });
        await lab.until(() => lab.after(0, "wallet.adjusted").length === count, "the transfer");
      }
      const { cycle } = lab.state;
      await lab.until((state) => state.cycle >= cycle + 2, "two more cycles");
      expect(lab.latches()).toEqual([]);
      expect(lab.state.portfolio.totals.maxDrawdown).toBeLessThan(0.002);
      expect(Number(lab.state.portfolio.accounts["main"]?.flows)).toBe(-10_000);
    });
  });
});
