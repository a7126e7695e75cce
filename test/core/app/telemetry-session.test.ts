import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeFiles } from "../../../src/core/adapters/fs/node-files.js";
import { createEngineContext } from "../../../src/core/app/engine-context.js";
import { LatencyRecorder } from "../../../src/core/app/latency-recorder.js";
import { TelemetrySession } from "../../../src/core/app/telemetry-session.js";
import type { EventBody } from "../../../src/core/domain/event.js";
import type { Mode } from "../../../src/core/domain/mode.js";
import { apply } from "../../../src/core/engine/apply.js";
import { currentBook } from "../../../src/core/engine/cycle.js";
import { createEngineState } from "../../../src/core/engine/state.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { HOUR_MS, isoUtc } from "../../../src/core/lib/time.js";
import { engineConfig } from "../../support/engine-session.js";
import { cycleDecided, orderFilled, sessionStarted } from "../../support/samples/events.js";
import { createManualClock } from "../adapters/resilience/manual-clock.js";

const START_MS = Date.UTC(2024, 4, 1);

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "hedge-telemetry-session-"));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

interface RiskFile {
  readonly seq: number;
  readonly nav: object;
  readonly book: { readonly dayPnl: string; readonly drawdown: number; readonly unprotectedSeconds: number };
  readonly alerts: readonly { readonly code: string; readonly severity: string; readonly message: string }[];
  readonly limits: readonly { readonly rule: string; readonly used: number | null }[];
}
const file = (name: string): unknown => JSON.parse(readFileSync(join(directory, name), "utf8"));
const risk = (): RiskFile => file("risk_state.json") as RiskFile;

/** A session whose events the test writes; 1 BTC bought at 60,000 in the first cycle. */
function open(mode: Mode = "testnet") {
  const clock = createManualClock();
  const context = createEngineContext(engineConfig());
  const state = createEngineState(mode);
  const telemetry = new TelemetrySession({
    ...{ files: nodeFiles, directory, clock, intervalMs: 1_000, latency: new LatencyRecorder() },
    ...{ context: () => context, onEvent: () => undefined, onTurn: () => undefined },
  });
  let seq = 0;
  const turn = (body: EventBody): void => {
    seq += 1;
    apply(state, body, context);
    const frame = { seq, at: isoUtc(body.atMs), v: 1, mode, correlationId: "c", hash: "0" } as const;
    telemetry.onEvent({ ...body, ...frame }, state);
    telemetry.onTurn(state);
  };
  const marks = (atMs: number, mark: number): void => {
    turn({ type: "market.marks", atMs, rows: [["BTCUSDT", mark, null, null]] });
  };
  turn(sessionStarted({ atMs: START_MS }));
  marks(START_MS, 60_000);
  turn(cycleDecided({ atMs: START_MS, nav: dec("100000") }));
  turn(orderFilled({ atMs: START_MS, clientOrderId: "venue7", qty: dec("1"), price: dec("60000") }));
  return { clock, context, state, telemetry, turn, marks };
}

describe("the NAV that is shown between two hourly cycles", () => {
  it("is that of the newest marks 20 minutes after the cycle: value, age, day, drawdown and series; no alarm", () => {
    const { telemetry, state, marks, context } = open();
    for (let second = 5; second <= 1_200; second += 5) marks(START_MS + second * 1_000, 60_000 - second);
    telemetry.flush(state, "running");
    const { nav, book, alerts } = risk();
    expect(nav).toEqual({ value: "98800", at: "2024-05-01T00:20:00Z", ageMs: 0, fresh: true });
    expect([book.dayPnl, book.drawdown]).toEqual(["-1200", 1 - 98_800 / 100_000]);
    expect(alerts.map(({ code }) => code)).not.toContain("nav_stale");
    expect(file("health.json")).toMatchObject({ ages: { nav: 0 } });
    const { items } = file("nav_log.json") as { items: { at: string; nav: string }[] };
    expect(items.map(({ at, nav: value }) => [at, value])).toEqual([
      ["2024-05-01T00:00:00Z", "100000"],
      ["2024-05-01T00:20:00Z", "98800"],
    ]);
    expect(readFileSync(join(directory, "nav.jsonl"), "utf8").split("\n")).toHaveLength(2);
    // What R02 judges is the same instant.
    expect(currentBook(state, context, "main").navAtMs).toBe(START_MS + 1_200_000);
    expect(state.portfolio.nav?.atMs).toBe(START_MS);
  });

  it("grows old with the mark of what is held: 151 s after the last one it is an alarm, at 150 s none", () => {
    const { telemetry, state, turn, marks } = open();
    marks(START_MS + HOUR_MS, 60_500);
    const shownAfter = (seconds: number): RiskFile => {
      turn({ type: "clock.advanced", atMs: START_MS + HOUR_MS + seconds * 1_000 });
      telemetry.flush(state, "running");
      return risk();
    };
    expect(shownAfter(150).alerts.map(({ code }) => code)).not.toContain("nav_stale");
    const { nav, alerts } = shownAfter(151);
    expect(nav).toEqual({ value: "100500", at: "2024-05-01T01:00:00Z", ageMs: 151_000, fresh: false });
    expect(alerts.map(({ code }) => code)).toContain("nav_stale");
  });

  it("over recorded hourly bars it is an alarm from 3,751 s on: no price is known between two closes", () => {
    const { telemetry, state, turn } = open("paper");
    const freshAfter = (seconds: number): boolean => {
      turn({ type: "clock.advanced", atMs: START_MS + seconds * 1_000 });
      telemetry.flush(state, "running");
      const isAlarm = risk().alerts.some(({ code }) => code === "nav_stale");
      expect(risk().nav).toMatchObject({ ageMs: seconds * 1_000, fresh: !isAlarm });
      return !isAlarm;
    };
    expect([1_800, 3_600, 3_750, 3_751].map(freshAfter)).toEqual([true, true, true, false]);
  });

  it("is of now while nothing is held, whatever the marks", () => {
    const { telemetry, state, turn } = open();
    const close = { atMs: START_MS + 1_000, clientOrderId: "venue8", qty: dec("1"), price: dec("60010") };
    turn(orderFilled({ ...close, side: "sell" }));
    turn({ type: "clock.advanced", atMs: START_MS + HOUR_MS });
    telemetry.flush(state, "running");
    expect(risk().nav).toEqual({ value: "100010", at: "2024-05-01T01:00:00Z", ageMs: 0, fresh: true });
  });
});

