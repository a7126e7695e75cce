import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { applyLedgerEvent, emptyPortfolio } from "../../../src/core/ledger/apply.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { HOUR_MS } from "../../../src/core/lib/time.js";
import { TELEMETRY_SCHEMAS, type TelemetryFileName } from "../../../src/core/telemetry/exported.schema.js";
import { NAV_LOG_POINTS } from "../../../src/core/telemetry/project-nav.js";
import * as sample from "./sample-session.js";
import { TelemetryFolder } from "./telemetry-folder.js";

const folder = new TelemetryFolder();
const json = (name: string): Record<string, unknown> => JSON.parse(folder.text(name)) as Record<string, unknown>;

/** Those that `ChangeLogs` writes beside: change-logs.test.ts. */
const ELSEWHERE = ["gating.jsonl", "nav_freshness.jsonl", "router_offsets.jsonl"];
const NAMES = (Object.keys(TELEMETRY_SCHEMAS) as TelemetryFileName[]).filter((name) => !ELSEWHERE.includes(name));

describe("the files of a session", () => {
  it("are the eight of the contract and nothing else", () => {
    folder.writeAll();
    expect(readdirSync(folder.directory).sort()).toEqual([...NAMES].sort());
  });

  it.each(NAMES)("%s holds to its schema", (name) => {
    folder.writeAll();
    const documents = name.endsWith(".jsonl") ? folder.lines(name) : [json(name)];
    expect(documents.length).toBeGreaterThan(0);
    for (const document of documents) expect(TELEMETRY_SCHEMAS[name].parse(document)).toEqual(document);
  });

  it("begin with schema and mode", () => {
    folder.writeAll();
    for (const name of readdirSync(folder.directory).filter((file) => file.endsWith(".json"))) {
      expect(Object.keys(json(name)).slice(0, 2)).toEqual(["schema", "mode"]);
    }
  });

  it("hold a veto exactly as the contract writes it, the setting of the limit left out", () => {
    folder.writeAll();
    expect(folder.text("risk_vetoes.jsonl").split("\n")[0]).toBe(
      '{"id":"veto1","at":"2024-05-01T00:00:00Z","mode":"paper","correlationId":"c2","strategy":"momentum","account":"main",' +
        '"symbol":"ETHUSDT","side":"sell","primary":"R06","vetoes":[{"rule":"R06","code":"min_notional","measured":12.5,' +
        '"limit":20,"unit":"usd"},{"rule":"R13","code":"strategy_concurrency","measured":3,"limit":3,"unit":"count"}],' +
        '"intent":{"id":"intentveto1","purpose":"open","strength":0.4,"qty":"0.004","notional":"12.5","referencePrice":"3125",' +
        '"stopDistance":90.5,"clamps":[{"rule":"risk_per_trade_pct","before":"900","after":"12.5"}]},"nav":"100000"}',
    );
  });

  it("hold one line for each of 2 ended orders, with average price and cost against the decision", () => {
    folder.writeAll();
    const orders = folder.lines("orders.jsonl");
    expect(orders.map(({ id, status }) => [id, status])).toEqual([
      ["entry1", "filled"],
      ["limit1", "canceled"],
    ]);
    // (0.005 × 60010 + 0.015 × 60030) / 0.02 = 60025, 25 above 60000 = 4.167 bps.
    expect(orders[0]).toMatchObject({ filledQty: "0.02", averagePrice: "60025", shortfallBps: 4.167, fees: "0.6" });
    expect(orders[1]).toMatchObject({ averagePrice: null, shortfallBps: null, reason: "maker timeout" });
  });

  it("hold the position with its nearest stop, its profit at the mark and the 2 orders that still work", () => {
    folder.writeAll();
    const { items, openOrders } = json("positions.json") as { items: object[]; openOrders: { id: string }[] };
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      ...{ side: "long", qty: "0.02", entryPrice: "60025", markPrice: "60500", notional: "1210" },
      ...{ unrealizedPnl: "9.5", stopPrice: "58750", disasterStop: "57000", unprotectedSince: null },
    });
    expect(openOrders.map(({ id }) => id)).toEqual(["stop1", "lost1"]);
  });

  it("agree on exposure, profit of the day and drawdown in one place", () => {
    folder.writeAll();
    const { book, nav, cooldowns } = json("risk_state.json") as Record<string, object>;
    expect(book).toEqual({
      ...{ positions: 1, openOrders: 2, unknownOrders: 1, grossExposure: 1_210 / 100_020 },
      ...{ netExposure: 1_210 / 100_020, dayPnl: "20", dayPnlPct: 0.0002, drawdown: 0, unprotectedSeconds: 0 },
    });
    expect(nav).toEqual({ value: "100020", at: "2024-05-01T02:00:00Z", ageMs: 0, fresh: true });
    expect(cooldowns).toEqual([{ scope: "symbol", key: "SOLUSDT", until: "2024-05-01T09:00:00Z", reason: "stop" }]);
  });

  it("hold the drawdown of each NAV point: 10 below 100,000 is 0.0001", () => {
    folder.writeAll();
    expect(folder.lines("nav.jsonl").map(({ drawdown }) => Number(drawdown).toFixed(6))).toEqual([
      "0.000000",
      "0.000100",
      "0.000000",
    ]);
  });
});

