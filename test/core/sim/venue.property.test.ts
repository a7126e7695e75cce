import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { VenueEvent } from "../../../src/core/domain/venue-event.js";
import {
  addDec,
  compareDec,
  type Dec,
  isZeroDec,
  mulDec,
  negDec,
  signDec,
  subDec,
  toNumber,
  ZERO,
} from "../../../src/core/lib/decimal.js";
import { HOUR_MS } from "../../../src/core/lib/time.js";
import { fills } from "./harness.js";
import { type Hour, hours, play, RANDOM_POLICY, type Session, START_WALLET } from "./random-session.js";

const RUNS = { numRuns: 150 };
/** Share by which slippage and impact can move a price at most, and a tick of rounding. */
const WORST = (RANDOM_POLICY.slippage_bps + RANDOM_POLICY.impact_at_full_volume_bps) / 10_000;
const TICK = 0.1;

type Execution = Extract<VenueEvent, { type: "order.filled" | "position.liquidated" }>;

const executions = (events: readonly VenueEvent[]): Execution[] =>
  events.filter((event): event is Execution => event.type === "order.filled" || event.type === "position.liquidated");
const signed = ({ side, qty }: Execution): Dec => (side === "buy" ? qty : negDec(qty));
const sum = (values: readonly Dec[]): Dec => values.reduce(addDec, ZERO);

function barAt(plan: readonly Hour[], symbol: string, atMs: number) {
  return plan[Math.floor(atMs / HOUR_MS)]?.bars.find((bar) => bar.symbol === symbol);
}

function checkMoney({ venue, events }: Session): void {
  const { wallets } = venue.report();
  const trades = executions(events);
  const cash = sum(trades.map((trade) => negDec(mulDec(signed(trade), trade.price))));
  const fees = sum(trades.map(({ fee }) => fee));
  const funding = sum(events.flatMap((event) => (event.type === "funding.settled" ? [event.amount] : [])));
  const costs = sum(Object.values(venue.state.accounts["main"]!.positions).map(({ holding }) => holding.cost));
  // Wallet plus unrealised profit at any mark equals the start plus all cash that moved plus holdings at that mark.
  expect(subDec(wallets["main"]!, costs)).toBe(addDec(subDec(addDec(START_WALLET, cash), fees), funding));
}

function checkPositions({ venue, events }: Session): void {
  const held: Record<string, Dec> = {};
  for (const trade of executions(events)) {
    const key = `main:${trade.symbol}`;
    held[key] = addDec(held[key] ?? ZERO, signed(trade));
  }
  const open = Object.fromEntries(Object.entries(held).filter(([, qty]) => !isZeroDec(qty)));
  expect(venue.report().positions).toEqual(open);
}

function checkPrices(plan: readonly Hour[], { events, requests }: Session): void {
  for (const trade of executions(events)) {
    const bar = barAt(plan, trade.symbol, trade.atMs);
    const price = toNumber(trade.price);
    const request = trade.type === "order.filled" ? requests.get(trade.clientOrderId)! : null;
    const limit = request?.price ?? null;
    if (trade.type === "order.filled" && trade.liquidity === "maker") {
      expect(trade.price).toBe(limit);
      const reached = trade.side === "buy" ? bar!.low <= price - TICK + 1e-9 : bar!.high >= price + TICK - 1e-9;
      expect(reached).toBe(true);
      continue;
    }
    // At the full hour an account may be liquidated at the close of one bar or at the open of the next.
    const ended = trade.type === "position.liquidated" ? barAt(plan, trade.symbol, trade.atMs - 1) : undefined;
    const isInside = [bar, ended].some(
      (one) => one !== undefined && price >= one.low * (1 - WORST) - TICK && price <= one.high * (1 + WORST) + TICK,
    );
    expect(isInside).toBe(true);
    if (limit !== null) expect(compareDec(trade.price, limit) * (trade.side === "buy" ? 1 : -1)).toBeLessThanOrEqual(0);
    if (request?.type !== "stop_market" || request.workingType !== "last") continue;
    const trigger = toNumber(request.triggerPrice!);
    if (trade.side === "sell") expect(price).toBeLessThanOrEqual(trigger);
    else expect(price).toBeGreaterThanOrEqual(trigger);
  }
}

