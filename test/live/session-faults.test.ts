import { describe, expect, it, vi } from "vitest";
import type { JournalEvent } from "../../src/core/domain/event.js";
import type { Drop } from "../../src/core/domain/intent.js";
import { intendedOf } from "../support/engine-story.js";
import { type SessionLab, through } from "./support/session-lab.js";

/** Bars come once a second, and a busy machine runs several sessions at once. */
vi.setConfig({ testTimeout: 240_000 });

const raised = (lab: SessionLab, seq: number): readonly string[] =>
  lab.after(seq, "cause.raised").map(({ cause }) => cause.code);
const cleared = (lab: SessionLab, seq: number): readonly string[] =>
  lab.after(seq, "cause.cleared").map(({ code }) => code);

describe.concurrent("a gate closes and opens by itself", () => {
  it("at the start: no entry before private stream and first reconcile, although bars close meanwhile", async () => {
    await through({}, async (lab) => {
      const started = lab.venue.faults.suffer({ on: "connect", match: { route: "private" }, do: { kind: "refuse" } });
      await lab.until((state) => state.cycle >= 3, "three bars without the stream");
      expect(lab.entriesAfter(0)).toEqual([]);
      expect(lab.codes()).toContain("user_stream_stale");
      started.end();
      await lab.holding("BTCUSDT", "ETHUSDT");
    });
  });

  it.each([
    ["the listen key expires", { kind: "listen_key_expired" }],
    ["all sockets are cut, as after 24 hours", { kind: "close_sockets" }],
  ])("%s: REDUCING until the stream is back and reconciled", async (_what, deed) => {
    await through({}, async (lab) => {
      await lab.holding("BTCUSDT", "ETHUSDT");
      const { seq } = lab;
      lab.venue.faults.happen(deed);
      await lab.until(() => raised(lab, seq).includes("user_stream_stale"), "the gate");
      await lab.until(() => cleared(lab, seq).includes("user_stream_stale"), "its end");
      const from = lab.after(seq, "cause.raised").find(({ cause }) => cause.code === "user_stream_stale")?.seq ?? 0;
      const to = lab.after(from, "cause.cleared").find(({ code }) => code === "user_stream_stale")?.seq ?? 0;
      expect(lab.entriesAfter(from).filter((id) => !lab.entriesAfter(to).includes(id))).toEqual([]);
      await lab.active();
    });
  });

  it("a ban of 2 s: REDUCING at once, stops stay, ACTIVE once it is over; the router has been told of its circuit", async () => {
    await through({}, async (lab) => {
      await lab.holding("BTCUSDT", "ETHUSDT");
      const { seq } = lab;
      lab.venue.faults.suffer({
        on: "request",
        match: { path: "/fapi/v3/positionRisk" },
        when: { times: 1 },
        do: { kind: "banned_418", retry_after_s: 2 },
      });
      await lab.until(() => raised(lab, seq).includes("venue_circuit_open"), "the gate");
      expect(lab.isProtected("BTCUSDT") && lab.isProtected("ETHUSDT")).toBe(true);
      await lab.until(() => cleared(lab, seq).includes("venue_circuit_open"), "its end");
      const states = lab.after(seq, "circuit.changed").map(({ endpoints, state }) => `${endpoints} ${state}`);
      expect(states.slice(0, 3)).toEqual(["account open", "account half_open", "account closed"]);
      expect(lab.state.router.circuits).toEqual({ main: [] });
      await lab.active();
    });
  });

  it("a gap in the order book: the book is none until a new snapshot has come", async () => {
    await through({}, async (lab) => {
      await lab.until((state) => Object.values(state.market).some(({ book }) => book !== null), "a book");
      lab.venue.faults.happen({ kind: "depth_gap", symbol: "BTCUSDT" });
      await lab.until(() => lab.brokenBooks.length > 0, "the gap");
      // A busy machine may break it once more.
      expect([...new Set(lab.brokenBooks)]).toEqual([null]);
      await lab.until(() => lab.state.market["BTCUSDT"]?.book !== null, "the new book");
    });
  });

  it("depth frames that stop: after 1 s entries are dropped as stale_book with the age, until a book of now has come", async () => {
    const oneSecond = { "risk_limits.global.market_quality.max_book_age_seconds": 1 };
    await through({ overrides: oneSecond }, async (lab) => {
      const { faults } = lab.venue;
      const noEntries = faults.suffer({ on: "connect", match: { route: "private" }, do: { kind: "refuse" } });
      await lab.until(({ market }) => ["BTCUSDT", "ETHUSDT"].every((name) => market[name]?.book), "both books");
      const silent = faults.suffer({
        on: "frame",
        match: { route: "public", frame: "*@depth*" },
        do: { kind: "drop" },
      });
      const drops = (): readonly Drop[] => lab.after(0, "cycle.decided").flatMap((cycle) => cycle.drops);
      await lab.until(() => drops().some(({ reason }) => reason === "stale_book"), "a stale book");
      const [{ detail }] = drops().filter(({ reason }) => reason === "stale_book") as [Drop];
      expect(detail!.setting).toBe(Object.keys(oneSecond)[0]);
      // A second of ours is about an hour of this venue's; the session has measured its pace.
      expect(detail!.limit).toBeGreaterThan(3_000);
      expect(detail!.measured).toBeGreaterThan(detail!.limit);
      noEntries.end();
      silent.end();
      await lab.holding("BTCUSDT", "ETHUSDT");
    });
  });
});

