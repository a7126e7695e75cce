import { describe, expect, it, vi } from "vitest";
import { tradingState } from "../../src/core/domain/trading-state.js";
import { intendedOf } from "../support/engine-story.js";
import { type SessionLab, through } from "./support/session-lab.js";

/** Bars come once a second, and a busy machine runs several sessions at once. */
vi.setConfig({ testTimeout: 240_000 });

const changes = (lab: SessionLab) => lab.after(0, "account.changed");

/** The latch, named by what was changed; two bars later nothing has been opened. */
async function latched(lab: SessionLab, what: RegExp): Promise<void> {
  await lab.until(() => lab.latches().includes("account_changed"), "the latch");
  const raised = lab.after(0, "cause.raised").find(({ cause }) => cause.code === "account_changed");
  expect(raised?.cause).toMatchObject({
    kind: "latch",
    state: "REDUCING",
    clears: expect.stringMatching(what) as string,
  });
  const { seq } = lab;
  const { cycle } = lab.state;
  await lab.until((state) => state.cycle >= cycle + 2, "two more cycles");
  expect(lab.entriesAfter(seq)).toEqual([]);
  expect(tradingState(lab.state.portfolio.causes)).toBe("REDUCING");
}

describe.concurrent("somebody changes the account while the session runs", () => {
  it.each([
    [
      "hedge mode, of which no frame tells",
      { kind: "position_mode", position_mode: "hedge" },
      "position_mode",
      "hedge",
    ],
    ["multi-assets mode, its frame lost", { kind: "asset_mode", asset_mode: "multi" }, "asset_mode", "multi-assets"],
  ])("%s: the next look finds it, and the flat account opens nothing", async (_what, deed, what, detail) => {
    await through({}, async (lab) => {
      // The venue allows it only while nothing is held and no order waits.
      const flat = lab.venue.faults.suffer({ on: "connect", match: { route: "private" }, do: { kind: "refuse" } });
      await lab.until((state) => state.cycle >= 1, "a first bar");
      lab.venue.faults.happen(deed);
      await lab.until(() => changes(lab).length > 0, "the change");
      flat.end();
      const isUp = (): boolean => lab.after(0, "cause.cleared").some(({ code }) => code === "user_stream_stale");
      await lab.until(isUp, "the gate of the stream opens");
      await latched(lab, new RegExp(`operator.*${what.replace("_", " ")} of main: ${detail}`));
      expect(changes(lab)).toMatchObject([{ what, detail, symbol: null }]);
      expect(lab.entriesAfter(0)).toEqual([]);
    });
  });

  it("isolated margin for ETHUSDT, which is flat: nothing is opened, BTCUSDT keeps its stop", async () => {
    const onlyBtc = { "strategy_registry.strategies.momentum.symbols": ["BTCUSDT"] };
    await through({ overrides: onlyBtc }, async (lab) => {
      await lab.holding("BTCUSDT");
      lab.venue.faults.happen({ kind: "margin_type", symbol: "ETHUSDT", margin_type: "isolated" });
      await latched(lab, /operator.*margin type of ETHUSDT/);
      expect(changes(lab)).toMatchObject([{ what: "margin_type", symbol: "ETHUSDT" }]);
      expect(lab.isProtected("BTCUSDT")).toBe(true);
      expect(lab.ordersOf("BTCUSDT", "flatten")).toEqual([]);
    });
  });

  it("leverage 3 for ETHUSDT, set while no executor ran: the start tells it once, sets 5 again, and opens nothing", async () => {
    await through({}, async (lab) => {
      await lab.until(() => lab.codes().length === 0, "the first reconcile");
      await lab.restart(() => lab.venue.faults.happen({ kind: "leverage", symbol: "ETHUSDT", leverage: 3 }));
      await latched(lab, /operator.*leverage of ETHUSDT: 3/);
      expect(changes(lab)).toMatchObject([{ what: "leverage", symbol: "ETHUSDT", detail: "3" }]);
      expect(lab.venue.market.sim.desk.leverage("main", "ETHUSDT")).toBe(5);
    });
  });

  it("a minimum notional of a million while the first entry is on its way: -4164, the rules are read, no second one", async () => {
    await through({}, async (lab) => {
      const match = { method: "POST", path: "/fapi/v1/order", symbol: "ETHUSDT" };
      const once = { on: "request", match, when: { times: 1 } };
      lab.venue.faults.suffer({ ...once, do: { kind: "filters", symbol: "ETHUSDT", min_notional: "1000000" } });
      lab.venue.faults.suffer({ ...once, do: { kind: "delay", wall_ms: 500 } });
      await lab.until(() => changes(lab).length > 0, "the change");
      // The refusal is told after the rules were read once more, which may be seconds after they were read last.
      await lab.until(() => lab.after(0, "order.rejected").length > 0, "the refusal");
      await lab.holding("BTCUSDT");
      const { cycle } = lab.state;
      await lab.until((state) => state.cycle >= cycle + 2, "two more cycles");
      expect(changes(lab)).toMatchObject([{ what: "rules", symbol: "ETHUSDT", detail: "minNotional 20 → 1000000" }]);
      const [change] = changes(lab);
      const entriesOf = (seq: number): readonly string[] =>
        intendedOf(lab.eventsAfter(seq)).flatMap(({ order: { purpose, request } }) =>
          purpose === "open" && request.symbol === "ETHUSDT" ? [request.clientOrderId] : [],
        );
      expect(entriesOf(change!.seq)).toEqual([]);
      const refused = lab.after(0, "order.rejected");
      expect(refused.length).toBeGreaterThan(0);
      expect(refused.map(({ clientOrderId, code }) => [clientOrderId, code])).toEqual(
        entriesOf(0).map((id) => [id, -4164]),
      );
      expect(lab.position("ETHUSDT")).toBeUndefined();
    });
  });
});
