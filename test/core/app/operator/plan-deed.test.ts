import { beforeAll, describe, expect, it } from "vitest";
import { controlBooks } from "../../../../src/core/app/operator/control-books.js";
import { type Deed, planDeed, type Refusal } from "../../../../src/core/app/operator/plan-deed.js";
import { apply } from "../../../../src/core/engine/apply.js";
import { nextStep } from "../../../../src/core/engine/next-step.js";
import type { EngineContext, EngineState } from "../../../../src/core/engine/state.js";
import { works } from "../../../../src/core/exits/protection.js";
import { addDec, dec, subDec } from "../../../../src/core/lib/decimal.js";
import { HOUR_MS } from "../../../../src/core/lib/time.js";
import type { ControlRequest } from "../../../../src/core/ports/control.js";
import { barSetup, runSession } from "../../../support/engine-session.js";
import { bandStrategy } from "../../../support/engine-strategy.js";

let context: EngineContext;
let traded: EngineState;
let state: EngineState;

beforeAll(async () => {
  const setup = barSetup({
    markets: [{ symbol: "BTCUSDT", bars: [50_000, 50_600, 50_600, 50_600] }],
    strategies: [bandStrategy()],
  });
  context = setup.context;
  ({ state: traded } = await runSession(setup, { maxCycles: 3 }));
});

function fresh(change: (state: EngineState) => void = () => undefined): void {
  state = structuredClone(traded);
  change(state);
}

function ask(request: ControlRequest, atMs = state.atMs): Deed | Refusal {
  const planned = planDeed(request, { state, context, atMs });
  return planned.ok ? planned.value : planned.error;
}

/** Asks, and lets the books have it with the causes that follow at once. */
function carryOut(request: ControlRequest): Deed {
  const deed = ask(request) as Deed;
  if (deed.event !== null) apply(state, deed.event, context);
  for (let step = nextStep(state, context); step?.type.startsWith("cause.") === true; step = nextStep(state, context)) {
    apply(state, step, context);
  }
  return deed;
}

const HALT: ControlRequest = { verb: "halt", state: "HALTED", strategy: null, reason: "r" };
const REDUCE: ControlRequest = { ...HALT, state: "REDUCING" };
const RESUME: ControlRequest = { verb: "resume", reason: "r" };
const FLATTEN: ControlRequest = { verb: "flatten", symbol: null, reason: "r" };
const ARM: ControlRequest = { verb: "arm", forMs: HOUR_MS, maxNotionalUsd: dec("100") };

describe("halt", () => {
  it("halts once: the second says since when and journals nothing", () => {
    fresh();
    expect(carryOut(HALT)).toMatchObject({ already: false, sinceMs: state.atMs, event: { type: "operator.halted" } });
    expect(controlBooks(state)).toMatchObject({ tradingState: "HALTED", positions: [{ symbol: "BTCUSDT" }] });
    expect(carryOut(HALT)).toEqual({ event: null, already: true, sinceMs: state.atMs, cleared: [] });
  });

  it("makes REDUCING stricter, and a later --reducing takes nothing back", () => {
    fresh();
    carryOut(REDUCE);
    expect(controlBooks(state).tradingState).toBe("REDUCING");
    carryOut(HALT);
    expect(controlBooks(state).tradingState).toBe("HALTED");
    expect(carryOut(REDUCE)).toMatchObject({ event: null, already: true });
    expect(controlBooks(state).tradingState).toBe("HALTED");
  });

  it("of one strategy leaves the state ACTIVE, is named in the books, and answers a typo with the nearest name", () => {
    fresh();
    const [known] = context.strategies.map(({ id }) => id);
    carryOut({ ...HALT, strategy: known! });
    expect(controlBooks(state)).toMatchObject({ tradingState: "ACTIVE", haltedStrategies: [known] });
    expect(ask({ ...HALT, strategy: known! })).toMatchObject({ event: null, already: true });
    expect(ask({ ...HALT, strategy: `${known!}x` })).toMatchObject({
      kind: "refused",
      code: "unknown_strategy",
      exitCode: 2,
      fix: expect.stringContaining(`did you mean ${known!}?`) as string,
    });
  });
});

