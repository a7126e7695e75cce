import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configOfSession } from "../../src/core/app/config-of-session.js";
import { createEngineContext } from "../../src/core/app/engine-context.js";
import type { JournalEvent } from "../../src/core/domain/event.js";
import type { ExecutorSummary } from "../../src/core/domain/executor-summary.js";
import { replay } from "../../src/core/engine/replay.js";
import { journalLines } from "../support/crash-books.js";
import { foldBooks, intendedBy, longestUnprotectedMs, type NaiveBooks, worthOf } from "../support/crash-fold.js";
import { eventsOf, runInProcess } from "../support/crash-in-process.js";
import { openLab } from "../support/crash-lab.js";

const FROM_MS = Date.parse("2024-01-01T00:00:00Z");
const MIDDLE_MS = Date.parse("2024-01-15T00:00:00Z");
const TO_MS = Date.parse("2024-01-29T00:00:00Z");
const WHOLE = { fromMs: -Infinity, toMs: Infinity };

const lab = openLab("all symbols");
const first = lab.path("first");
let summary: ExecutorSummary;
let events: readonly JournalEvent[] = [];
let books: NaiveBooks;

beforeAll(async () => {
  const report = await runInProcess({ config: lab.config, state: first, fromMs: FROM_MS, toMs: TO_MS });
  summary = report.summary;
  events = eventsOf(first);
  books = foldBooks(events);
});

afterAll(() => {
  lab.dispose();
});

function withoutSession(all: readonly JournalEvent[]): readonly string[] {
  const members = ({ seq, hash, ...body }: JournalEvent): object => (seq > 0 && hash !== "" ? body : {});
  return all.filter(({ type }) => !type.startsWith("session.")).map((event) => JSON.stringify(members(event)));
}

describe("four weeks of 11 recorded markets", () => {
  it("trade enough to prove something: 672 cycles, 150 fills, 10 markets, and both stops and take-profits", () => {
    expect(summary).toMatchObject({ cycles: 672 });
    expect(summary.fills).toBeGreaterThanOrEqual(150);
    expect(books.quantities.size).toBeGreaterThanOrEqual(10);
    const purposes = new Set(events.flatMap(intendedBy).map(({ purpose }) => purpose));
    expect([...purposes]).toEqual(expect.arrayContaining(["open", "close", "stop", "disaster_stop", "take_profit"]));
  });

  it("fills sum to the position of each symbol, and to zero where there is none", () => {
    const held = new Map(summary.positions.map(({ symbol, side, qty }) => [symbol, side === "long" ? qty : `-${qty}`]));
    const sums = [...books.quantities]
      .filter(([, qty]) => !qty.isZero())
      .map(([symbol, qty]) => [symbol, qty.toFixed()]);
    expect(new Map(sums as [string, string][])).toEqual(held);
  });

  it("conserve the NAV to the last digit: cash of all fills, fees and funding plus holdings at the last mark", () => {
    expect(worthOf(books).toFixed()).toBe(summary.navEnd);
    expect(books.fees.toFixed()).toBe(summary.fees);
    expect(books.funding.toFixed()).toBe(summary.funding);
    const { navStart, realizedPnl, fees, funding } = summary;
    const unrealizedPnl = summary.unrealizedPnl ?? Number.NaN;
    const told = books.cash
      .times(0)
      .plus(navStart ?? Number.NaN)
      .plus(realizedPnl)
      .minus(fees)
      .plus(funding)
      .plus(unrealizedPnl);
    expect(told.toFixed()).toBe(summary.navEnd);
  });

  it("send no order without an earlier line that decided on it, and none twice", () => {
    const decided = new Set<string>();
    const sent: string[] = [];
    for (const event of events) {
      if (event.type === "order.submitted") {
        expect(decided).toContain(event.clientOrderId);
        sent.push(event.clientOrderId);
      }
      for (const { request } of intendedBy(event)) decided.add(request.clientOrderId);
    }
    expect(sent.length).toBeGreaterThan(400);
    expect(new Set(sent).size).toBe(sent.length);
  });

  it("leave no position without a working disaster stop for longer than the protection deadline of 10 s", () => {
    const longest = longestUnprotectedMs(events);
    expect(longest).toBeGreaterThan(0);
    expect(longest).toBeLessThanOrEqual(10_000);
  });

  it("decide the same when the journal is replayed with the configuration it carries", () => {
    const context = createEngineContext(configOfSession(events[0]));
    const result = replay(events, context, WHOLE);
    expect(result).toMatchObject({ equal: true, firstDifference: null, cycles: summary.cycles });
    expect(result.decisions).toBeGreaterThan(1_000);
  });

  it("give a second run the same journal byte for byte, and the same last hash", async () => {
    const second = lab.path("second");
    const report = await runInProcess({ config: lab.config, state: second, fromMs: FROM_MS, toMs: TO_MS });
    expect(report.summary.journal.lastHash).toBe(summary.journal.lastHash);
    expect(journalLines(second)).toEqual(journalLines(first));
    expect(readFileSync(`${second}/orders.jsonl`, "utf8")).toBe(readFileSync(`${first}/orders.jsonl`, "utf8"));
  });

  it("decide nothing else when the last two weeks don't exist yet", async () => {
    const state = lab.path("shorter");
    await runInProcess({ config: lab.config, state, fromMs: FROM_MS, toMs: MIDDLE_MS });
    const shorter = withoutSession(eventsOf(state));
    const longer = withoutSession(events);
    expect(shorter.length).toBeGreaterThan(2_000);
    expect(longer.length).toBeGreaterThan(shorter.length);
    const differs = shorter.findIndex((body, index) => body !== longer[index]);
    expect(differs === -1 ? null : [shorter[differs], longer[differs]]).toBeNull();
  });
});
