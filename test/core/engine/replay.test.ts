import { describe, expect, it } from "vitest";
import type { JournalEvent } from "../../../src/core/domain/event.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { replay, type ReplayRange } from "../../../src/core/engine/replay.js";
import { FROM_MS } from "../../support/engine-market.js";
import { randomSetup } from "../../support/engine-random.js";
import { barSetup, runSession } from "../../support/engine-session.js";
import { bandStrategy } from "../../support/engine-strategy.js";
import { ofType } from "../../support/engine-story.js";

const ALL: ReplayRange = { fromMs: 0, toMs: Infinity };
const OUTPUTS = /^(cycle|exits|cause|intent)\.|^order\.(intended|submitted|abandoned)$|^cancel\.requested$/;
const setup = randomSetup("harbour", 24);

async function journal(): Promise<readonly JournalEvent[]> {
  return (await runSession(setup)).events;
}

/** The journal with one event changed, as if other code or another hand had written it. */
function changed(
  events: readonly JournalEvent[],
  seq: number,
  change: (event: never) => object,
): readonly JournalEvent[] {
  return events.map((event) => (event.seq === seq ? { ...event, ...change(event as never) } : event));
}

describe("replay", () => {
  it("decides every one of a good journal's decisions again, and counts them and the 24 bar cycles", async () => {
    const events = await journal();
    const result = replay(events, setup.context, ALL);
    expect(result).toMatchObject({ equal: true, firstDifference: null });
    expect(result.decisions).toBe(events.filter(({ type }) => OUTPUTS.test(type)).length);
    expect(result.decisions).toBeGreaterThan(50);
    expect(result.cycles).toBe(ofType(events, "cycle.decided").length);
    expect(ofType(events, "cycle.decided").filter(({ trigger }) => trigger === "bar")).toHaveLength(24);
  });

  it("is equal over a journal of 6 processes", async () => {
    let run = await runSession(setup, { maxCycles: 4 });
    while (run.outcome === "cycles_done") run = await runSession(setup, { lines: run.journal.lines, maxCycles: 4 });
    expect(ofType(run.events, "session.resumed").length).toBeGreaterThanOrEqual(5);
    expect(replay(run.events, setup.context, ALL).equal).toBe(true);
  });

  it("names the line of an order whose quantity was changed by 0.001, and both versions", async () => {
    const events = await journal();
    const cycle = ofType(events, "cycle.decided").find(({ orders }) => orders.length > 0)!;
    const [first, ...others] = cycle.orders;
    const tampered = changed(events, cycle.seq, () => ({
      orders: [{ ...first!, request: { ...first!.request, qty: dec("0.001") } }, ...others],
    }));
    const { equal, firstDifference } = replay(tampered, setup.context, ALL);
    expect(equal).toBe(false);
    expect(firstDifference).toMatchObject({ seq: cycle.seq, at: cycle.at });
    expect(JSON.stringify(firstDifference!.journaled)).toContain('"qty":"0.001"');
    expect(JSON.stringify(firstDifference!.decided)).toContain(`"qty":"${first!.request.qty!}"`);
  });

  it("finds a decision that was left out: the next input meets one that is still to be made", async () => {
    const events = await journal();
    const [submitted] = ofType(events, "order.submitted");
    const shortened = events.filter(({ seq }) => seq !== submitted!.seq);
    const { firstDifference } = replay(shortened, setup.context, ALL);
    expect(firstDifference).toMatchObject({ seq: submitted!.seq + 1, decided: { type: "order.submitted" } });
  });

  it("finds a decision that nobody would have made", async () => {
    const events = await journal();
    const bars = ofType(events, "market.bars").find(({ warmup }) => !warmup)!;
    const made = { ...bars, type: "cause.raised", cause: { code: "made_up" } } as unknown as JournalEvent;
    const { firstDifference } = replay(
      events.flatMap((event) => (event.seq === bars.seq ? [made, event] : [event])),
      setup.context,
      ALL,
    );
    expect(firstDifference).toMatchObject({ seq: bars.seq, decided: null, journaled: { type: "cause.raised" } });
  });

  it("takes no offence at the sentence of a cause that an older version worded otherwise, but at its state", async () => {
    const story = barSetup({
      markets: [{ symbol: "BTCUSDT", bars: [50_000, 50_600, 50_700, 49_900, 49_900, 49_400, 49_300] }],
      strategies: [bandStrategy()],
      changes: { "risk_limits.global.max_nav_drawdown_pct": 0.0005 },
    });
    const { events } = await runSession(story);
    const [raised] = ofType(events, "cause.raised");
    const { seq, cause } = raised!;
    expect(replay(events, story.context, ALL).equal).toBe(true);
    const worded = changed(events, seq, () => ({ cause: { ...cause, clears: "whoever is on duty" } }));
    expect(replay(worded, story.context, ALL).equal).toBe(true);
    const harder = changed(events, seq, () => ({ cause: { ...cause, state: "HALTED" } }));
    expect(replay(harder, story.context, ALL).firstDifference).toMatchObject({ seq });
  });

  it("sees a changed input by the decision it no longer explains", async () => {
    const events = await journal();
    const cycle = ofType(events, "cycle.decided").find(({ orders }) =>
      orders.some(({ purpose }) => purpose === "open"),
    )!;
    const bars = ofType(events, "market.bars")
      .filter(({ seq }) => seq < cycle.seq)
      .at(-1)!;
    const tampered = changed(events, bars.seq, (event: typeof bars) => ({
      rows: event.rows.map((row) => [...row.slice(0, 4), 50_000, ...row.slice(5)]),
    }));
    expect(replay(tampered, setup.context, ALL).firstDifference!.seq).toBeGreaterThan(bars.seq);
    expect(replay(tampered, setup.context, ALL).firstDifference!.seq).toBeLessThanOrEqual(cycle.seq);
  });

  it("compares only what lies between --from and --to, but folds everything before", async () => {
    const events = await journal();
    const noon = FROM_MS + 12 * 3_600_000;
    const before = replay(events, setup.context, { fromMs: 0, toMs: noon });
    const after = replay(events, setup.context, { fromMs: noon, toMs: Infinity });
    const whole = replay(events, setup.context, ALL);
    expect(before.equal && after.equal).toBe(true);
    expect(before.decisions + after.decisions).toBe(whole.decisions);
    expect(before.decisions).toBeGreaterThan(0);
    const cycle = ofType(events, "cycle.decided")
      .filter(({ atMs }) => atMs < noon)
      .at(-1)!;
    const tampered = changed(events, cycle.seq, () => ({ intents: 99 }));
    expect(replay(tampered, setup.context, { fromMs: noon, toMs: Infinity }).equal).toBe(true);
    expect(replay(tampered, setup.context, ALL).firstDifference).toMatchObject({ seq: cycle.seq });
  });
});