describe("resume", () => {
  it("clears halt, flatten and halted strategies together and says which; nothing comes back", () => {
    fresh();
    const [known] = context.strategies.map(({ id }) => id);
    carryOut(HALT);
    carryOut(FLATTEN);
    carryOut({ ...HALT, strategy: known! });
    expect(carryOut(RESUME).cleared).toEqual(["operator_halt", "operator_flatten", `strategy:${known!}`]);
    expect(controlBooks(state)).toMatchObject({ tradingState: "ACTIVE", causes: [], haltedStrategies: [] });
    expect(carryOut(RESUME)).toEqual({ event: null, already: true, sinceMs: null, cleared: [] });
  });

  it("clears a latch for good that was noticed twice", () => {
    fresh();
    const foreign = { type: "account.changed", atMs: state.atMs, account: "main", symbol: null } as const;
    for (const detail of ["20", "25"]) {
      apply(state, { ...foreign, what: "leverage", detail }, context);
      carryOut({ verb: "look", askVenue: false });
    }
    expect(carryOut(RESUME).cleared).toEqual(["account_changed"]);
    expect(controlBooks(state).causes).toEqual([]);
  });

  it("refuses with exit 6 while books and venue differ and while a limit would latch again; a gate is no obstacle", () => {
    fresh((books) => {
      books.reconcileDifference = { text: "position main:BTCUSDT: books 1, venue 2", wallet: null, isMoney: false };
      books.portfolio.causes = [
        { code: "user_stream_stale", kind: "gate", state: "REDUCING", sinceMs: 0, clears: "the stream is alive again" },
        { code: "nav_anomaly", kind: "latch", state: "REDUCING", sinceMs: 0, clears: "an operator" },
      ];
      books.predictedNavUsd = 1;
    });
    const refusal = ask(RESUME) as Refusal;
    expect(refusal).toMatchObject({ kind: "refused", code: "risk_gate_closed", exitCode: 6 });
    expect(refusal.message).toContain("books 1, venue 2");
    expect(refusal.message).not.toContain("user_stream_stale");
    expect(refusal.message).toContain("nav_anomaly: its limit is still passed");
  });

  it("refuses by name while an order of somebody else rests, and resumes once a report lists it no more, or the policy lets it", () => {
    fresh();
    const { atMs } = state;
    const words = { account: "main", symbol: "BTCUSDT", side: "sell", qty: dec("0.5"), reduceOnly: false } as const;
    const named = { ...words, clientOrderId: "web_1", venueOrderId: "77", conditional: false, policy: "halt" } as const;
    apply(state, { type: "order.foreign", atMs, ...named }, context);
    carryOut({ verb: "look", askVenue: false });
    const refusal = ask(RESUME) as Refusal;
    expect(refusal).toMatchObject({ code: "risk_gate_closed", exitCode: 6 });
    expect(refusal.message).toContain("foreign_order: sell 0.5 BTCUSDT, order web_1 rests at the venue");
    const adopting = { ...context, foreignPolicy: "adopt" } as const;
    expect(planDeed(RESUME, { state, context: adopting, atMs })).toMatchObject({ ok: true });
    const wallets = { main: state.portfolio.accounts["main"]!.wallet };
    const positions = Object.fromEntries(Object.entries(state.portfolio.positions).map(([key, { qty }]) => [key, qty]));
    const openOrders = Object.entries(state.portfolio.orders).flatMap(([id, order]) => (works(order) ? [id] : []));
    const report = { type: "venue.reported", atMs, wallets, positions, openOrders } as const;
    apply(state, { ...report, foreignOrders: ["BTCUSDT:r:77"] }, context);
    expect((ask(RESUME) as Refusal).code).toBe("risk_gate_closed");
    apply(state, { ...report, foreignOrders: ["BTCUSDT:c:77"] }, context);
    expect(carryOut(RESUME).cleared).toEqual(["foreign_order"]);
  });

  it("accepts a wallet that is 0.01 short to the last digit and by no other amount, books a charge, and resumes then", () => {
    fresh();
    const account = Object.values(state.portfolio.accounts)[0]!;
    const before = account.wallet;
    const venue = subDec(before, dec("0.01"));
    const report = { type: "venue.reported", atMs: state.atMs, wallets: { main: venue }, openOrders: [] } as const;
    const positions = Object.fromEntries(Object.entries(state.portfolio.positions).map(([key, { qty }]) => [key, qty]));
    apply(state, { ...report, positions }, context);
    carryOut({ verb: "look", askVenue: false });
    expect(ask(RESUME)).toMatchObject({ exitCode: 6 });
    const accept = { verb: "accept", reason: "ticket 4711" } as const;
    expect(ask({ ...accept, amount: dec("0.01") })).toMatchObject({
      code: "other_amount",
      message: "the venue's wallet differs from the books by -0.01, not by 0.01: nothing was booked",
    });
    const { flows, fees } = account;
    carryOut({ ...accept, amount: dec("-0.01") });
    expect([account.wallet, account.flows, account.fees]).toEqual([venue, flows, addDec(fees, dec("0.01"))]);
    expect(carryOut(RESUME).cleared).toEqual(["reconcile_difference"]);
    expect(controlBooks(state).causes).toEqual([]);
    expect(ask({ ...accept, amount: dec("-0.01") })).toMatchObject({ code: "nothing_to_accept", exitCode: 3 });
  });

  it("begins drawdown anew from the NAV of now, so that the latch stays away", () => {
    fresh((books) => {
      books.risk.riskPeak = dec("1000000");
      books.portfolio.causes = [
        { code: "hard_drawdown", kind: "latch", state: "HALTED", sinceMs: 0, clears: "an operator" },
      ];
    });
    expect(carryOut(RESUME).cleared).toEqual(["hard_drawdown"]);
    expect(state.risk.riskPeak).toBe(state.risk.lastNav);
    expect(controlBooks(state).causes).toEqual([]);
  });
});

