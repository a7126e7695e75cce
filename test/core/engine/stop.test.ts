import { describe, expect, it } from "vitest";
import type { JournalEvent } from "../../../src/core/domain/event.js";
import { apply } from "../../../src/core/engine/apply.js";
import { nextStep } from "../../../src/core/engine/next-step.js";
import { kindOf, withFaults } from "../../support/engine-faults.js";
import { barSetup, fold, runSession } from "../../support/engine-session.js";
import { bandStrategy } from "../../support/engine-strategy.js";
import { hourOf, intendedOf, ofType, storyOf } from "../../support/engine-story.js";

const BARS = [50_000, 50_600, 50_600, 50_600];
const setup = barSetup({ markets: [{ symbol: "BTCUSDT", bars: BARS }], strategies: [bandStrategy()] });

/** A session that is told to stop as soon as an event of this kind is journaled. */
async function stoppedAt(when: (event: JournalEvent) => boolean, of = setup) {
  const stop = new AbortController();
  const onEvent = (event: JournalEvent): void => {
    if (when(event)) stop.abort();
  };
  return runSession(of, { stop: stop.signal, observer: { onEvent } });
}

describe("a graceful stop", () => {
  it("ends with stop.requested and keeps both stops of the position at work", async () => {
    const { outcome, events, state } = await stoppedAt((event) => event.type === "market.bars" && hourOf(event) === 3);
    expect(outcome).toBe("stopped");
    expect(events.at(-1)).toMatchObject({ type: "stop.requested", reason: "signal" });
    const working = Object.values(state.portfolio.orders).filter(({ status }) => status === "acknowledged");
    expect(working.map(({ purpose }) => purpose).sort()).toEqual(["disaster_stop", "stop"]);
    expect(ofType(events, "cancel.requested")).toEqual([]);
  });

  it("protects a fill that came with the last input before it ends", async () => {
    const { events } = await stoppedAt(({ type }) => type === "order.filled");
    expect(storyOf(events).slice(-8)).toEqual([
      ...["filled open", "intended disaster_stop", "intended stop"],
      ...["submitted disaster_stop", "submitted stop", "requested"],
      ...["acknowledged disaster_stop", "acknowledged stop"],
    ]);
  });

  it("withdraws an entry that is on its way; one that the cancel misses is not left without its stops", async () => {
    const { events } = await stoppedAt(({ type }) => type === "order.submitted");
    const story = storyOf(events);
    expect(story.filter((line) => line === "submitted open")).toHaveLength(1);
    expect(story.slice(story.indexOf("requested")).slice(0, 2)).toEqual(["requested", "cancel open"]);
    expect(story.slice(-2)).toEqual(["acknowledged disaster_stop", "acknowledged stop"]);
  });

  it("before the first input leaves a journal of 2 lines that goes on to the same end", async () => {
    const first = await runSession(setup, { stop: AbortSignal.abort() });
    expect(first.events.map(({ type }) => type)).toEqual(["session.started", "stop.requested"]);
    const resumed = await runSession(setup, { lines: first.journal.lines });
    const whole = await runSession(setup);
    expect(resumed.state).toEqual(whole.state);
  });
});

describe("a session that is paced", () => {
  it("records the stop and draws nothing more: no cycle, no entry after the signal", async () => {
    const stop = new AbortController();
    let paced = 0;
    const pace = async (): Promise<void> => {
      paced += 1;
      if (paced === 5) stop.abort();
    };
    const { events, journal } = await runSession(setup, { stop: stop.signal, pace });
    expect(events.at(-1)?.type).toBe("stop.requested");
    const resumed = await runSession(setup, { lines: journal.lines });
    expect(resumed.state).toEqual((await runSession(setup)).state);
  });
});

describe("a stop that comes while an input is waited for", () => {
  it("leaves a journal that a restart can go on with, whichever of the session's inputs it is", async () => {
    const count = { whole: 0 };
    await runSession(setup, { pace: async () => void (count.whole += 1) });
    const stories = new Set<string>();
    for (let at = 1; at <= count.whole; at++) {
      const stop = new AbortController();
      let paced = 0;
      const pace = async (): Promise<void> => {
        paced += 1;
        if (paced === at) stop.abort();
      };
      const { outcome, events, journal } = await runSession(setup, { stop: stop.signal, pace });
      expect([at, outcome]).toEqual([at, "stopped"]);
      stories.add(storyOf(events).slice(-3).join(", "));
      const resumed = await runSession(setup, { lines: journal.lines });
      expect([at, resumed.outcome]).toEqual([at, "end_of_data"]);
    }
    expect(stories.size).toBeGreaterThan(3);
    // Two sessions for each input: seconds alone, longer beside others.
  }, 120_000);
});

describe("a bug", () => {
  it("is journaled, and the next start is HALTED by broken_invariant", async () => {
    const onEvent = ({ type }: { readonly type: string }): void => {
      if (type === "order.filled") throw new Error("planted");
    };
    let lines: readonly string[] = [];
    const onJournal = (journal: { readonly lines: readonly string[] }): void => void (lines = journal.lines);
    await expect(runSession(setup, { observer: { onEvent }, onJournal })).rejects.toThrow("planted");
    expect(lines.at(-1)).toContain('"type":"invariant.broken"');
    const resumed = await runSession(setup, { lines });
    const raised = resumed.events.find(({ type }) => type === "cause.raised");
    expect(raised).toMatchObject({ cause: { code: "broken_invariant", kind: "latch", state: "HALTED" } });
  });
});

describe("an entry whose answer is unknown", () => {
  it("counts as exposure: its symbol takes no second entry, and no protection is placed for what may not exist", async () => {
    const { events, state } = await runSession({
      ...setup,
      openMarket: async () =>
        withFaults(await setup.openMarket(), { ofOrder: (order) => (kindOf(order) === "entry" ? "unknown" : "take") }),
    });
    expect(intendedOf(events)).toHaveLength(1);
    expect(Object.values(state.portfolio.orders).map(({ status }) => status)).toEqual(["unknown"]);
    const drops = ofType(events, "cycle.decided").flatMap((cycle) => cycle.drops.map(({ reason }) => reason));
    expect(drops.filter((reason) => reason === "order_pending")).toHaveLength(2);
  });
});

describe("an intended entry that a restart finds unsent", () => {
  it.each([
    [300_000, "order.submitted"],
    [300_001, "order.abandoned"],
  ] as const)("after %i ms of market time: %s", async (lateMs, type) => {
    const { events } = await runSession(setup);
    const decided = ofType(events, "cycle.decided").find(({ orders }) => orders.length > 0)!;
    const state = fold(events.slice(0, decided.seq), setup.context);
    apply(state, { type: "clock.advanced", atMs: decided.atMs + lateMs }, setup.context);
    const { clientOrderId } = decided.orders[0]!.request;
    expect(nextStep(state, setup.context)).toMatchObject({ type, clientOrderId });
  });
});