function checkReduceOnly({ events, requests }: Session): void {
  const held: Record<string, Dec> = {};
  for (const trade of executions(events)) {
    const before = held[trade.symbol] ?? ZERO;
    const after = addDec(before, signed(trade));
    held[trade.symbol] = after;
    const request = trade.type === "order.filled" ? requests.get(trade.clientOrderId)! : null;
    const mustReduce = request === null || request.reduceOnly || request.closePosition;
    if (!mustReduce) continue;
    expect(signDec(before)).toBe(trade.side === "sell" ? 1 : -1);
    expect([0, signDec(before)]).toContain(signDec(after));
  }
}

function checkLives({ events, requests, venue }: Session): void {
  const filled: Record<string, Dec> = {};
  const ended = new Set<string>();
  let lastMs = 0;
  for (const event of events) {
    expect(event.atMs).toBeGreaterThanOrEqual(lastMs);
    lastMs = event.atMs;
    if (!("clientOrderId" in event) || event.type === "cancel.rejected") continue;
    const id = event.clientOrderId;
    expect(ended.has(id)).toBe(false);
    if (event.type === "order.filled") {
      expect(signDec(event.qty)).toBe(1);
      filled[id] = addDec(filled[id] ?? ZERO, event.qty);
      const asked = requests.get(id)!.qty;
      if (asked !== null) expect(compareDec(filled[id], asked) === 0).toBe(event.orderDone);
      if (event.orderDone) ended.add(id);
    } else if (event.type !== "order.acknowledged" && event.type !== "order.triggered") ended.add(id);
  }
  for (const id of venue.report().openOrders) expect(ended.has(id)).toBe(false);
}

describe("a random session", () => {
  it("conserves money to the last digit and holds exactly the sum of its fills", () => {
    fc.assert(
      fc.property(hours, (plan) => {
        const session = play(plan);
        checkMoney(session);
        checkPositions(session);
      }),
      RUNS,
    );
  });

  it("never fills outside the bar beyond slippage, nor better or worse than the limit, nor better than the stop", () => {
    fc.assert(
      fc.property(hours, (plan) => {
        checkPrices(plan, play(plan));
      }),
      RUNS,
    );
  });

  it("never lets a reducing order or a liquidation add to a position or turn it round", () => {
    fc.assert(
      fc.property(hours, (plan) => {
        checkReduceOnly(play(plan));
      }),
      RUNS,
    );
  });

  it("ends each order once, fills no more than asked and tells everything in order of time", () => {
    fc.assert(
      fc.property(hours, (plan) => {
        checkLives(play(plan));
      }),
      RUNS,
    );
  });

  it("repeats itself, and goes through JSON in the middle unchanged", () => {
    fc.assert(
      fc.property(hours, fc.nat(13), (plan, at) => {
        const first = play(plan);
        const revived = play(plan, at % plan.length);
        expect(revived.events).toEqual(first.events);
        expect(JSON.stringify(revived.venue.state)).toBe(JSON.stringify(first.venue.state));
      }),
      RUNS,
    );
  });

  it("really trades: the sessions above fill by maker, taker, stop and liquidation", () => {
    const seen = { maker: 0, taker: 0, triggered: 0, liquidated: 0, partial: 0, funded: 0 };
    for (const plan of fc.sample(hours, { numRuns: 200, seed: 7 })) {
      const { events } = play(plan);
      for (const fill of fills(events)) {
        seen[fill.liquidity] += 1;
        if (!fill.orderDone) seen.partial += 1;
      }
      for (const event of events) {
        if (event.type === "order.triggered") seen.triggered += 1;
        if (event.type === "position.liquidated") seen.liquidated += 1;
        if (event.type === "funding.settled") seen.funded += 1;
      }
    }
    for (const [what, count] of Object.entries(seen)) expect([what, count > 20]).toEqual([what, true]);
  });
});
