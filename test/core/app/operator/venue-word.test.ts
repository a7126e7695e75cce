import { describe, expect, it } from "vitest";
import { VenueWord } from "../../../../src/core/app/operator/venue-word.js";
import type { JournalEvent } from "../../../../src/core/domain/event.js";
import { createEngineState } from "../../../../src/core/engine/state.js";
import { sampleRecord } from "../../../support/samples/orders.js";

const AT_MS = Date.parse("2024-05-01T12:00:00Z");
const reported = (atMs: number): JournalEvent => ({ type: "venue.reported", atMs }) as JournalEvent;
const stopped = { type: "stop.requested", atMs: AT_MS } as JournalEvent;

function wordOf(mode: "paper" | "dry-run" | "testnet" | "prod", ...events: readonly JournalEvent[]): VenueWord {
  const word = new VenueWord(mode);
  for (const event of events) word.hear(event);
  return word;
}

describe("what is known of an account when a flatten was cut short", () => {
  it("is everything after a report that came after the stop, and in the simulated markets of paper and dry run", () => {
    const state = createEngineState("testnet");
    expect(wordOf("testnet", reported(AT_MS), stopped, reported(AT_MS + 1)).unknown(state, null)).toEqual([]);
    for (const mode of ["paper", "dry-run"] as const) expect(wordOf(mode, stopped).unknown(state, null)).toEqual([]);
  });

  it("is as old as the last report, or as the books, where the venue said nothing after the stop", () => {
    const state = createEngineState("prod");
    const late = "the venue did not answer at the end: what is held is what the books knew";
    expect(wordOf("prod", reported(AT_MS), stopped).unknown(state, null)).toEqual([`${late} at 2024-05-01T12:00:00Z`]);
    expect(wordOf("prod", stopped).unknown(state, null)).toEqual([`${late} before this command began`]);
  });

  it("leaves out what differs and orders without an answer, those of other symbols not among them", () => {
    const state = createEngineState("testnet");
    state.reconcileDifference = { text: "position main:BTCUSDT: books 0, venue 1", wallet: null, isMoney: false };
    state.portfolio.orders["x"] = { ...sampleRecord({}), status: "unknown" };
    state.portfolio.orders["y"] = { ...sampleRecord({}), status: "filled" };
    const { symbol, clientOrderId } = sampleRecord({}).request;
    const word = wordOf("testnet", stopped, reported(AT_MS));
    expect(word.unknown(state, symbol)).toEqual([
      "books and venue differ: position main:BTCUSDT: books 0, venue 1",
      expect.stringContaining(`what became of order ${clientOrderId} (`) as string,
    ]);
    expect(word.unknown(state, "SOLUSDT")).toHaveLength(1);
  });

  it("is heard once it has reported, and not before", () => {
    expect([wordOf("testnet").isHeard, wordOf("testnet", reported(AT_MS)).isHeard]).toEqual([false, true]);
    expect(wordOf("paper").isHeard).toBe(true);
  });
});
