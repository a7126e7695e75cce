import { describe, expect, it } from "vitest";
import type { PaperVenue } from "../../../src/core/adapters/paper/paper-venue.js";
import type { JournalEvent } from "../../../src/core/domain/event.js";
import { replay } from "../../../src/core/engine/replay.js";
import { FROM_MS } from "../../support/engine-market.js";
import { barSetup, runSession } from "../../support/engine-session.js";
import { ofType } from "../../support/engine-story.js";
import { bandStrategy } from "../../support/engine-strategy.js";
import { retold } from "../../support/retold.js";

const HOUR_MS = 3_600_000;
const ALL = { fromMs: 0, toMs: Infinity };
const SYMBOLS = ["BTCUSDT", "ETHUSDT"];

/** The venue says it has counted so many orders of the account, right before the bars of an hour. */
function telling(hour: number, counted: { readonly tenSeconds: number; readonly minute: number }) {
  return (market: PaperVenue): PaperVenue =>
    retold(market, (input) => {
      if (input.type !== "market.bars" || input.atMs !== FROM_MS + hour * HOUR_MS) return [input];
      return [{ type: "orders.counted", atMs: input.atMs, account: "main", ...counted }, input];
    });
}

const setup = (limits: object | undefined, wrap?: (market: PaperVenue) => PaperVenue) =>
  barSetup({
    markets: SYMBOLS.map((symbol) => ({ symbol, bars: [50_000, 50_600, 50_600, 50_600] })),
    strategies: [bandStrategy({ symbols: SYMBOLS })],
    changes: { "venues.binance.order_limits": limits, "runtime.sim.impact_at_full_volume_bps": 0 },
    ...(wrap === undefined ? {} : { wrap }),
  });

const r14 = (events: readonly JournalEvent[]) =>
  ofType(events, "cycle.decided").flatMap(({ vetoes }) =>
    vetoes.flatMap(({ symbol, violations }) =>
      violations.filter(({ rule }) => rule === "R14").map(({ measured, limit }) => ({ symbol, measured, limit })),
    ),
  );
const opened = (events: readonly JournalEvent[]) =>
  ofType(events, "cycle.decided").flatMap(({ orders }) => orders.map(({ request }) => request.symbol));

describe("the venue's order budget in a session", () => {
  it("refuses the second of two entries of a cycle where entries may send 1 in 10 s, and takes it an hour later", async () => {
    const narrow = setup({ orders_10s: 2, orders_1m: 100 });
    const { events } = await runSession(narrow);
    expect(r14(events)).toEqual([{ symbol: "ETHUSDT", measured: 2, limit: 1 }]);
    expect(opened(events)).toEqual(["BTCUSDT", "ETHUSDT"]);
    expect(replay(events, narrow.context, ALL)).toMatchObject({ equal: true, firstDifference: null });
  });

  it("hears through the journal what others sent on the account: 81 of 100 refuse both entries, their stops go on", async () => {
    const crowded = setup({ orders_10s: 100, orders_1m: 500 }, telling(2, { tenSeconds: 81, minute: 81 }));
    const { events } = await runSession(crowded);
    expect(r14(events)).toEqual(SYMBOLS.map((symbol) => ({ symbol, measured: 82, limit: 80 })));
    expect(opened(events)).toEqual(SYMBOLS);
    expect(replay(events, crowded.context, ALL)).toMatchObject({ equal: true, firstDifference: null });
    const without = replay(
      events.filter(({ type }) => type !== "orders.counted"),
      crowded.context,
      ALL,
    );
    expect(without.equal).toBe(false);
  });

  it("remembers the same over a restart in the middle, and counts stops and closes as orders", async () => {
    const roomy = setup({ orders_10s: 300, orders_1m: 1_200 });
    const whole = await runSession(roomy);
    let part = await runSession(roomy, { maxCycles: 1 });
    while (part.outcome === "cycles_done") part = await runSession(roomy, { lines: part.journal.lines, maxCycles: 1 });
    const sent = whole.state.risk.sentOrders["main"] ?? [];
    expect(part.state.risk.sentOrders["main"]).toEqual(sent);
    // Two entries and the two stops of each within the same minute.
    expect(sent).toHaveLength(ofType(whole.events, "order.submitted").length);
    expect(sent.length).toBeGreaterThan(2);
  });

  it("keeps nothing where the venue has told no limit", async () => {
    const { state } = await runSession(setup(undefined));
    expect(state.risk.sentOrders).toEqual({});
  });
});
