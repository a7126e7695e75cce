import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../../src/core/adapters/fs/node-files.js";
import { systemClock } from "../../../src/core/adapters/system/clock.js";
import { type ExecutorFlags, runExecutor } from "../../../src/core/app/executor-session.js";
import { createEngineContext } from "../../../src/core/app/engine-context.js";
import { requireConfig } from "../../../src/core/app/load-config.js";
import { journalEvents } from "../../../src/core/app/session-state.js";
import type { JournalEvent } from "../../../src/core/domain/event.js";
import { apply } from "../../../src/core/engine/apply.js";
import { bodyOf } from "../../../src/core/engine/replay.js";
import { createEngineState, type EngineContext, type EngineState } from "../../../src/core/engine/state.js";
import { addDec, type Dec, subDec, ZERO } from "../../../src/core/lib/decimal.js";
import { ofType } from "../../support/engine-story.js";
import { root } from "../config/support.js";

const parent = mkdtempSync(join(tmpdir(), "hedge-accounts-"));
afterAll(() => {
  rmSync(parent, { recursive: true });
});

const read = (name: string): unknown => JSON.parse(readFileSync(join(root, "config", name), "utf8")) as unknown;
const SLOTS = 4;
const { strategies } = read("strategy_config.json") as { strategies: { id: string; params: object }[] };
const momentum = strategies.find(({ id }) => id === "momentum")!;
const swift = { ...momentum, id: "swift", label: "Swift", params: { ...momentum.params, fast: 5, slow: 15 } };
const symbols = ["BTCUSDT", "ETHUSDT", "XRPUSDT", "LTCUSDT", "ADAUSDT"];
const entry = { strategy: "momentum", enabled: true, max_concurrent: 8, capacity_usd: null, symbols, tags: ["trend"] };

/** BTC and ETH of momentum in `main`, the rest of it in `alt`, the swift one in `fast`: most symbols stand in two accounts. */
const OVERRIDES = {
  "strategy_config.universe": symbols,
  "strategy_config.strategies": [...strategies, swift],
  "strategy_registry.strategies.momentum": entry,
  "strategy_registry.strategies.swift": entry,
  "risk_limits.global.max_concurrent_positions": SLOTS,
  "accounts.accounts": [
    { id: "main", title: "Main", venue: "binance" },
    { id: "alt", title: "Alts", venue: "binance", paper_share: 0.3 },
    { id: "fast", title: "Fast", venue: "binance", paper_share: 0.2 },
  ],
  "accounts.routes": [
    { strategies: ["swift"], account: "fast" },
    { symbols: ["XRPUSDT", "LTCUSDT", "ADAUSDT"], account: "alt" },
  ],
};

let directories = 0;
async function run(flags: Partial<ExecutorFlags> = {}, stateDirectory?: string): Promise<string> {
  directories += 1;
  const state = stateDirectory ?? join(parent, `s${String(directories)}`);
  await runExecutor(
    {
      ...{ configDirectory: join(root, "config"), stateDirectory: state, mode: "paper", speed: null, maxCycles: null },
      ...{ fromMs: Date.parse("2024-02-01T00:00:00Z"), toMs: Date.parse("2024-02-15T00:00:00Z"), fresh: false },
      ...flags,
      overrides: { ...OVERRIDES, ...flags.overrides },
    },
    {
      ...{ files: nodeFiles, clock: systemClock, env: {}, stop: new AbortController().signal },
      ...{ onProgress: () => undefined, onEvent: () => undefined },
    },
  );
  return state;
}

const eventsIn = (state: string): readonly JournalEvent[] => [...journalEvents(state, nodeFiles, "paper")];

let events: readonly JournalEvent[] = [];
let context: EngineContext;
let books: EngineState;
let state = "";
/** Positions and entries on their way after each cycle. */
const taken: number[] = [];
/** Cycles after which one symbol stood in two accounts. */
let shared = 0;

beforeAll(async () => {
  state = await run();
  events = eventsIn(state);
  const place = { directory: join(root, "config"), env: {}, files: nodeFiles, overrides: OVERRIDES };
  context = createEngineContext(requireConfig(place));
  books = createEngineState("paper");
  for (const event of events) {
    apply(books, bodyOf(event), context);
    if (event.type !== "cycle.decided") continue;
    const held = Object.values(books.portfolio.positions);
    const orders = Object.values(books.portfolio.orders);
    const entries = orders.filter(({ purpose }) => purpose === "open").map(({ request }) => request);
    taken.push(new Set([...held, ...entries].map(({ account, symbol }) => `${account}:${symbol}`)).size);
    shared += new Set(held.map(({ symbol }) => symbol)).size < held.length ? 1 : 0;
  }
}, 120_000);