describe("a figure that can't be known", () => {
  it("is null: without a mark there is no profit, no notional, no exposure", () => {
    const writer = folder.writer();
    writer.flush({ ...sample.playSample(writer), marks: () => Number.NaN });
    writer.close();
    const [position] = json("positions.json")["items"] as object[];
    expect(position).toMatchObject({ markPrice: null, notional: null, exposure: null, unrealizedPnl: null });
    expect(json("risk_state.json")["book"]).toMatchObject({ grossExposure: null, netExposure: null });
  });

  it("is null before the first cycle: no NAV, no drawdown, nothing fresh", () => {
    const writer = folder.writer();
    writer.flush(sample.playSample(writer, 1));
    writer.close();
    expect(json("risk_state.json")).toMatchObject({ nav: { value: null, at: null, ageMs: null, fresh: false } });
    expect(json("risk_state.json")["book"]).toMatchObject({ drawdown: null, dayPnl: null });
  });
});

describe("router_health.json", () => {
  it("has the circuit of each class of endpoints of a venue", () => {
    folder.writeAll();
    expect(json("router_health.json")["circuits"]).toEqual([
      { venue: "paper", endpoints: "orders", state: "half_open" },
    ]);
  });
});

describe("alerts", () => {
  it("name a stale NAV first and as critical, then unknown orders", () => {
    const writer = folder.writer();
    const snapshot = sample.playSample(writer);
    writer.flush({ ...snapshot, atMs: snapshot.atMs + 3_600_001 });
    writer.close();
    const alerts = json("risk_state.json")["alerts"] as { severity: string; code: string; message: string }[];
    expect(alerts.map(({ severity, code }) => [severity, code])).toEqual([
      ["critical", "nav_stale"],
      ["warning", "unknown_orders"],
    ]);
    expect(alerts[1]?.message).toContain("lost1");
    expect(json("risk_state.json")["nav"]).toMatchObject({ fresh: false });
  });

  it("name each strategy that an operator halted, since when and why, and no other timer", () => {
    const writer = folder.writer();
    const snapshot = sample.playSample(writer);
    const timer = {
      scope: "strategy",
      sinceMs: sample.START_MS,
      untilMs: Date.UTC(9999, 11, 31),
      reason: "operator",
    } as const;
    const cooldowns = [
      { ...timer, key: "momentum", said: { atMs: sample.START_MS, reason: "odd signals" } },
      { ...timer, key: "carry", said: { atMs: sample.START_MS + 1_000, reason: "" } },
      { ...timer, key: "trend", reason: "loss_streak" },
    ] as const;
    writer.flush({ ...snapshot, risk: { ...snapshot.risk, cooldowns: [...cooldowns] } });
    writer.close();
    const alerts = json("risk_state.json")["alerts"] as { severity: string; code: string; message: string }[];
    const opens = "it opens nothing; clears: hedge resume --reason …";
    expect(alerts.filter(({ code }) => code === "strategy_halted")).toEqual([
      {
        severity: "warning",
        code: "strategy_halted",
        message: `an operator halted momentum since 2024-05-01T00:00:00Z (said "odd signals"): ${opens}`,
      },
      {
        severity: "warning",
        code: "strategy_halted",
        message: `an operator halted carry since 2024-05-01T00:00:01Z: ${opens}`,
      },
    ]);
  });
});

