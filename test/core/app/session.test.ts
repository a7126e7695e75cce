import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../../src/core/adapters/fs/node-files.js";
import { systemClock } from "../../../src/core/adapters/system/clock.js";
import { executeSession } from "../../../src/core/app/execute-session.js";
import { type ExecutorFlags, type ExecutorPorts, runExecutor } from "../../../src/core/app/executor-session.js";
import { journalEvents } from "../../../src/core/app/session-state.js";
import type { JournalEvent } from "../../../src/core/domain/event.js";
import type { ExecutorReport } from "../../../src/core/domain/executor-summary.js";
import { addDec, subDec } from "../../../src/core/lib/decimal.js";
import { Failure } from "../../../src/core/lib/failure.js";
import { ofType } from "../../support/engine-story.js";
import { root } from "../config/support.js";

const parent = mkdtempSync(join(tmpdir(), "hedge-session-"));
afterAll(() => {
  rmSync(parent, { recursive: true });
});

const SYMBOLS = ["BTCUSDT", "ETHUSDT"];
const SPAN = { fromMs: Date.parse("2024-02-01T00:00:00Z"), toMs: Date.parse("2024-02-04T00:00:00Z") };
const TRADED = { "strategy_config.universe": SYMBOLS, "strategy_registry.strategies.momentum.symbols": SYMBOLS };
let directories = 0;

function newState(): string {
  directories += 1;
  return join(parent, `s${String(directories)}`);
}

/** Three real days of two symbols. */
function run(
  stateDirectory: string,
  flags: Partial<ExecutorFlags> = {},
  ports: Partial<ExecutorPorts> = {},
): Promise<ExecutorReport> {
  return runExecutor(
    {
      configDirectory: join(root, "config"),
      stateDirectory,
      mode: "paper",
      ...SPAN,
      speed: null,
      maxCycles: null,
      fresh: false,
      ...flags,
      overrides: { ...TRADED, ...flags.overrides },
    },
    {
      files: nodeFiles,
      clock: systemClock,
      env: {},
      stop: new AbortController().signal,
      onProgress: () => undefined,
      onEvent: () => undefined,
      ...ports,
    },
  );
}

async function refusal(running: Promise<unknown>): Promise<Failure> {
  const [outcome] = await Promise.allSettled([running]);
  if (outcome.status === "rejected" && outcome.reason instanceof Failure) return outcome.reason;
  throw new Error(`expected a failure, got ${outcome.status}`);
}

const eventsOf = (state: string) => [...journalEvents(state, nodeFiles, "paper")];

