import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../../src/core/adapters/fs/node-files.js";
import { createEngineContext } from "../../../src/core/app/engine-context.js";
import type { ExecutorFlags } from "../../../src/core/app/executor-session.js";
import { requireConfig } from "../../../src/core/app/load-config.js";
import { journalEvents } from "../../../src/core/app/session-state.js";
import type { IntendedOrder, JournalEvent } from "../../../src/core/domain/event.js";
import { isReducingPurpose } from "../../../src/core/domain/intent.js";
import { apply } from "../../../src/core/engine/apply.js";
import { bodyOf } from "../../../src/core/engine/replay.js";
import { createEngineState, type EngineContext, type EngineState } from "../../../src/core/engine/state.js";
import { addDec, subDec, ZERO } from "../../../src/core/lib/decimal.js";
import { ofType } from "../../support/engine-story.js";
import { okx, OUT, OVERRIDES, runTwoVenues, symbols } from "../../support/two-venues.js";
import { root } from "../config/support.js";

const parent = mkdtempSync(join(tmpdir(), "hedge-venues-"));
afterAll(() => {
  rmSync(parent, { recursive: true });
});

let directories = 0;
async function run(flags: Partial<ExecutorFlags> = {}, stateDirectory?: string): Promise<string> {
  directories += 1;
  return runTwoVenues(stateDirectory ?? join(parent, `s${String(directories)}`), flags);
}

const eventsIn = (state: string): readonly JournalEvent[] => [...journalEvents(state, nodeFiles, "paper")];

const HOME = ["main", "fast"];
const candidates = (strategy: string): readonly string[] => [strategy === "swift" ? "fast" : "main", "reserve"];

let events: readonly JournalEvent[] = [];
let context: EngineContext;
let books: EngineState;
let state = "";

interface Decided extends IntendedOrder {
  readonly atMs: number;
  /** Whether the account held the symbol when it was decided. */
  readonly isHeld: boolean;
}

const decided: Decided[] = [];
/** Signed quantities from fills alone, by account and symbol. */
const filled: Record<string, number> = {};
/** After each cycle, by symbol: what the books hold at both venues together, and what the fills come to. */
const exposures: { readonly books: number; readonly fills: number; readonly gross: number }[] = [];

function netOf(quantities: Readonly<Record<string, number>>, symbol: string): number {
  const of = Object.entries(quantities).filter(([key]) => key.endsWith(`:${symbol}`));
  return of.reduce((sum, [, qty]) => sum + qty, 0);
}

function noteOrders(event: JournalEvent): void {
  const orders = event.type === "cycle.decided" ? event.orders : event.type === "order.intended" ? [event.order] : [];
  for (const order of orders) {
    const { account, symbol } = order.request;
    const isHeld = books.portfolio.positions[`${account}:${symbol}`] !== undefined;
    decided.push({ ...order, atMs: event.atMs, isHeld });
  }
}

function noteExposure(): void {
  const held = Object.fromEntries(
    Object.entries(books.portfolio.positions).map(([key, { qty }]) => [key, Number(qty)]),
  );
  for (const symbol of symbols) {
    const gross = Object.entries(held).filter(([key]) => key.endsWith(`:${symbol}`));
    exposures.push({
      books: netOf(held, symbol),
      fills: netOf(filled, symbol),
      gross: gross.reduce((sum, [, qty]) => sum + Math.abs(qty), 0),
    });
  }
}

beforeAll(async () => {
  state = await run();
  events = eventsIn(state);
  const place = { directory: join(root, "config"), env: {}, files: nodeFiles, overrides: OVERRIDES };
  context = createEngineContext(requireConfig(place));
  books = createEngineState("paper");
  for (const event of events) {
    noteOrders(event);
    apply(books, bodyOf(event), context);
    if (event.type === "order.filled") {
      const key = `${event.account}:${event.symbol}`;
      filled[key] = (filled[key] ?? 0) + (event.side === "buy" ? 1 : -1) * Number(event.qty);
    }
    if (event.type === "cycle.decided") noteExposure();
  }
}, 120_000);

const isOut = ({ atMs }: { readonly atMs: number }): boolean => atMs >= OUT.fromMs && atMs < OUT.toMs;
const opens = (): readonly Decided[] => decided.filter(({ purpose }) => purpose === "open");

