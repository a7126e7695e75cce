import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isFinal, type OrderRecord } from "../../../src/core/domain/order.js";
import { applyFill, type Position } from "../../../src/core/domain/position.js";
import { unfilledQty } from "../../../src/core/domain/unfilled-qty.js";
import { addDec, compareDec, type Dec, dec, exact, isZeroDec, subDec, ZERO } from "../../../src/core/lib/decimal.js";
import { planProtection, type ProtectionInput } from "../../../src/core/exits/plan-protection.js";
import { isLive, isProtected, works } from "../../../src/core/exits/protection.js";
import { exitPlan, exitRecord, market, OPENED_MS, POLICY, position } from "./samples.js";

/** A toy ledger and venue: books what is planned, and lets a random script say what the venue does next. */
class World {
  held: Position | null;
  orders: OrderRecord[] = [];
  atMs = OPENED_MS;
  placed = 0;

  constructor(readonly long: boolean) {
    const stops = long ? exitPlan() : exitPlan({ disasterStop: dec("52400"), strategyStop: dec("51000") });
    const qty = dec(long ? "0.1" : "-0.1");
    this.held = position({
      qty,
      cost: dec(long ? "5000" : "-5000"),
      exits: stops,
      unprotectedSinceMs: OPENED_MS,
      unprotectedKnownMs: OPENED_MS,
    });
  }

  input(): ProtectionInput {
    const positions = this.held === null ? [] : [this.held];
    return { positions, orders: this.orders, view: market(), policy: POLICY, atMs: this.atMs, flattenAll: false };
  }

  /** The engine's watch: since when the position has no working stop. */
  watchStop(): void {
    if (this.held === null) return;
    const since = isProtected(this.held, this.orders) ? null : (this.held.unprotectedSinceMs ?? this.atMs);
    this.held.unprotectedSinceMs = since;
  }

  /** The engine's loop: one action, booked, asked again. */
  settle(): void {
    for (let round = 0; round < 50; round++) {
      const [action] = planProtection(this.input());
      if (action === undefined) return;
      if (action.kind === "cancel") {
        const order = this.orders.find((known) => known.request.clientOrderId === action.clientOrderId);
        expect(order !== undefined && isLive(order)).toBe(true);
        if (order !== undefined) order.cancelRequested = true;
        continue;
      }
      this.place(action.sized);
    }
    throw new Error("the plan never comes to rest");
  }

  private place(sized: Extract<ReturnType<typeof planProtection>[number], { kind: "place" }>["sized"]): void {
    const { intent, closePosition, qty, triggerPrice } = sized;
    expect(this.orders.some((known) => known.intentId === intent.id)).toBe(false);
    this.placed += 1;
    const request = { clientOrderId: intent.id, side: intent.side, qty: closePosition ? null : qty, triggerPrice };
    const rest = { intentId: intent.id, status: "submitted" as const, intendedAtMs: this.atMs };
    this.orders.push(exitRecord(intent.purpose, { ...rest, request }));
    if (this.held !== null) this.held.exitAttempts += 1;
  }

  fillEntry(qty: Dec): void {
    if (this.held === null) return;
    Object.assign(this.held, applyFill(this.held, this.long ? "buy" : "sell", qty, dec("50000")).holding);
  }

  fillExit(order: OrderRecord, share: number): void {
    if (this.held === null || order.request.qty === null) return;
    const most = exact(this.held.qty).abs();
    const asked = exact(unfilledQty(order)).times(share).toDecimalPlaces(3);
    const qty = dec((asked.lessThan(most) ? asked : most).toFixed());
    if (isZeroDec(qty)) return;
    order.triggered = true;
    order.filledQty = addDec(order.filledQty, qty);
    order.status = isZeroDec(unfilledQty(order)) ? "filled" : "partially_filled";
    Object.assign(this.held, applyFill(this.held, order.request.side, qty, dec("49000")).holding);
    if (isZeroDec(this.held.qty)) this.held = null;
  }
}

type Step =
  | { readonly kind: "entry"; readonly steps: number }
  | { readonly kind: "ack" | "confirm" | "reject_cancel" | "lose"; readonly pick: number }
  | { readonly kind: "exit"; readonly pick: number; readonly share: number }
  | { readonly kind: "trail"; readonly ticks: number }
  | { readonly kind: "wait"; readonly ms: number };

const pick = fc.nat(20);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant("entry" as const), steps: fc.integer({ min: 1, max: 90 }) }),
  fc.record({
    kind: fc.constantFrom("ack" as const, "confirm" as const, "reject_cancel" as const, "lose" as const),
    pick,
  }),
  fc.record({ kind: fc.constant("exit" as const), pick, share: fc.constantFrom(0.2, 0.5, 1) }),
  fc.record({ kind: fc.constant("trail" as const), ticks: fc.integer({ min: 1, max: 50 }) }),
  fc.record({ kind: fc.constant("wait" as const), ms: fc.integer({ min: 1, max: 900 }) }),
);

