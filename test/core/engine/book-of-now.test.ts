import { describe, expect, it } from "vitest";
import type { EventBody } from "../../../src/core/domain/event.js";
import { apply } from "../../../src/core/engine/apply.js";
import { createEngineState } from "../../../src/core/engine/state.js";
import { symbolView } from "../../../src/core/engine/view.js";
import { present } from "../../../src/core/lib/invariant.js";
import { quoteOf, referencePrice } from "../../../src/core/routing/quote.js";
import { engineConfig, engineContext } from "../../support/engine-session.js";
import { FROM_MS } from "../../support/engine-market.js";

const BTC = "BTCUSDT";
const NONE: readonly EventBody[] = [];
const told = (atMs: number, stampMs?: number): EventBody => ({
  type: "market.book",
  ...{ atMs, symbol: BTC, ...(stampMs === undefined ? {} : { stampMs }) },
  ...{ bids: [[50_000, 1]], asks: [[50_001, 1]] },
});
const bookDown: EventBody = {
  type: "connection.changed",
  ...{ atMs: FROM_MS + 20, channel: "book", symbol: BTC, up: false, reason: "silent for 15000 ms" },
};

/** What the stages see after a bar that closed at 49,000, these events, and a clock that has come to an instant. */
function viewAt(atMs: number, events: readonly EventBody[], timeScale = 1) {
  const context = engineContext(engineConfig({ "runtime.live.time_scale": timeScale }), null);
  const state = createEngineState("dry-run");
  const row = [BTC, 49_000, 49_000, 49_000, 49_000, 1, null, null, null, null] as const;
  const bars: EventBody = {
    type: "market.bars",
    atMs: FROM_MS,
    barMs: 3_600_000,
    warmup: false,
    rows: [row],
    missing: [],
  };
  for (const event of [bars, ...events, { type: "clock.advanced", atMs } as const]) apply(state, event, context);
  return present(symbolView(state, BTC, context), "the view of BTCUSDT");
}

describe("the book that prices are taken from", () => {
  it("is that of the last 10 s: at 10 s its mid of 50,000.5 counts, 1 ms later the last price of 49,000", () => {
    const young = viewAt(FROM_MS + 10_000, [told(FROM_MS)]);
    expect([quoteOf(young)?.mid, referencePrice(young)]).toEqual([50_000.5, 50_000.5]);
    const old = viewAt(FROM_MS + 10_001, [told(FROM_MS)]);
    expect(old.bookAge).toEqual({ seconds: 10.001, limitSeconds: 10 });
    expect([quoteOf(old), referencePrice(old)]).toEqual([null, 49_000]);
  });

  it("is as old as the venue's stamp, not as its telling: told now, of 12 s ago, it prices nothing", () => {
    const view = viewAt(FROM_MS + 12_000, [told(FROM_MS + 12_000, FROM_MS)]);
    expect([view.bookAge?.seconds, quoteOf(view)]).toEqual([12, null]);
  });

  it("may be 60 times as old at a venue whose clock runs 60 times as fast", () => {
    expect(quoteOf(viewAt(FROM_MS + 600_000, [told(FROM_MS)], 60))).not.toBeNull();
    expect(quoteOf(viewAt(FROM_MS + 600_001, [told(FROM_MS)], 60))).toBeNull();
  });

  it.each([
    ["breaks", [told(FROM_MS), bookDown]],
    ["breaks before its first book", [bookDown]],
  ])("is lost where its stream %s, until the next one is told", (_what, events) => {
    expect(viewAt(FROM_MS + 30, events)).toMatchObject({ book: null, bookLost: true });
    expect(viewAt(FROM_MS + 30, [...events, told(FROM_MS + 25)])).toMatchObject({ bookLost: false });
  });

  it("has no age where none was ever told", () => {
    const view = viewAt(FROM_MS, NONE);
    expect([view.book, view.bookAge, view.bookLost]).toEqual([null, undefined, false]);
  });
});