describe("eleven days of three accounts at two venues, one of which is out for 36 hours", () => {
  it("put every order on an account of its route", () => {
    expect(decided.length).toBeGreaterThan(100);
    for (const { strategy, request } of decided) expect(candidates(strategy)).toContain(request.account);
  });

  it("take new risk at home before, at the other venue meanwhile, and at home again 15 minutes after", () => {
    const rejoinedMs = OUT.toMs + 900_000;
    const venues = (of: readonly Decided[]): readonly string[] => [
      ...new Set(of.map(({ request }) => (HOME.includes(request.account) ? "home" : "reserve"))),
    ];
    const before = opens().filter(({ atMs }) => atMs < OUT.fromMs);
    const meanwhile = opens().filter(({ atMs }) => atMs >= OUT.fromMs && atMs < rejoinedMs);
    const after = opens().filter(({ atMs }) => atMs >= rejoinedMs);
    expect([before, meanwhile, after].map(venues)).toEqual([["home"], ["reserve"], ["home"]]);
    expect(Math.min(before.length, after.length)).toBeGreaterThan(5);
    expect(meanwhile.length).toBeGreaterThan(3);
  });

  it("say of each entry that moved where it came from and why", () => {
    const switches = ofType(events, "cycle.decided").flatMap((cycle) => cycle.switches ?? []);
    const moved = opens().filter(({ request, attempt }) => request.account === "reserve" && attempt === 0);
    expect(switches.length).toBeGreaterThanOrEqual(moved.length);
    for (const { strategy, from, to, because, reason } of switches) {
      expect([from, to, because]).toEqual([candidates(strategy)[0], "reserve", "health"]);
      expect(reason).toBe(`${from}: the circuit of orders is open: the venue can't be reached`);
    }
  });

  it("keep every exit on the account that holds the position, out or not", () => {
    const exits = decided.filter(({ purpose }) => isReducingPurpose(purpose));
    expect(exits.every(({ isHeld }) => isHeld)).toBe(true);
    const sentIntoTheDark = exits.filter((exit) => isOut(exit) && HOME.includes(exit.request.account));
    expect(sentIntoTheDark.length).toBeGreaterThan(2);
    const absent = new Set(ofType(events, "order.absent").map(({ clientOrderId }) => clientOrderId));
    expect(sentIntoTheDark.map(({ request }) => request.clientOrderId).filter((id) => !absent.has(id))).toEqual([]);
  });

  it("are told late what stops and funding did there meanwhile, as of its own instant", () => {
    const late = events.filter(
      (event, at) =>
        isOut(event) &&
        (event.type === "order.filled" || event.type === "funding.settled") &&
        HOME.includes(event.account) &&
        events.slice(0, at).some(({ atMs }) => atMs >= OUT.toMs),
    );
    expect(late.map(({ type }) => type)).toEqual(expect.arrayContaining(["order.filled", "funding.settled"]));
    const told = events.filter((event) => "account" in event && event.type === "order.filled" && isOut(event));
    const early = told.filter((event) => !late.includes(event));
    expect(early.every((event) => "account" in event && event.account === "reserve")).toBe(true);
  });

  it("know the exposure of each asset over both venues after every cycle, from fills alone", () => {
    expect(exposures.length).toBeGreaterThan(1_000);
    for (const { books: held, fills } of exposures) expect(held).toBeCloseTo(fills, 9);
    const isOffset = exposures.filter(({ books: net, gross }) => Math.abs(net) < gross - 1e-9);
    expect(isOffset.length).toBeGreaterThan(3);
  });

  it("lose nothing: no latch, no unknown order, and each wallet is start + realised − fees + funding", () => {
    const [start] = ofType(events, "session.started");
    expect(ofType(events, "cause.raised").filter(({ cause }) => cause.kind === "latch")).toEqual([]);
    expect(Object.values(books.portfolio.orders).filter(({ status }) => status === "unknown")).toEqual([]);
    for (const { account, wallet, realizedPnl, fees, funding } of Object.values(books.portfolio.accounts)) {
      const started = start?.wallets[account] ?? ZERO;
      expect([account, wallet]).toEqual([account, addDec(subDec(addDec(started, realizedPnl), fees), funding)]);
    }
    const back = ofType(events, "venue.reported").find(({ atMs }) => atMs === OUT.toMs);
    expect(back?.accounts).toEqual(HOME);
    expect(books.reconcileDifference).toBeNull();
  });

  it("size by the rules of the venue: quantities of the reserve are whole steps of its own, ten times as coarse", () => {
    const there = opens().filter(({ request }) => request.account === "reserve");
    for (const { request } of there) {
      const step = Number(okx.instruments[request.symbol]!.filters.step_size);
      expect(Math.abs(Number(request.qty) / step - Math.round(Number(request.qty) / step))).toBeLessThan(1e-9);
    }
    const fills = ofType(events, "order.filled").filter(({ liquidity }) => liquidity === "taker");
    const rate = (account: string): number => {
      const { fee, qty, price } = fills.find((fill) => fill.account === account)!;
      return Number(fee) / (Number(qty) * Number(price));
    };
    expect([rate("main"), rate("reserve")].map((paid) => Number(paid.toFixed(6)))).toEqual([0.0005, 0.00055]);
  });

  it("tell each asset net over both venues in positions.json, and the share of each venue in risk_state.json", () => {
    const file = JSON.parse(readFileSync(join(state, "positions.json"), "utf8")) as {
      items: { account: string; symbol: string; side: string; notional: string }[];
      assets: { asset: string; net: string; gross: string; venues: Record<string, string> }[];
    };
    const signed = (account: string | null, asset: string): number =>
      file.items
        .filter((row) => row.symbol === `${asset}USDT` && (account === null || row.account === account))
        .reduce((sum, { side, notional }) => sum + (side === "long" ? 1 : -1) * Number(notional), 0);
    expect(file.assets.length).toBeGreaterThan(0);
    for (const { asset, net, venues } of file.assets) {
      expect(Number(net)).toBeCloseTo(signed(null, asset), 6);
      expect(Object.values(venues).reduce((sum, usd) => sum + Number(usd), 0)).toBeCloseTo(Number(net), 6);
    }
    const { limits } = JSON.parse(readFileSync(join(state, "risk_state.json"), "utf8")) as {
      limits: { rule: string; scope: string; used: number }[];
    };
    const used = (venue: string): number => limits.find(({ scope }) => scope === `venue:${venue}`)?.used ?? 0;
    const gross = (accounts: readonly string[]): number =>
      file.items.filter((row) => accounts.includes(row.account)).reduce((sum, row) => sum + Number(row.notional), 0);
    expect(used("binance-usdm")).toBeCloseTo(gross(HOME), 6);
    expect(used("okx-swap")).toBeCloseTo(gross(["reserve"]), 6);
  });

  it.each([
    ["before the outage", 100],
    ["in the middle of it", 140],
    ["an hour after it", 157],
  ])(
    "decide the same when the session is cut %s, after %i cycles, and goes on",
    async (_when, maxCycles) => {
      const cut = await run({ maxCycles });
      await run({}, cut);
      const decisions = (all: readonly JournalEvent[]): readonly unknown[] =>
        ofType(all, "cycle.decided").map(({ cycle, nav, orders, vetoes, switches }) => [
          ...[cycle, nav, orders, vetoes, switches],
        ]);
      expect(decisions(eventsIn(cut))).toEqual(decisions(events));
    },
    120_000,
  );
});

describe("a configuration of several venues", () => {
  const failureOf = (overrides: Readonly<Record<string, unknown>>): Promise<unknown> =>
    run({ overrides }).catch((error: unknown) => error);

  it("is refused with exit 3 where an account that stands by can't trade the symbol", async () => {
    const { BTCUSDT: _left, ...listed } = okx.instruments;
    const failure = await failureOf({ "venues.okx": { ...okx, instruments: listed } });
    expect(failure).toMatchObject({ exitCode: 3, code: "symbol_not_listed", place: { path: "routes" } });
  });

  it("is refused where an outage names a venue that is not there, or begins before the one before has ended", async () => {
    const outages = OVERRIDES["runtime.paper.outages"];
    for (const [path, wrong] of [
      ["paper.outages.0.venue", outages.map((outage) => ({ ...outage, venue: "kraken" }))],
      ["paper.outages.1.from", [...outages, ...outages]],
    ] as const) {
      expect(await failureOf({ "runtime.paper.outages": wrong })).toMatchObject({ exitCode: 3, place: { path } });
    }
  });
});