describe("two weeks of three accounts in one session", () => {
  it("divide the start by their shares: 50,000, 30,000 and 20,000", () => {
    const [start] = ofType(events, "session.started");
    expect(start?.wallets).toEqual({ main: "50000", alt: "30000", fast: "20000" });
    expect(start?.navStart).toBe("100000");
  });

  it("send every order where its route says, and each account trades", () => {
    const orders = [
      ...ofType(events, "cycle.decided").flatMap((cycle) => cycle.orders),
      ...ofType(events, "order.intended").map(({ order }) => order),
    ];
    for (const { strategy, request } of orders) {
      expect(request.account).toBe(context.routeAccount(strategy, request.symbol));
    }
    const count = (account: string): number => orders.filter(({ request }) => request.account === account).length;
    expect(Math.min(...["main", "alt", "fast"].map(count))).toBeGreaterThan(10);
  });

  it("size each order by its own account: no entry is larger than the account's share of it", () => {
    const [start] = ofType(events, "session.started");
    const share = 0.1;
    for (const { orders } of ofType(events, "cycle.decided")) {
      for (const { purpose, request } of orders.filter((order) => order.purpose === "open")) {
        expect(purpose).toBe("open");
        const mark = books.market[request.symbol]?.mark ?? Number.NaN;
        const nav = Number(start?.wallets[request.account]);
        // Marks move within two weeks: half as much again is no bound of risk, but tells 20,000 from 100,000.
        expect(Number(request.qty) * mark).toBeLessThan(1.5 * share * nav);
      }
    }
  });

  it("keep each wallet to the last digit: start + realised − fees + funding", () => {
    const [start] = ofType(events, "session.started");
    for (const { account, wallet, realizedPnl, fees, funding } of Object.values(books.portfolio.accounts)) {
      const started = start?.wallets[account] ?? ZERO;
      expect([account, wallet]).toEqual([account, addDec(subDec(addDec(started, realizedPnl), fees), funding)]);
    }
    const realized = Object.values(books.portfolio.accounts).map(({ realizedPnl }): Dec => realizedPnl);
    expect(realized.reduce(addDec, ZERO)).toBe(books.portfolio.totals.realizedPnl);
  });

  it(`share ${String(SLOTS)} slots: never more positions and entries at once, and all are used`, () => {
    expect(Math.max(...taken)).toBe(SLOTS);
    expect(shared).toBeGreaterThan(5);
  });

  it("tell limits of the fund once, and those of accounts by account", () => {
    const { limits } = JSON.parse(readFileSync(join(state, "risk_state.json"), "utf8")) as {
      limits: { rule: string; scope: string; used: number; limit: number }[];
    };
    const named = limits.map(({ rule, scope }) => `${rule} ${scope}`);
    expect(new Set(named).size).toBe(named.length);
    expect(named.filter((name) => name.startsWith("R10") || name.startsWith("R11"))).toEqual([
      "R10 global",
      "R11 global",
    ]);
    expect(named.filter((name) => name.startsWith("R09 account:") && name.endsWith("gross"))).toHaveLength(3);
    const used = (name: string): number => limits.find(({ rule, scope }) => `${rule} ${scope}` === name)?.used ?? NaN;
    const gross = ["main", "alt", "fast"].map((account) => used(`R09 account:${account} gross`));
    expect(used("R09 venue:binance-usdm")).toBeCloseTo(
      gross.reduce((sum, usd) => sum + usd),
      6,
    );
  });

  it("end on the same books when the session is cut after 100 cycles and goes on", async () => {
    const cut = await run({ maxCycles: 100 });
    await run({}, cut);
    const decisions = (all: readonly JournalEvent[]): readonly unknown[] =>
      ofType(all, "cycle.decided").map(({ cycle, nav, orders, vetoes }) => [cycle, nav, orders, vetoes]);
    expect(decisions(eventsIn(cut))).toEqual(decisions(events));
  }, 120_000);
});

describe("accounts with a state and limits of their own", () => {
  it("open nothing, keep to one slot and stop after a fall of 0.2 %, also across a restart", async () => {
    const accounts = [
      { ...OVERRIDES["accounts.accounts"][0], limits: { max_nav_drawdown_pct: 0.002 } },
      { ...OVERRIDES["accounts.accounts"][1], limits: { max_concurrent_positions: 1 } },
      { ...OVERRIDES["accounts.accounts"][2], state: "reducing" },
    ];
    const overrides = { "accounts.accounts": accounts };
    const whole = eventsIn(await run({ overrides }));
    const cut = await run({ overrides, maxCycles: 150 });
    await run({ overrides }, cut);
    const cycles = ofType(whole, "cycle.decided");
    expect(ofType(eventsIn(cut), "cycle.decided").map(({ nav, vetoes }) => [nav, vetoes])).toEqual(
      cycles.map(({ nav, vetoes }) => [nav, vetoes]),
    );
    const codes = (account: string): ReadonlySet<string> =>
      new Set(
        cycles.flatMap(({ vetoes }) =>
          vetoes.filter((veto) => veto.account === account).flatMap((veto) => veto.violations.map(({ code }) => code)),
        ),
      );
    expect([...codes("fast")]).toContain("account_reducing");
    expect([...codes("alt")]).toContain("account_concurrency");
    expect([...codes("main")]).toContain("account_drawdown");
    const opened = cycles.flatMap(({ orders }) => orders.filter(({ purpose }) => purpose === "open"));
    expect(opened.some(({ request }) => request.account === "fast")).toBe(false);
    const folded = createEngineState("paper");
    const place = { directory: join(root, "config"), env: {}, files: nodeFiles };
    const own = createEngineContext(requireConfig({ ...place, overrides: { ...OVERRIDES, ...overrides } }));
    const held: number[] = [];
    for (const event of whole) {
      apply(folded, bodyOf(event), own);
      held.push(Object.values(folded.portfolio.positions).filter(({ account }) => account === "alt").length);
    }
    expect(Math.max(...held)).toBe(1);
  }, 120_000);
});

describe("shares that do not divide the start", () => {
  it("are refused with exit 3, the place and what to do; no state is left behind", async () => {
    const shares = [0.7, 0.5].map((share, at) => ({
      ...{ id: at === 0 ? "alt" : "fast", title: "T", venue: "binance", paper_share: share },
    }));
    const accounts = [{ id: "main", title: "Main", venue: "binance" }, ...shares];
    const failure: unknown = await run({ overrides: { "accounts.accounts": accounts } }).catch(
      (error: unknown) => error,
    );
    expect(existsSync(join(parent, `s${String(directories)}`))).toBe(false);
    expect(failure).toMatchObject({ exitCode: 3, code: "paper_shares", place: { path: "accounts.1.paper_share" } });
  });
});