describe("a turn less than a second after a projection, and nothing after it", () => {
  it("is written by the first idle beat a second after that projection; later beats write the heartbeat alone", async () => {
    const { telemetry, state, clock, turn } = open();
    await clock.advance(5_000);
    turn({ type: "clock.advanced", atMs: START_MS + 1_000 });
    expect(risk().seq).toBe(5);
    await clock.advance(100);
    turn({ type: "operator.halted", atMs: START_MS + 2_000, state: "HALTED", strategy: null, reason: "look" });
    await clock.advance(800);
    telemetry.idle(state);
    expect(risk().seq).toBe(5);
    await clock.advance(100);
    telemetry.idle(state);
    expect(risk().seq).toBe(6);
    const at = (): unknown =>
      (file("health.json") as { heartbeats: { executor: { at: string } } }).heartbeats.executor.at;
    rmSync(join(directory, "risk_state.json"));
    await clock.advance(60_000);
    const before = at();
    telemetry.idle(state);
    expect(at()).not.toBe(before);
    expect(() => risk()).toThrow(/ENOENT/);
  });
});

describe("a venue that says nothing any more", () => {
  /** The position has no stop at the venue: its clock runs from the fill. The session's own time goes on. */
  function silent() {
    const opened = open();
    const time = { nowMs: START_MS };
    opened.telemetry.followTime(() => time.nowMs);
    const beatAt = (seconds: number): RiskFile => {
      time.nowMs = START_MS + seconds * 1_000;
      opened.telemetry.idle(opened.state);
      return risk();
    };
    return { ...opened, beatAt };
  }

  it("does not stop the ages: 10 s without a stop is allowed, at 11 s the alert is critical, at 61 s the NAV is as old", async () => {
    const { clock, beatAt } = silent();
    const alertAt = async (seconds: number) => {
      await clock.advance(1_000);
      return beatAt(seconds).alerts.find(({ code }) => code === "position_unprotected");
    };
    expect(await alertAt(10)).toMatchObject({ severity: "warning" });
    expect(await alertAt(11)).toEqual({
      severity: "critical",
      code: "position_unprotected",
      message: "BTCUSDT (main) has had no working disaster stop for 11 s, limit 10 s",
    });
    await clock.advance(1_000);
    const { nav, book, limits } = beatAt(61);
    expect(nav).toMatchObject({ at: "2024-05-01T00:00:00Z", ageMs: 61_000 });
    expect(book.unprotectedSeconds).toBe(61);
    expect(limits.find(({ rule }) => rule === "R21")?.used).toBe(61);
    expect(file("health.json")).toMatchObject({ ages: { nav: 61_000, market: 61_000 } });
  });

  it("counts each second without a stop once, whoever speaks: 61 s of silence and 9 s with the venue are 70", async () => {
    const { clock, beatAt, marks } = silent();
    beatAt(61);
    await clock.advance(1_000);
    marks(START_MS + 61_000, 60_000);
    marks(START_MS + 70_000, 60_000);
    await clock.advance(1_000);
    expect(beatAt(70).book.unprotectedSeconds).toBe(70);
  });

  it("leaves the ages of a session without a time of its own where its newest event is", async () => {
    const { clock, telemetry, state } = open();
    await clock.advance(3_600_000);
    telemetry.flush(state, "running");
    expect(risk().nav).toMatchObject({ ageMs: 0 });
    expect(risk().book.unprotectedSeconds).toBe(0);
  });
});