describe("a session of 72 hours", () => {
  it("ends at the end of the data; started again it prints the same summary and changes nothing", async () => {
    const state = newState();
    const first = await run(state);
    expect(first.outcome).toBe("end_of_data");
    expect(first.summary).toMatchObject({
      cycles: 72,
      bars: 144,
      from: "2024-02-01T00:00:00Z",
      to: "2024-02-04T00:00:00Z",
    });
    expect(first.summary.fills).toBeGreaterThan(0);
    const again = await run(state);
    expect(again.outcome).toBe("already_finished");
    expect(again.summary).toEqual(first.summary);
    expect(eventsOf(state)).toHaveLength(first.summary.journal.events);
  });

  it("goes on by 20 cycles, twice: 40 in all; the rest then gives the same books as one run", async () => {
    const [paused, whole] = [newState(), newState()];
    for (const cycles of [20, 40]) {
      const report = await run(paused, { maxCycles: 20 });
      expect(report.outcome).toBe("cycles_done");
      expect(report.summary.cycles).toBe(cycles);
    }
    const [ended, inOne] = [await run(paused), await run(whole)];
    const books = ({ summary }: ExecutorReport) => ({ ...summary, journal: null, decisionLatencyMs: null });
    expect(books(ended)).toEqual(books(inOne));
    expect(ended.summary.journal.events).toBe(inOne.summary.journal.events + 2);
    expect(ofType(eventsOf(paused), "session.resumed")).toHaveLength(2);
  });

  it("balances when it is stopped right after each of its first 4 fills: NAV = start + realized + unrealized − fees + funding", async () => {
    const state = newState();
    for (let pause = 0; pause < 4; pause++) {
      const stop = new AbortController();
      const onEvent = ({ type }: JournalEvent): void => {
        if (type === "order.filled") stop.abort();
      };
      const { summary, outcome } = await run(state, {}, { stop: stop.signal, onEvent });
      expect(outcome).toBe("stopped");
      const booked = subDec(addDec(addDec(summary.navStart!, summary.realizedPnl), summary.funding), summary.fees);
      expect(summary.navEnd).toBe(addDec(booked, summary.unrealizedPnl!));
    }
  });

  it("puts the old books into archive/ with --fresh and writes the same journal anew", async () => {
    const state = newState();
    const first = await run(state, { maxCycles: 10 });
    const second = await run(state, { maxCycles: 10, fresh: true });
    expect(second.summary.journal).toEqual(first.summary.journal);
    const archived = readdirSync(join(state, "archive"));
    expect(archived).toHaveLength(1);
    expect(eventsOf(join(state, "archive", archived[0]!)).at(-1)!.hash).toBe(first.summary.journal.lastHash);
    await run(state, { maxCycles: 1, fresh: true });
    expect(readdirSync(join(state, "archive"))).toHaveLength(2);
  });
});

describe("a strategy routed to a second account", () => {
  it("trades there alone: the default account, to which nothing is routed, has no books", async () => {
    const state = newState();
    const overrides = {
      "accounts.accounts": [
        { id: "main", title: "Main", venue: "binance" },
        { id: "alt", title: "Other", venue: "binance" },
      ],
      "accounts.routes": [{ strategies: ["momentum"], account: "alt" }],
    };
    await run(state, { overrides });
    const [start] = ofType(eventsOf(state), "session.started");
    expect(start?.wallets).toEqual({ alt: "100000" });
  });
});

describe("a session that is to go on", () => {
  it("is refused with exit 3 and the setting's path when the configuration has changed", async () => {
    const state = newState();
    await run(state, { maxCycles: 2 });
    const before = eventsOf(state).length;
    const failure = await refusal(run(state, { overrides: { "risk_limits.global.max_leverage": 2 } }));
    expect(failure).toMatchObject({
      exitCode: 3,
      code: "config_changed",
      place: { path: "risk_limits.global.max_leverage" },
    });
    expect(failure.message).toContain("risk_limits.global.max_leverage");
    expect(eventsOf(state)).toHaveLength(before);
  });

  it("is refused with exit 3 when it is asked for another span, and goes on without the flags", async () => {
    const state = newState();
    await run(state, { maxCycles: 2 });
    const later = Date.parse("2024-02-05T00:00:00Z");
    expect(await refusal(run(state, { toMs: later }))).toMatchObject({ exitCode: 3, code: "session_span_differs" });
    const report = await run(state, { fromMs: null, toMs: null, maxCycles: 2 });
    expect(report.summary).toMatchObject({ cycles: 4, from: "2024-02-01T00:00:00Z" });
  });

  it("prints its summary once finished, whatever the configuration says by then", async () => {
    const state = newState();
    const day = { toMs: Date.parse("2024-02-02T00:00:00Z") };
    const first = await run(state, day);
    const again = await run(state, { ...day, overrides: { "risk_limits.global.max_leverage": 2 } });
    expect(again.outcome).toBe("already_finished");
    expect(again.summary.navEnd).toBe(first.summary.navEnd);
    const [note] = again.summary.notes;
    expect(note).toContain("another one by now (risk_limits.global.max_leverage differs)");
    expect(again.summary.notes).toEqual([note, ...first.summary.notes]);
  });

  it("once finished, refuses a configuration that can't be read with exit 3, and needs none where there is none and none was named", async () => {
    const state = newState();
    const day = { toMs: Date.parse("2024-02-02T00:00:00Z") };
    await run(state, day);
    const nowhere = join(state, "nowhere");
    expect(await refusal(run(state, { ...day, configDirectory: nowhere, isConfigNamed: true }))).toMatchObject({
      ...{ exitCode: 3, code: "config_invalid", message: `there is no configuration in ${nowhere}` },
      place: { path: "--config", value: nowhere, fix: "Name a folder with the files of the shipped config/." },
    });
    const broken = join(state, "broken");
    cpSync(join(root, "config"), broken, { recursive: true });
    writeFileSync(join(broken, "runtime.json"), "{");
    for (const isConfigNamed of [true, false]) {
      expect(await refusal(run(state, { ...day, configDirectory: broken, isConfigNamed }))).toMatchObject({
        exitCode: 3,
        message: "runtime.json: line 1, column 2: expected a key in double quotes, found the end of the file",
      });
    }
    expect((await run(state, { ...day, configDirectory: nowhere })).outcome).toBe("already_finished");
  });
});