/** Short, so that 3 s after the send it is sure that the request never arrives. */
const SOON_SETTLED = { overrides: { "runtime.live.recv_window_ms": 1_000 } };
const STOP = { method: "POST", path: "/fapi/v1/algoOrder", symbol: "ETHUSDT", reducing: true };

describe.concurrent("a position whose stop fails", () => {
  it("the request is lost: unknown, then absent, then sent again under its id, within 10 s", async () => {
    await through(SOON_SETTLED, async (lab) => {
      const stop = { on: "request", match: STOP, when: { times: 1 }, do: { kind: "drop", execute: "never" } };
      const fault = lab.venue.faults.suffer(stop);
      await lab.until(() => fault.fired() === 1, "a lost stop");
      // The disaster stop or the strategy's own, whichever came first: the other one may protect already.
      const sendings = (): number => {
        const [absent] = lab.after(0, "order.absent");
        const sent = lab.after(0, "order.submitted");
        return sent.filter(({ clientOrderId }) => clientOrderId === absent?.clientOrderId).length;
      };
      await lab.until(() => sendings() === 2, "sent again");
      await lab.holding("BTCUSDT", "ETHUSDT");
      expect(sendings()).toBe(2);
      expect(lab.ordersOf("ETHUSDT", "flatten")).toEqual([]);
    });
  });

  it.each([
    ["refused with -2021, it would trigger at once", -2021],
    ["refused with -4045, too many conditional orders", -4045],
  ])("%s: closed at market, reduce-only, at once", async (_what, code) => {
    await through({}, async (lab) => {
      lab.venue.faults.suffer({ on: "request", match: STOP, do: { kind: "answer", code } });
      await lab.until(() => closesOf(lab.events, "ETHUSDT").length > 0, "the close");
      await lab.until(() => lab.position("ETHUSDT") === undefined, "flat");
      expect(closesOf(lab.events, "ETHUSDT")[0]).toMatchObject({ type: "market", reduceOnly: true, side: "sell" });
      expect(nakedMs(lab, "ETHUSDT")).toBeLessThan(2_000);
    });
  });

  it("never answered and never there: closed at market after 10 s", async () => {
    await through(SOON_SETTLED, async (lab) => {
      lab.venue.faults.suffer({ on: "request", match: STOP, do: { kind: "drop", execute: "never" } });
      await lab.until(() => closesOf(lab.events, "ETHUSDT").length > 0, "the close", 40_000);
      await lab.until(() => lab.position("ETHUSDT") === undefined, "flat");
      expect(nakedMs(lab, "ETHUSDT")).toBeLessThan(12_000);
    });
  });

  it("triggered, then refused by the engine: closed at market, reduce-only", async () => {
    await through({}, async (lab) => {
      await lab.holding("BTCUSDT", "ETHUSDT");
      const fault = lab.venue.faults.suffer({ on: "trigger", match: { symbol: "ETHUSDT" }, do: { kind: "reject" } });
      lab.crash("ETHUSDT");
      await lab.until(() => lab.position("ETHUSDT") === undefined, "flat");
      expect(fault.fired()).toBeGreaterThan(0);
      expect(closesOf(lab.events, "ETHUSDT")[0]).toMatchObject({ type: "market", reduceOnly: true });
    });
  });

  it("triggered, and the engine fills 500 ms later: its fill closes the position, nothing is closed twice", async () => {
    await through({}, async (lab) => {
      await lab.holding("BTCUSDT", "ETHUSDT");
      const late = { kind: "engine_late", market_ms: 1_800_000 };
      const fault = lab.venue.faults.suffer({ on: "trigger", match: { symbol: "ETHUSDT" }, do: late });
      lab.crash("ETHUSDT");
      await lab.until(() => lab.position("ETHUSDT") === undefined, "flat");
      expect(fault.fired()).toBeGreaterThan(0);
    });
  });

  it("canceled by hand: a new disaster stop works within 10 s", async () => {
    await through({}, async (lab) => {
      await lab.holding("BTCUSDT", "ETHUSDT");
      const { seq } = lab;
      lab.venue.faults.happen({ kind: "manual_cancel", symbol: "ETHUSDT", conditional: true });
      await lab.until(() => lab.after(seq, "order.canceled").length >= 2, "both stops canceled");
      await lab.holding("BTCUSDT", "ETHUSDT");
      expect(nakedMs(lab, "ETHUSDT")).toBeLessThan(10_000);
      expect(lab.ordersOf("ETHUSDT", "flatten")).toEqual([]);
    });
  });

  it("put in another's place by hand: -4130, never two at once; closed at market by 10 s, and the other goes with it", async () => {
    await through({ symbols: ["ETHUSDT"] }, async (lab) => {
      await lab.holding("ETHUSDT");
      const { seq, venue } = lab;
      const [own] = lab.ordersOf("ETHUSDT", "disaster_stop").filter(({ status }) => status === "acknowledged");
      const { side, clientOrderId, triggerPrice } = own!.request;
      const match = { method: "POST", path: "/fapi/v1/algoOrder" };
      const late = venue.faults.suffer({ on: "request", match, do: { kind: "delay", wall_ms: 500 } });
      await venue.send("DELETE", "/fapi/v1/algoOrder", { clientAlgoId: clientOrderId });
      const theirs = await venue.send("POST", "/fapi/v1/algoOrder", {
        ...{ symbol: "ETHUSDT", side: side.toUpperCase(), type: "STOP_MARKET", algoType: "CONDITIONAL" },
        ...{ clientAlgoId: "byHand", closePosition: "true", workingType: "MARK_PRICE" },
        triggerPrice: String(triggerPrice),
      });
      expect(theirs.status, await theirs.text()).toBe(200);
      await lab.until(() => lab.after(seq, "order.unknown").length > 0, "the refusal");
      late.end();
      expect(lab.after(seq, "order.unknown")[0]!.reason).toContain("-4130");
      await lab.until(() => lab.position("ETHUSDT") === undefined, "the close");
      expect(closesOf(lab.eventsAfter(seq), "ETHUSDT")).toHaveLength(1);
      expect(nakedMs(lab, "ETHUSDT")).toBeLessThan(15_000);
      expect(lab.latches()).toContain("foreign_order");
      const { algos } = await venue.witness();
      expect(algos.find(({ clientAlgoId }) => clientAlgoId === "byHand")?.algoStatus).toBe("EXPIRED");
    });
  });
});

/** Requests of market orders that were to close the position because its protection had failed. */
function closesOf(events: readonly JournalEvent[], symbol: string) {
  const orders = intendedOf(events).filter(({ order }) => order.purpose === "flatten");
  return orders.map(({ order }) => order.request).filter((request) => request.symbol === symbol);
}

const nakedMs = (lab: SessionLab, symbol: string): number => lab.nakedMs.get(symbol) ?? 0;