const among = (orders: readonly OrderRecord[], index: number): OrderRecord | undefined =>
  orders[index % Math.max(1, orders.length)];

function happen(world: World, action: Step): void {
  const open = world.orders.filter((order) => !isFinal(order.status));
  const going = open.filter((order) => order.cancelRequested);
  const sent = open.filter((order) => order.status === "submitted" || order.status === "unknown");
  switch (action.kind) {
    case "entry":
      world.fillEntry(dec((action.steps / 1_000).toFixed(3)));
      return;
    case "ack": {
      const order = among(sent, action.pick);
      if (order !== undefined) order.status = "acknowledged";
      return;
    }
    case "lose": {
      const order = among(sent, action.pick);
      if (order !== undefined) order.status = "unknown";
      return;
    }
    case "confirm": {
      const order = among(going, action.pick);
      if (order !== undefined) order.status = "canceled";
      return;
    }
    case "reject_cancel": {
      const order = among(going, action.pick);
      if (order !== undefined) order.cancelRequested = false;
      return;
    }
    case "exit": {
      const order = among(
        open.filter((known) => known.purpose === "stop" && works(known)),
        action.pick,
      );
      if (order !== undefined) world.fillExit(order, action.share);
      return;
    }
    case "trail": {
      const exits = world.held?.exits ?? null;
      if (exits === null || exits.strategyStop === null) return;
      const move = dec((action.ticks / 10).toFixed(1));
      exits.strategyStop = world.long ? addDec(exits.strategyStop, move) : subDec(exits.strategyStop, move);
      return;
    }
    case "wait":
      world.atMs += action.ms;
  }
}

/** What holds after every settled step (invariant I4). */
function check(world: World): void {
  expect(planProtection(world.input())).toEqual([]);
  const open = world.orders.filter((order) => !isFinal(order.status));
  const live = open.filter(isLive);
  if (world.held === null) {
    expect(live.filter((order) => order.request.triggerPrice !== null)).toEqual([]);
    return;
  }
  const held = exact(world.held.qty).abs();
  const flattening = live.some((order) => order.purpose === "flatten");
  expect(live.filter((order) => order.purpose === "disaster_stop").length).toBeLessThanOrEqual(1);
  expect(open.filter((order) => order.purpose === "stop").length).toBeLessThanOrEqual(2);
  const stops = live.filter((order) => order.purpose === "stop");
  if (flattening) return;
  expect(open.filter((order) => order.purpose === "disaster_stop")).toHaveLength(1);
  expect(stops.length).toBeGreaterThanOrEqual(1);
  const newest = stops[stops.length - 1];
  const atWork = stops.some((order) => order.triggered);
  if (open.filter((order) => order.purpose === "stop").length === 1 && !atWork) {
    expect(newest && compareDec(unfilledQty(newest), dec(held.toFixed()))).toBe(0);
    expect(newest?.request.triggerPrice).toBe(world.held.exits?.strategyStop);
  }
}

/** The venue answers everything that is open. */
function answerAll(world: World): void {
  for (const order of world.orders) {
    if (isFinal(order.status)) continue;
    if (order.cancelRequested) order.status = "canceled";
    else if (order.purpose === "flatten" || order.triggered) world.fillExit(order, 1);
    else order.status = "acknowledged";
  }
}

describe("protection over random fills, acknowledgements, losses and trails", () => {
  it("comes to rest, asks nothing twice, and holds one disaster stop and at most two stops", () => {
    let placed = 0;
    fc.assert(
      fc.property(fc.boolean(), fc.array(step, { minLength: 20, maxLength: 60 }), (long, script) => {
        const world = new World(long);
        world.settle();
        check(world);
        for (const action of script) {
          happen(world, action);
          world.watchStop();
          world.settle();
          check(world);
        }
        placed += world.placed;
      }),
      { numRuns: 300, seed: 9 },
    );
    expect(placed).toBeGreaterThan(1_000);
  });

  it("ends, once the venue has answered, with exactly one working stop of each kind for exactly the position", () => {
    let protectedEnds = 0;
    fc.assert(
      fc.property(fc.boolean(), fc.array(step, { minLength: 1, maxLength: 40 }), (long, script) => {
        const world = new World(long);
        world.settle();
        for (const action of script) {
          happen(world, action);
          world.settle();
        }
        for (let round = 0; round < 8; round++) {
          answerAll(world);
          world.settle();
        }
        const open = world.orders.filter((order) => !isFinal(order.status));
        if (world.held === null) {
          expect(open).toEqual([]);
          return;
        }
        expect(open.filter((order) => order.purpose === "disaster_stop").map(works)).toEqual([true]);
        const stops = open.filter((order) => order.purpose === "stop");
        expect(stops.map(works)).toEqual([true]);
        const held = dec(exact(world.held.qty).abs().toFixed());
        expect(stops.reduce<Dec>((sum, order) => addDec(sum, unfilledQty(order)), ZERO)).toBe(held);
        protectedEnds += 1;
      }),
      { numRuns: 300, seed: 10 },
    );
    expect(protectedEnds).toBeGreaterThan(50);
  });
});