describe("a mode that may not run", () => {
  it("puts no books aside outside paper: --fresh with testnet exits 2 before anything is touched", async () => {
    const state = newState();
    const flags = { config: "config", state, mode: "testnet", once: false, fresh: true, isConfigNamed: false } as const;
    const progress = { update: () => undefined, stop: () => undefined };
    const live = { step: () => undefined, show: () => undefined, stop: () => undefined };
    const health = { port: undefined, info: () => undefined, warn: () => undefined };
    const failure = await refusal(executeSession(flags, { progress, live, jsonl: null, health }));
    expect(failure).toMatchObject({ exitCode: 2, code: "fresh_refused", place: { path: "--fresh" } });
    expect(nodeFiles.exists(state)).toBe(false);
  });

  it("leaves no state directory behind: prod without ALLOW_PROD_WRITE exits 7", async () => {
    const state = newState();
    expect(await refusal(run(state, { mode: "prod" }, { env: { ENV: "prod" } }))).toMatchObject({ exitCode: 7 });
    expect(nodeFiles.exists(state)).toBe(false);
  });

  it("does not touch the books of another mode: exit 3", async () => {
    const state = newState();
    await run(state, { maxCycles: 1 });
    const path = join(state, "journal", "000001.jsonl");
    const lines = eventsOf(state).length;
    expect(await refusal(Promise.resolve().then(() => [...journalEvents(state, nodeFiles, "testnet")]))).toMatchObject({
      exitCode: 3,
      code: "state_of_other_mode",
    });
    expect(nodeFiles.readText(path)!.trimEnd().split("\n")).toHaveLength(lines);
  });
});

describe("a span that the data does not have", () => {
  const cases: readonly (readonly [string, Partial<ExecutorFlags>, string, string])[] = [
    ["ends before it begins", { toMs: Date.parse("2024-01-01T00:00:00Z") }, "--to", "is not after --from"],
    ["ends where it begins", { toMs: SPAN.fromMs }, "--to", "is not after --from"],
    ["begins in 2019", { fromMs: Date.parse("2019-01-01T00:00:00Z") }, "--from", "is outside the data"],
    ["ends in 2031", { toMs: Date.parse("2031-01-01T00:00:00Z") }, "--to", "is outside the data"],
    ["begins at 00:30", { fromMs: SPAN.fromMs + 1_800_000 }, "--from", "is not on a full hour"],
    ["ends at 00:30", { toMs: SPAN.toMs + 1_800_000 }, "--to", "is not on a full hour"],
  ];

  it.each(cases)("%s: exit 2, the flag, and what there is", async (_what, flags, path, words) => {
    const state = newState();
    const failure = await refusal(run(state, flags));
    expect(failure).toMatchObject({ exitCode: 2, code: "bad_span", place: { path } });
    expect(failure.message).toContain(words);
    expect(nodeFiles.exists(join(state, "journal"))).toBe(false);
  });
});
