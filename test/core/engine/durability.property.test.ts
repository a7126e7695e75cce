import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JournalEvent } from "../../../src/core/domain/event.js";
import { addDec, compareDec, type Dec, negDec, subDec, toNumber, ZERO } from "../../../src/core/lib/decimal.js";
import type { Deed } from "../../support/engine-journal.js";
import { randomSetup } from "../../support/engine-random.js";
import { runSession, type SessionRun } from "../../support/engine-session.js";
import { intendedOf, ofType } from "../../support/engine-story.js";

const RUNS = { numRuns: 12, seed: 20_240_301 };
const seeds = fc.integer({ min: 0, max: 100_000 }).map((number) => `walk ${String(number)}`);

async function always(holds: (run: SessionRun) => void): Promise<void> {
  await fc.assert(
    fc.asyncProperty(seeds, async (seed) => {
      holds(await runSession(randomSetup(seed, 30)));
    }),
    RUNS,
  );
}

/** Sends whose own line was not durable when they left. */
function hastySends(deeds: readonly Deed[]): Deed[] {
  let durableSeq = 0;
  const lineOf = new Map<string, number>();
  return deeds.filter((deed) => {
    if (deed.kind === "commit") durableSeq = deed.upToSeq;
    else if (deed.kind === "line") lineOf.set(`${deed.type} ${deed.clientOrderId ?? ""}`, deed.seq);
    else {
      const line = { place: "order.submitted", cancel: "cancel.requested", modify: "modify.requested" }[deed.kind];
      const seq = lineOf.get(`${line} ${deed.clientOrderId}`);
      return seq === undefined || seq > durableSeq;
    }
    return false;
  });
}

describe("in 12 random sessions of 30 hours", () => {
  it("every send and every cancel follows the commit of its own line", async () => {
    await always(({ journal: { deeds } }) => {
      expect(deeds.some(({ kind }) => kind === "place")).toBe(true);
      expect(hastySends(deeds)).toEqual([]);
    });
  });

  it("every order is placed once, under an id of its own, after a line that approves it", async () => {
    await always(({ journal: { deeds }, events }) => {
      const placed = deeds.flatMap((deed) => (deed.kind === "place" ? [deed.clientOrderId] : []));
      expect(new Set(placed).size).toBe(placed.length);
      const approved = new Map(intendedOf(events).map(({ order, event }) => [order.request.clientOrderId, event.seq]));
      for (const submitted of ofType(events, "order.submitted")) {
        expect(approved.get(submitted.clientOrderId)).toBeLessThan(submitted.seq);
      }
      expect([...approved.keys()].every((id) => /^[A-Za-z0-9]{1,32}$/.test(id))).toBe(true);
    });
  });

  it("fills add up to the positions and NAV is start + realized + unrealized − fees + funding to the last digit", async () => {
    await always(({ events, state: { portfolio } }) => {
      expect(positionsOfFills(events)).toEqual(
        Object.fromEntries(Object.values(portfolio.positions).map(({ symbol, qty }) => [symbol, qty])),
      );
      const { totals, nav, navStart } = portfolio;
      const booked = subDec(addDec(addDec(navStart!, totals.realizedPnl), totals.funding), totals.fees);
      expect(compareDec(nav!.wallet, booked)).toBe(0);
      expect(compareDec(nav!.nav, addDec(booked, nav!.unrealizedPnl))).toBe(0);
    });
  });

  it("no position stays without a disaster stop for longer than 10.1 s, and no cause but a limit is raised", async () => {
    await always(({ events, state: { portfolio } }) => {
      expect(portfolio.totals.longestUnprotectedMs).toBeLessThanOrEqual(10_100);
      const raised = new Set(ofType(events, "cause.raised").map(({ cause }) => cause.code));
      raised.delete("hard_daily_loss");
      expect([...raised]).toEqual([]);
    });
  });

  it("no entry is decided while any order of its symbol still works", async () => {
    await always(({ events }) => {
      const working = new Map<string, string>();
      for (const event of events) {
        if (event.type === "cycle.decided") {
          const busy = new Set(working.values());
          for (const { purpose, request } of event.orders) {
            if (purpose === "open") expect(busy.has(request.symbol), request.clientOrderId).toBe(false);
          }
        }
        follow(working, event);
      }
    });
  });
});

function follow(working: Map<string, string>, event: JournalEvent): void {
  if (event.type === "cycle.decided") {
    for (const { request } of event.orders) working.set(request.clientOrderId, request.symbol);
  } else if (event.type === "order.intended") {
    working.set(event.order.request.clientOrderId, event.order.request.symbol);
  } else if (isEnd(event)) working.delete(event.clientOrderId);
}

function isEnd(event: JournalEvent): event is Extract<JournalEvent, { readonly clientOrderId: string }> {
  if (event.type === "order.filled") return event.orderDone;
  return ["order.canceled", "order.expired", "order.rejected", "order.abandoned"].includes(event.type);
}

function positionsOfFills(events: readonly JournalEvent[]): Record<string, Dec> {
  const sums: Record<string, Dec> = {};
  for (const { symbol, side, qty } of ofType(events, "order.filled")) {
    sums[symbol] = addDec(sums[symbol] ?? ZERO, side === "buy" ? qty : negDec(qty));
  }
  return Object.fromEntries(Object.entries(sums).filter(([, qty]) => toNumber(qty) !== 0));
}
