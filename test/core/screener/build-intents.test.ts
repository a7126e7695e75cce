import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DecisionBook } from "../../../src/core/domain/decision-book.js";
import { buildIntents } from "../../../src/core/screener/build-intents.js";
import type { PlanResize, ScreenedIntent } from "../../../src/core/screener/screened-intent.js";
import { idOf } from "../../../src/core/screener/intent-id.js";
import { intentPolicySchema } from "../../../src/core/screener/policy.js";
import type { IntentCaps } from "../../../src/core/screener/slots.js";
import { bookOf, capsOf, pendingOf, positionOf, protoOf } from "./fixtures.js";

const policy = intentPolicySchema.parse({});

function build(protoIntents: readonly ScreenedIntent[], book: DecisionBook = bookOf(), caps: IntentCaps = capsOf({})) {
  return buildIntents({
    protoIntents,
    book,
    caps,
    policy,
    route: () => "main",
    ...FREE,
  });
}

const planResize: PlanResize = () => ({ kind: "increase" });

const FREE = { planResize, coolsDown: () => false };

const named = (built: ReturnType<typeof build>) =>
  built.intents.map(({ purpose, side, symbol }) => `${purpose} ${side} ${symbol}`);
const reasons = (built: ReturnType<typeof build>) => built.drops.map(({ symbol, reason }) => `${symbol} ${reason}`);

