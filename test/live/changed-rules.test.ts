import { describe, expect, it, vi } from "vitest";
import type { OrderRequest } from "../../src/core/domain/order.js";
import { tradingState } from "../../src/core/domain/trading-state.js";
import { exact } from "../../src/core/lib/decimal.js";
import { intendedOf } from "../support/engine-story.js";
import { type SessionLab, through } from "./support/session-lab.js";

/** Bars come once a second, and a busy machine runs several sessions at once. */
vi.setConfig({ testTimeout: 60_000 });

const ETH = "ETHUSDT";

/** Requests of ETHUSDT that were decided for one purpose. */
function requestsOf(lab: SessionLab, purpose: string): readonly OrderRequest[] {
  const orders = intendedOf(lab.events).filter(({ order }) => order.purpose === purpose);
  return orders.map(({ order }) => order.request).filter(({ symbol }) => symbol === ETH);
}

const refusals = (lab: SessionLab, seq: number): readonly number[] =>
  lab.after(seq, "order.rejected").map(({ code }) => code);

const changes = (lab: SessionLab) => lab.after(0, "account.changed").filter(({ symbol }) => symbol === ETH);

/** Both are held and all their stops work: what is sent from here on is about the change. Returns the line of now. */
async function settled(lab: SessionLab): Promise<number> {
  await lab.holding("BTCUSDT", ETH);
  const works = ({ status }: { readonly status: string }): boolean => status === "acknowledged";
  const all = (): boolean => ["BTCUSDT", ETH].every((symbol) => lab.ordersOf(symbol, "stop").some(works));
  await lab.until(all, "the strategy stops work");
  return lab.seq;
}

/** Lets something happen to ETHUSDT right after the session has read the rules: it looks again 3 s later, or when refused. */
async function unheard(lab: SessionLab, ...deeds: readonly object[]): Promise<void> {
  const match = { path: "/fapi/v1/exchangeInfo" };
  const rules = deeds.map((deed) => ({ on: "request", match, when: { times: 1 }, do: { ...deed, symbol: ETH } }));
  const change = lab.venue.faults.suffer(...rules);
  await lab.until(() => change.fired() === deeds.length, "the change");
}

/** The session has heard of the change, and a reconcile has passed under it: no operator is asked for. */
async function heard(lab: SessionLab, seq: number): Promise<void> {
  await lab.until(() => lab.after(seq, "cause.cleared").some(({ code }) => code === "rules_changed"), "the gate opens");
  expect(tradingState(lab.state.portfolio.causes)).toBe("ACTIVE");
  expect(lab.codes()).toEqual([]);
}

describe.concurrent("the venue changes grid and limits of a symbol under a held position", () => {
  it("steps of 0.1 for 0.001: the stops stay, the gate opens by itself, and a flatten leaves nothing, with no refusal", async () => {
    await through({}, async (lab) => {
      const seq = await settled(lab);
      const stops = lab.ordersOf(ETH, "disaster_stop").length;
      lab.venue.faults.happen({ kind: "filters", symbol: ETH, step_size: "0.1" });
      await heard(lab, seq);
      expect(changes(lab)).toMatchObject([{ what: "rules", detail: "stepSize 0.001 → 0.1" }]);
      expect(requestsOf(lab, "disaster_stop")).toHaveLength(stops);
      const held = exact(lab.position(ETH)!.qty);
      expect(held.modulo("0.1").isZero()).toBe(false);
      await lab.flatten(ETH);
      await lab.until(() => lab.position(ETH) === undefined, "flat");
      const closes = requestsOf(lab, "flatten").map(({ qty }) => qty);
      expect(closes).toEqual([held.minus(held.modulo("0.1")).toFixed(), "0.1"]);
      expect(refusals(lab, seq)).toEqual([]);
      expect(lab.nakedMs.get(ETH) ?? 0).toBeLessThan(10_000);
    });
  });

  it("steps of 0.1 that nobody has heard of yet: the first close is refused, the rules are read, the next one closes", async () => {
    await through({}, async (lab) => {
      const seq = await settled(lab);
      await unheard(lab, { kind: "filters", step_size: "0.1" });
      await lab.flatten(ETH);
      await lab.until(() => lab.position(ETH) === undefined, "flat");
      expect(changes(lab)).toHaveLength(1);
      expect(refusals(lab, seq).length).toBeLessThanOrEqual(1);
      expect(requestsOf(lab, "flatten").length).toBeLessThanOrEqual(3);
      expect(requestsOf(lab, "flatten").at(-1)!.qty).toBe("0.1");
    });
  });

  it("a position that comes of age closes by itself on the new grid, rest and all", async () => {
    const aged = { "strategy_config.strategies.momentum.params.max_bars": 10 };
    await through({ overrides: aged }, async (lab) => {
      const seq = await settled(lab);
      const { openedAtMs } = lab.position(ETH)!;
      lab.venue.faults.happen({ kind: "filters", symbol: ETH, step_size: "0.1" });
      await lab.until(() => lab.position(ETH)?.openedAtMs !== openedAtMs, "closed by its age");
      expect(requestsOf(lab, "close").map(({ qty }) => exact(qty!).modulo("0.1").isZero())).toEqual([true, true]);
      expect(refusals(lab, seq)).toEqual([]);
      expect(requestsOf(lab, "flatten")).toEqual([]);
    });
  });

  it("ticks of 0.7 while both stops are cancelled by hand: refused once at most, placed on the new grid, nothing is closed", async () => {
    await through({}, async (lab) => {
      const seq = await settled(lab);
      const { qty } = lab.position(ETH)!;
      await unheard(lab, { kind: "filters", tick_size: "0.7" }, { kind: "manual_cancel", conditional: true });
      await lab.until(() => lab.after(seq, "order.canceled").length >= 2, "both stops canceled");
      await heard(lab, seq);
      await lab.holding("BTCUSDT", ETH);
      const works = (): boolean => lab.ordersOf(ETH, "stop").some(({ status }) => status === "acknowledged");
      await lab.until(works, "the strategy stop works");
      expect(requestsOf(lab, "flatten")).toEqual([]);
      expect(lab.position(ETH)!.qty).toBe(qty);
      // One of each kind, before anybody knew.
      expect(refusals(lab, seq).length).toBeLessThanOrEqual(2);
      expect(requestsOf(lab, "disaster_stop").length).toBeLessThanOrEqual(3);
      const [stop] = lab.ordersOf(ETH, "disaster_stop").filter(({ status }) => status === "acknowledged");
      expect(exact(stop!.request.triggerPrice!).modulo("0.7").isZero()).toBe(true);
      expect(lab.nakedMs.get(ETH) ?? 0).toBeLessThan(10_000);
    });
  });

  it("finer steps and ticks, and a minimum of a million: nothing is sent for it, and a flatten still closes", async () => {
    await through({}, async (lab) => {
      const seq = await settled(lab);
      const finer = { step_size: "0.0001", tick_size: "0.001", min_notional: "1000000" };
      lab.venue.faults.happen({ kind: "filters", symbol: ETH, ...finer });
      await heard(lab, seq);
      const { cycle } = lab.state;
      await lab.until((state) => state.cycle >= cycle + 2, "two more cycles");
      expect(lab.after(seq, "order.submitted")).toEqual([]);
      await lab.flatten(ETH);
      await lab.until(() => lab.position(ETH) === undefined, "flat");
      expect(requestsOf(lab, "flatten")).toHaveLength(1);
      expect(refusals(lab, seq)).toEqual([]);
    });
  });
});
