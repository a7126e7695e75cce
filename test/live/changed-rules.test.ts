import { describe, expect, it, vi } from "vitest";
import { isFinal, type OrderRequest } from "../../src/core/domain/order.js";
import { type Dec, exact } from "../../src/core/lib/decimal.js";
import { intendedOf } from "../support/engine-story.js";
import { type SessionLab, through } from "./support/session-lab.js";

/** Bars come once a second, and a busy machine runs several sessions at once. */
vi.setConfig({ testTimeout: 240_000 });

const ETH = "ETHUSDT";

/** Requests of ETHUSDT that were decided for one purpose after a line. */
function requestsOf(lab: SessionLab, purpose: string, seq = 0): readonly OrderRequest[] {
  const orders = intendedOf(lab.eventsAfter(seq)).filter(({ order }) => order.purpose === purpose);
  return orders.map(({ order }) => order.request).filter(({ symbol }) => symbol === ETH);
}

/** Orders that were decided after a line and refused by the venue. */
function refusals(lab: SessionLab, seq: number): readonly number[] {
  const decided = intendedOf(lab.eventsAfter(seq)).map(({ order }) => order.request.clientOrderId);
  return lab
    .after(seq, "order.rejected")
    .flatMap(({ clientOrderId, code }) => (decided.includes(clientOrderId) ? [code] : []));
}

const changes = (lab: SessionLab) => lab.after(0, "account.changed").filter(({ symbol }) => symbol === ETH);

/** Both are held and all their stops work: what is sent from here on is about the change. Returns the line of now. */
async function settled(lab: SessionLab): Promise<number> {
  await lab.holding("BTCUSDT", ETH);
  const works = ({ status }: { readonly status: string }): boolean => status === "acknowledged";
  // The last part of an entry may come after the stop of the first one: until then the quantity is not what it will be.
  const entered = (symbol: string): boolean => lab.ordersOf(symbol, "open").every(({ status }) => isFinal(status));
  const all = (): boolean =>
    ["BTCUSDT", ETH].every((symbol) => entered(symbol) && lab.ordersOf(symbol, "stop").some(works));
  await lab.until(all, "the entries are filled and the strategy stops work");
  return lab.seq;
}

/** Lets something happen to ETHUSDT right after the session has read the rules: it looks again 2 s later, or when refused. */
async function unheard(lab: SessionLab, ...deeds: readonly object[]): Promise<void> {
  const match = { path: "/fapi/v1/exchangeInfo" };
  const rules = deeds.map((deed) => ({ on: "request", match, when: { times: 1 }, do: { ...deed, symbol: ETH } }));
  const { faults } = lab.venue;
  const before = faults.happened;
  faults.suffer(...rules);
  await lab.until(() => faults.happened === before + deeds.length, "the change");
}

/** The session has heard of the change, and a reconcile has passed under it: no operator is asked for. */
async function heard(lab: SessionLab, seq: number): Promise<void> {
  await lab.until(() => lab.after(seq, "cause.cleared").some(({ code }) => code === "rules_changed"), "the gate opens");
  await lab.active();
}

/** A step that is coarser than what is held, and leaves a rest of it. */
function coarseStep(lab: SessionLab): string {
  const { qty } = lab.position(ETH)!;
  const step = ["0.1", "0.3"].find((each) => !exact(qty).modulo(each).isZero());
  return step ?? expect.fail(`no step leaves a rest of ${qty}`);
}

/** What closes a quantity on a coarser grid: most of it, then one step, of which the venue fills the rest alone. */
function onGrid(qty: Dec, step: string): readonly string[] {
  const held = exact(qty);
  return [held.minus(held.modulo(step)).toFixed(), step];
}

describe.concurrent("the venue changes grid and limits of a symbol under a held position", () => {
  it("coarser steps: the stops stay, the gate opens by itself, and a flatten leaves nothing, with no refusal", async () => {
    await through({}, async (lab) => {
      const seq = await settled(lab);
      const step = coarseStep(lab);
      const stops = requestsOf(lab, "disaster_stop").length;
      lab.venue.faults.happen({ kind: "filters", symbol: ETH, step_size: step });
      await heard(lab, seq);
      expect(changes(lab)).toMatchObject([{ what: "rules", detail: `stepSize 0.001 → ${step}` }]);
      expect(requestsOf(lab, "disaster_stop")).toHaveLength(stops);
      const { qty } = lab.position(ETH)!;
      await lab.flatten(ETH);
      await lab.until(() => lab.position(ETH) === undefined, "flat");
      expect(requestsOf(lab, "flatten").map((request) => request.qty)).toEqual(onGrid(qty, step));
      expect(refusals(lab, seq)).toEqual([]);
      expect(lab.nakedMs.get(ETH) ?? 0).toBeLessThan(10_000);
    });
  });

  it("coarser steps that nobody has heard of yet: what is decided before them is refused, the rules are read, the next ones close", async () => {
    await through({}, async (lab) => {
      await settled(lab);
      const step = coarseStep(lab);
      const { qty } = lab.position(ETH)!;
      await unheard(lab, { kind: "filters", step_size: step });
      await lab.flatten(ETH);
      await lab.until(() => lab.position(ETH) === undefined, "flat");
      const [change, ...more] = changes(lab);
      expect(change, lab.story(40)).toBeDefined();
      expect(more).toEqual([]);
      const closes = requestsOf(lab, "flatten", change!.seq);
      expect(closes.map((request) => request.qty)).toEqual(onGrid(qty, step));
      expect(refusals(lab, change!.seq)).toEqual([]);
      // One at once, and on a machine that is slow to read the rules one that did not wait for them.
      expect(requestsOf(lab, "flatten").length - closes.length).toBeLessThanOrEqual(2);
    });
  });

  it("a position that comes of age closes by itself on the new grid, rest and all", async () => {
    const aged = { "strategy_config.strategies.momentum.params.max_bars": 12 };
    await through({ overrides: aged }, async (lab) => {
      await settled(lab);
      const step = coarseStep(lab);
      const { openedAtMs, qty } = lab.position(ETH)!;
      lab.venue.faults.happen({ kind: "filters", symbol: ETH, step_size: step });
      await lab.until(() => lab.position(ETH)?.openedAtMs !== openedAtMs, "closed by its age");
      const [change] = changes(lab);
      const closes = requestsOf(lab, "close", change!.seq);
      expect(closes.map((request) => request.qty)).toEqual(onGrid(qty, step));
      expect(refusals(lab, change!.seq)).toEqual([]);
      expect(requestsOf(lab, "flatten")).toEqual([]);
    });
  });

  it("ticks of 0.7 while both stops are cancelled by hand: refused before they are read, placed on the new grid, nothing is closed", async () => {
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
      expect(refusals(lab, changes(lab)[0]!.seq)).toEqual([]);
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