describe("build intents", () => {
  it("opens a long as a buy with the id, exits and reasons of its idea", () => {
    const proto = protoOf("AUSDT");
    const [intent] = build([proto]).intents;
    expect(intent).toMatchObject({
      purpose: "open",
      side: "buy",
      account: "main",
      strategy: "momentum",
      strength: 0.5,
      exits: proto.exits,
      reasons: proto.reasons,
      horizonBars: 48,
    });
    expect(intent?.id).toBe(idOf("momentum", "main", "AUSDT", "open", bookOf().atMs));
    expect(intent?.id).toMatch(/^[a-z0-9]{16}$/);
    expect(intent?.groupId).toBe(intent?.id);
  });

  it("closes a long of 2 on a flat target, and on a short target closes only: the open comes once it is flat", () => {
    const held = bookOf([positionOf("AUSDT", 2)]);
    for (const direction of ["flat", "short"] as const) {
      expect(named(build([protoOf("AUSDT", { direction })], held))).toEqual(["close sell AUSDT"]);
    }
    expect(named(build([protoOf("AUSDT", { direction: "long" })], bookOf([positionOf("AUSDT", -2)])))).toEqual([
      "close buy AUSDT",
    ]);
    expect(named(build([protoOf("AUSDT", { direction: "short" })]))).toEqual(["open sell AUSDT"]);
  });

  it("closes with every slot taken, a disabled symbol and stops resting, but not twice", () => {
    const caps = capsOf({ global: 0, symbols: { AUSDT: { enabled: false } } });
    const stop = pendingOf("AUSDT", { purpose: "disaster_stop", side: "sell", reduceOnly: true });
    const close = pendingOf("AUSDT", { purpose: "close", side: "sell", reduceOnly: true });
    const exit = protoOf("AUSDT", { direction: "flat", strength: 0, exits: null });
    expect(named(build([exit], bookOf([positionOf("AUSDT")], [stop]), caps))).toEqual(["close sell AUSDT"]);
    expect(reasons(build([exit], bookOf([positionOf("AUSDT")], [stop, close]), caps))).toEqual(["AUSDT order_pending"]);
  });

  it("keeps a position whose target is its own direction, and drops a flat target on nothing", () => {
    expect(reasons(build([protoOf("AUSDT")], bookOf([positionOf("AUSDT")])))).toEqual(["AUSDT holding"]);
    expect(reasons(build([protoOf("AUSDT", { direction: "flat" })]))).toEqual(["AUSDT no_signal"]);
  });

  it("gives 2 free slots to the strongest, ties to the first symbol, and names 3 of 3 to the others", () => {
    const protos = [
      protoOf("AUSDT", { strength: 0.4 }),
      protoOf("CUSDT", { strength: 0.9 }),
      protoOf("BUSDT", { strength: 0.9 }),
    ];
    const built = build(protos, bookOf([positionOf("FUSDT")]), capsOf({ global: 3 }));
    expect(named(built)).toEqual(["open buy BUSDT", "open buy CUSDT"]);
    const detail = { measured: 3, limit: 3, setting: "risk_limits.global.max_concurrent_positions" };
    expect(built.drops).toEqual([{ strategy: "momentum", symbol: "AUSDT", reason: "slots_full", detail }]);
  });

  it("gives the slot of one that a cooldown is sure to refuse to the next, and asks for that one all the same", () => {
    const built = buildIntents({
      protoIntents: [
        protoOf("AUSDT", { strength: 0.9 }),
        protoOf("BUSDT", { strength: 0.5 }),
        protoOf("CUSDT", { strength: 0.1 }),
      ],
      book: bookOf(),
      caps: capsOf({ global: 1 }),
      policy,
      route: () => "main",
      planResize,
      coolsDown: (_, symbol) => symbol === "AUSDT",
    });
    expect(named(built)).toEqual(["open buy AUSDT", "open buy BUSDT"]);
    expect(reasons(built)).toEqual(["CUSDT slots_full"]);
  });

  it("counts an entry on its way as a slot, and not the one of a position twice", () => {
    const pending = [pendingOf("FUSDT"), pendingOf("EUSDT")];
    const caps = capsOf({ global: 2 });
    expect(reasons(build([protoOf("AUSDT")], bookOf([], pending), caps))).toEqual(["AUSDT slots_full"]);
    expect(named(build([protoOf("AUSDT")], bookOf([positionOf("FUSDT")], [pendingOf("FUSDT")]), caps))).toEqual([
      "open buy AUSDT",
    ]);
  });

  it("holds a strategy to its 1 slot and names the registry's setting", () => {
    const caps = capsOf({ strategies: { momentum: { maxConcurrent: 1 } } });
    const built = build(
      [protoOf("AUSDT", { strength: 0.9 }), protoOf("BUSDT"), protoOf("CUSDT", { strategy: "other" })],
      bookOf(),
      caps,
    );
    expect(named(built)).toEqual(["open buy AUSDT", "open buy CUSDT"]);
    const detail = { measured: 1, limit: 1, setting: "strategy_registry.strategies.momentum.max_concurrent" };
    expect(built.drops).toEqual([{ strategy: "momentum", symbol: "BUSDT", reason: "strategy_slots_full", detail }]);
  });

  it("holds to intents.max_concurrent_positions 1 where that is tighter than the risk limit 8", () => {
    const built = buildIntents({
      protoIntents: [protoOf("AUSDT"), protoOf("BUSDT")],
      book: bookOf(),
      caps: capsOf({}),
      policy: intentPolicySchema.parse({ max_concurrent_positions: 1 }),
      ...FREE,
      route: () => "main",
    });
    expect(built.drops[0]?.detail).toEqual({
      measured: 1,
      limit: 1,
      setting: "strategy_config.intents.max_concurrent_positions",
    });
  });

  it("opens nothing in a symbol with 0 slots, a disabled one, or one or a strategy without caps", () => {
    const caps = capsOf({ symbols: { AUSDT: { maxConcurrentPositions: 0 }, BUSDT: { enabled: false } } });
    const protos = [protoOf("AUSDT"), protoOf("BUSDT"), protoOf("ZUSDT"), protoOf("CUSDT", { strategy: "ghost" })];
    const built = build(protos, bookOf(), caps);
    expect(reasons(built)).toEqual(["AUSDT slots_full", "BUSDT disabled", "CUSDT disabled", "ZUSDT disabled"]);
    expect(built.drops[0]?.detail?.setting).toBe("pairs_universe.universe.AUSDT.caps.max_concurrent_positions");
  });

  it("leaves a symbol to its owner: a position or an order of another strategy", () => {
    const book = bookOf([positionOf("AUSDT", 1, "other")], [pendingOf("BUSDT", { strategy: "other" })]);
    const protos = ["AUSDT", "BUSDT"].map((symbol) => protoOf(symbol, { direction: "short" }));
    expect(reasons(build(protos, book))).toEqual(["AUSDT symbol_taken", "BUSDT symbol_taken"]);
  });

  it("gives a symbol that 2 strategies want to the stronger", () => {
    const built = build([protoOf("AUSDT"), protoOf("AUSDT", { strategy: "other", strength: 0.6 })]);
    expect(built.intents.map((intent) => intent.strategy)).toEqual(["other"]);
    expect(built.drops).toMatchObject([{ strategy: "momentum", reason: "symbol_taken" }]);
  });

  it("waits while an entry works, or a stop of the old position is not confirmed gone", () => {
    const stop = pendingOf("BUSDT", { purpose: "disaster_stop", side: "sell", reduceOnly: true });
    const built = build([protoOf("AUSDT"), protoOf("BUSDT")], bookOf([], [pendingOf("AUSDT"), stop]));
    expect(reasons(built)).toEqual(["AUSDT order_pending", "BUSDT order_pending"]);
  });

  it("opens 2 legs of a group together or not at all, and lets the next idea have the slot", () => {
    const legs = [protoOf("AUSDT", { strength: 0.9 }), protoOf("BUSDT", { strength: 0.8, direction: "short" })].map(
      (leg) => ({ ...leg, group: "pair" }),
    );
    const whole = build(legs, bookOf(), capsOf({ global: 2 }));
    expect(named(whole)).toEqual(["open buy AUSDT", "open sell BUSDT"]);
    expect(new Set(whole.intents.map((intent) => intent.groupId)).size).toBe(1);
    expect(new Set(whole.intents.map((intent) => intent.id)).size).toBe(2);

    const half = build([...legs, protoOf("CUSDT")], bookOf(), capsOf({ global: 1 }));
    expect(named(half)).toEqual(["open buy CUSDT"]);
    expect(reasons(half)).toEqual(["AUSDT group_incomplete", "BUSDT slots_full"]);
  });

  it("leaves proto-intents of another account alone", () => {
    const route = (_: string, symbol: string) => (symbol === "AUSDT" ? "main" : "macro");
    const protoIntents = [protoOf("AUSDT"), protoOf("BUSDT")];
    const built = buildIntents({ protoIntents, book: bookOf(), caps: capsOf({}), policy, route, ...FREE });
    expect([named(built), built.drops]).toEqual([["open buy AUSDT"], []]);
  });
});