describe("flatten", () => {
  it("halts everything, or reduces one symbol only; said again it journals nothing", () => {
    fresh();
    carryOut({ ...FLATTEN, symbol: "BTCUSDT" });
    expect(controlBooks(state)).toMatchObject({
      tradingState: "REDUCING",
      causes: [{ code: "operator_flatten:BTCUSDT" }],
    });
    expect(nextStep(state, context)).toMatchObject({ type: "order.intended", order: { purpose: "flatten" } });
    carryOut(FLATTEN);
    expect(controlBooks(state).tradingState).toBe("HALTED");
    for (const symbol of [null, "BTCUSDT"]) {
      expect(ask({ ...FLATTEN, symbol })).toMatchObject({ event: null, already: true });
    }
  });

  it("answers a symbol that the session does not trade with exit 2 and the nearest one", () => {
    fresh();
    expect(ask({ ...FLATTEN, symbol: "BTCUSD" })).toMatchObject({
      code: "unknown_symbol",
      exitCode: 2,
      fix: expect.stringContaining("did you mean BTCUSDT?") as string,
    });
  });
});

describe("arm and disarm", () => {
  it("is refused with exit 7 in every mode but prod", () => {
    for (const mode of ["paper", "dry-run", "testnet"] as const) {
      fresh((books) => (books.mode = mode));
      expect(ask(ARM)).toMatchObject({ code: "interlock_refused", exitCode: 7, value: mode });
    }
  });

  it("gives prod a lease from the instant it is asked, for the configuration of now, and takes it back once", () => {
    fresh((books) => {
      books.mode = "prod";
      books.configHash = "abc";
    });
    const atMs = state.atMs + 5_000;
    const deed = ask(ARM, atMs) as Deed;
    expect(deed.event).toEqual({
      type: "lease.armed",
      atMs,
      lease: { untilMs: atMs + HOUR_MS, maxNotionalUsd: "100", configHash: "abc" },
    });
    apply(state, deed.event!, context);
    expect(controlBooks(state).lease).toMatchObject({ untilMs: atMs + HOUR_MS });
    expect(carryOut({ verb: "disarm", reason: "r" })).toMatchObject({ already: false });
    expect(carryOut({ verb: "disarm", reason: "r" })).toMatchObject({ event: null, already: true });
    expect(controlBooks(state).lease).toBeNull();
  });

  it("refuses a lease of 0 ms, of more than a day, and of no notional", () => {
    fresh((books) => (books.mode = "prod"));
    const bad = [
      { forMs: 0 },
      { forMs: 24 * HOUR_MS + 1 },
      { maxNotionalUsd: dec("0") },
      { maxNotionalUsd: dec("-1") },
    ];
    for (const change of bad) {
      expect(ask({ ...ARM, ...change })).toMatchObject({ code: "invalid_value", exitCode: 2 });
    }
  });
});

describe("modes of the account that somebody changed by hand", () => {
  const changed = (what: "position_mode" | "asset_mode", detail: string): void => {
    const event = { type: "account.changed", atMs: state.atMs, account: "main", symbol: null, what, detail } as const;
    apply(state, event, context);
    for (let step = nextStep(state, context); step?.type === "cause.raised"; step = nextStep(state, context)) {
      apply(state, step, context);
    }
  };

  it("keep resume away while either is wrong, the second one too, and latch nothing when they are set back", () => {
    fresh();
    changed("asset_mode", "multi-assets");
    changed("position_mode", "hedge");
    expect(ask(RESUME)).toMatchObject({ exitCode: 6 });
    expect(JSON.stringify(ask(RESUME))).toContain("position mode of main: hedge");
    changed("asset_mode", "single-asset");
    expect(JSON.stringify(ask(RESUME))).not.toContain("asset mode of main");
    changed("position_mode", "one-way");
    expect(carryOut(RESUME)).toMatchObject({ cleared: ["account_changed"] });
    changed("position_mode", "one-way");
    expect(state.portfolio.causes.map(({ code }) => code)).not.toContain("account_changed");
  });

  it("are looked at by the next start itself: it begins with none in mind", () => {
    fresh();
    changed("position_mode", "hedge");
    apply(state, { type: "session.resumed", atMs: state.atMs, cutBytes: 0 }, context);
    expect(carryOut(RESUME)).toMatchObject({ cleared: ["account_changed"] });
  });
});