describe("lines", () => {
  it("are appended by the second flush, not written anew", () => {
    const writer = folder.writer();
    writer.flush(sample.playSample(writer, 10));
    expect(folder.lines("nav.jsonl")).toHaveLength(2);
    const portfolio = emptyPortfolio("paper");
    const body = sample.cycle({ hour: 5, nav: "100001", unrealizedPnl: "1" });
    applyLedgerEvent(portfolio, body);
    writer.onEvent(sample.journaled(body, 16), portfolio);
    writer.flush(sample.snapshotOf(portfolio, body.atMs, 16));
    writer.close();
    expect(folder.lines("nav.jsonl").map(({ nav }) => nav)).toEqual(["100000", "99990", "100001"]);
  });

  it("of the NAV say what came in from outside: nothing before a deposit of 500, then 500; its drawdown stays", () => {
    const writer = folder.writer();
    const portfolio = emptyPortfolio("paper");
    const deposit = {
      type: "wallet.adjusted",
      atMs: sample.START_MS + 5,
      account: "main",
      asset: "USDT",
      kind: "flow",
      amount: dec("500"),
      reason: "deposit",
    } as const;
    const bodies = [
      sample.startEvent(),
      sample.cycle({ hour: 0, nav: "100000", unrealizedPnl: "0" }),
      deposit,
      sample.cycle({ hour: 1, nav: "100490", unrealizedPnl: "-10" }),
    ];
    for (const [index, body] of bodies.entries()) {
      applyLedgerEvent(portfolio, body);
      writer.onEvent(sample.journaled(body, index + 1), portfolio);
    }
    writer.flush(sample.snapshotOf(portfolio, sample.START_MS + HOUR_MS, bodies.length));
    writer.close();
    expect(folder.lines("nav.jsonl").map(({ flows }) => flows)).toEqual([undefined, "500"]);
    expect(Number(folder.lines("nav.jsonl")[1]?.["drawdown"])).toBeCloseTo(10 / 100_500, 12);
  });

  it("are corrected when a fill arrives after the cancel: the last line of an id counts", () => {
    const writer = folder.writer();
    const portfolio = emptyPortfolio("paper");
    const bodies = [
      sample.startEvent(),
      sample.cycle({ hour: 0, nav: "100000", unrealizedPnl: "0", orders: [sample.intended("race1")] }),
      { type: "order.submitted", atMs: sample.START_MS, clientOrderId: "race1" } as const,
      { type: "order.canceled", atMs: sample.START_MS + 5, clientOrderId: "race1", reason: "asked" } as const,
      sample.fill("race1", sample.START_MS + 6, { qty: "0.01", price: "60000", done: false }),
    ];
    for (const [index, body] of bodies.entries()) {
      applyLedgerEvent(portfolio, body);
      writer.onEvent(sample.journaled(body, index + 1), portfolio);
    }
    writer.flush(sample.snapshotOf(portfolio, sample.START_MS + 6, 5));
    writer.close();
    expect(folder.lines("orders.jsonl").map(({ id, filledQty }) => [id, filledQty])).toEqual([
      ["race1", "0"],
      ["race1", "0.01"],
    ]);
  });

  it("of the NAV fill a window of 720 points; the full series has all 2,000", () => {
    const writer = folder.writer();
    const portfolio = emptyPortfolio("paper");
    for (let hour = 0; hour < 2_000; hour++) {
      const body = sample.cycle({ hour, nav: String(100_000 + hour), unrealizedPnl: "0" });
      applyLedgerEvent(portfolio, body);
      writer.onEvent(sample.journaled(body, hour + 1), portfolio);
    }
    writer.flush(sample.snapshotOf(portfolio, sample.START_MS + 1_999 * HOUR_MS, 2_000));
    writer.close();
    const items = json("nav_log.json")["items"] as { nav: string }[];
    expect([items.length, items[0]?.nav, items.at(-1)?.nav]).toEqual([NAV_LOG_POINTS, "101280", "101999"]);
    expect(folder.lines("nav.jsonl")).toHaveLength(2_000);
  });
});