describe("build intents over random books", () => {
  const symbols = ["AUSDT", "BUSDT", "CUSDT", "DUSDT", "EUSDT", "FUSDT"];
  const strategies = ["momentum", "other"];
  const direction = fc.constantFrom("long" as const, "short" as const, "flat" as const);
  const proto = fc
    .record({
      strategy: fc.constantFrom(...strategies),
      symbol: fc.constantFrom(...symbols),
      direction,
      strength: fc.constantFrom(0.25, 0.5, 0.75, 1),
      group: fc.constantFrom(null, null, "g"),
    })
    .map(({ symbol, ...change }) => ({ ...protoOf(symbol, change), group: change.group }));
  const protos = fc.uniqueArray(proto, { maxLength: 12, selector: (one) => `${one.strategy} ${one.symbol}` });
  const books = fc
    .record({
      held: fc.uniqueArray(fc.constantFrom(...symbols), { maxLength: 3 }),
      owner: fc.constantFrom(...strategies),
      qty: fc.constantFrom(1, -1),
      working: fc.uniqueArray(fc.constantFrom(...symbols), { maxLength: 2 }),
    })
    .map(({ held, owner, qty, working }) =>
      bookOf(
        held.map((symbol) => positionOf(symbol, qty, owner)),
        working.map((symbol) => pendingOf(symbol)),
      ),
    );
  const capsDrawn = fc
    .record({ global: fc.nat(6), momentum: fc.nat(4), other: fc.nat(4) })
    .map(({ global, momentum, other }) =>
      capsOf({ global, strategies: { momentum: { maxConcurrent: momentum }, other: { maxConcurrent: other } } }),
    );

  it("ends each proto-intent as one intent or one drop, the same for any order of the input", () => {
    fc.assert(
      fc.property(
        protos,
        books,
        capsDrawn,
        fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
        (drawn, book, caps, chance) => {
          const built = build(drawn, book, caps);
          const ends = [...built.intents, ...built.drops].map((end) => `${end.strategy} ${end.symbol}`);
          expect(ends.sort()).toEqual(drawn.map((one) => `${one.strategy} ${one.symbol}`).sort());
          const keyed = drawn.map((one, i) => ({ one, key: chance[i]! }));
          const shuffled = keyed.sort((a, b) => a.key - b.key).map(({ one }) => one);
          expect(build(shuffled, book, caps)).toEqual(built);
        },
      ),
    );
  });

  it("never takes a slot that is not there, a symbol twice or one that is taken, nor half a group", () => {
    fc.assert(
      fc.property(protos, books, capsDrawn, (drawn, book, caps) => {
        const { intents, drops } = build(drawn, book, caps);
        const opened = intents.filter((intent) => intent.purpose === "open");
        const occupied = new Map([...book.pending, ...book.positions].map((one) => [one.symbol, one.strategy]));
        for (const { symbol, strategy } of opened) {
          expect(occupied.has(symbol)).toBe(false);
          occupied.set(symbol, strategy);
        }
        if (opened.length > 0) expect(occupied.size).toBeLessThanOrEqual(caps.maxConcurrentPositions);
        for (const id of new Set(opened.map((intent) => intent.strategy))) {
          const count = [...occupied.values()].filter((owner) => owner === id).length;
          expect(count).toBeLessThanOrEqual(caps.strategies[id]!.maxConcurrent);
        }
        const legs = drawn.filter(
          (one) =>
            one.group === "g" &&
            one.direction !== "flat" &&
            !book.positions.some((held) => held.symbol === one.symbol && held.strategy === one.strategy),
        );
        for (const id of strategies) {
          const verdicts = legs
            .filter((leg) => leg.strategy === id)
            .map((leg) => drops.some((drop) => drop.symbol === leg.symbol && drop.strategy === id));
          expect(new Set(verdicts).size).toBeLessThanOrEqual(1);
        }
        const exits = drawn.filter((one) => {
          const position = book.positions.find((held) => held.symbol === one.symbol && held.strategy === one.strategy);
          return position !== undefined && one.direction !== (position.qty > 0 ? "long" : "short");
        });
        expect(intents.filter((intent) => intent.purpose === "close")).toHaveLength(exits.length);
      }),
    );
  });
});

describe("intent ids", () => {
  it("are 16 letters and digits, pure, and different for 10,000 instants", () => {
    const ids = Array.from({ length: 10_000 }, (_, i) => idOf("momentum", "main", "AUSDT", "open", i));
    expect(new Set(ids).size).toBe(10_000);
    expect(ids.every((id) => /^[a-z0-9]{16}$/.test(id))).toBe(true);
    expect(idOf("momentum", "main", "AUSDT", "open", 0)).toBe(ids[0]);
  });
});
