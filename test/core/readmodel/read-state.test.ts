import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeFiles } from "../../../src/core/adapters/fs/node-files.js";
import { readOrders, readPositions } from "../../../src/core/readmodel/books.js";
import type { StateReader } from "../../../src/core/readmodel/read-state.js";
import { readRisk } from "../../../src/core/readmodel/risk.js";
import { readNav, readVetoes } from "../../../src/core/readmodel/series.js";
import { isFine, readStatus } from "../../../src/core/readmodel/status.js";
import { TelemetryWriter } from "../../../src/core/telemetry/writer.js";
import type { HealthSnapshot, TelemetrySnapshot } from "../../../src/core/telemetry/snapshot.js";
import { healthOf, playSample, WALL_MS } from "../telemetry/sample-session.js";

let directory = "";
let state: StateReader = { files: nodeFiles, directory };
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "hedge-readmodel-"));
  state = { files: nodeFiles, directory };
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

function write(changes: Partial<TelemetrySnapshot> = {}, health: Partial<HealthSnapshot> | null = {}): void {
  const writer = new TelemetryWriter(nodeFiles, directory);
  writer.flush({ ...playSample(writer), ...changes });
  if (health !== null) writer.writeHealth(healthOf(health));
  writer.close();
}

function journalEndsWith(type: string): void {
  mkdirSync(join(directory, "journal"));
  writeFileSync(join(directory, "journal", "000001.jsonl"), `{"type":"cycle.decided"}\n{"type":"${type}"}\n`);
}

/** The value of a result that must be there. */
function value<T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const running = { lockHeld: true, nowWallMs: WALL_MS + 1_000 };
const gone = { lockHeld: false, nowWallMs: WALL_MS + 60_000 };

describe("status", () => {
  it("has the members of the contract in its order", async () => {
    write();
    const status = value(await readStatus(state, running));
    expect(Object.keys(status)).toEqual(
      "schema mode alive ended tradingState causes at nav dayPnl dayPnlPct drawdown grossExposure netExposure positions openOrders unknownOrders unprotectedSeconds vetoes venues alerts".split(
        " ",
      ),
    );
    expect(status).toMatchObject({ mode: "paper", alive: true, ended: false, nav: { value: "100020", ageMs: 0 } });
  });

  it.each([
    ["5.000 s old and the lock held: alive", { lockHeld: true, nowWallMs: WALL_MS + 5_000 }, true],
    ["5.001 s old: not alive, lock or not", { lockHeld: true, nowWallMs: WALL_MS + 5_001 }, false],
    ["fresh, but nobody holds the lock: not alive", { lockHeld: false, nowWallMs: WALL_MS }, false],
  ])("with a heartbeat %s", async (_what, life, alive) => {
    write();
    expect(value(await readStatus(state, life)).alive).toBe(alive);
  });

  it("of a session whose journal ends with session.ended needs nobody, though it is not alive", async () => {
    write({}, { state: "ended" });
    journalEndsWith("session.ended");
    const status = value(await readStatus(state, gone));
    expect([status.alive, status.ended, isFine(status)]).toEqual([false, true, true]);
    expect(status.alerts.filter(({ severity }) => severity === "critical")).toEqual([]);
  });

  it.each([
    ["no executor runs", gone, {}, "executor_dead"],
    ["it stopped on request", gone, { state: "stopped" }, "executor_stopped"],
    [
      "it is frozen under the lock that it took before its last beat",
      { lockHeld: true, nowWallMs: WALL_MS + 30_000, holder: { pid: 7, sinceMs: WALL_MS - 28_000 } },
      {},
      "executor_frozen",
    ],
    ["it is frozen under its lock", { lockHeld: true, nowWallMs: WALL_MS + 30_000 }, {}, "executor_frozen"],
  ] as const)("says that %s, and calls a person", async (_what, life, health, code) => {
    write({}, health);
    journalEndsWith("cycle.decided");
    const status = value(await readStatus(state, life));
    expect(status.alerts[0]).toMatchObject({ severity: "critical", code });
    expect(isFine(status)).toBe(false);
  });

  it("says that it is starting where somebody has taken the lock since and has not beaten: a warning, no alarm", async () => {
    write({}, {});
    journalEndsWith("cycle.decided");
    const holder = { pid: 7, sinceMs: WALL_MS + 28_000 };
    const status = value(await readStatus(state, { lockHeld: true, nowWallMs: WALL_MS + 30_000, holder }));
    expect(status.alerts[0]).toMatchObject({ severity: "warning", code: "executor_starting" });
    expect(status.alerts[0]?.message).toContain("process 7 has been starting since");
    expect(status.alerts.filter(({ severity }) => severity === "critical")).toEqual([]);
  });

  it.each([
    ["another process's, though 1 s old: the lock was taken after it", 4711, false],
    ["that of the holder itself, whose clock was set back since: alive", undefined, true],
  ])("with a young beat from before the lock, %s", async (_what, otherPid, alive) => {
    write();
    const holder = { pid: otherPid ?? healthOf({}).pid, sinceMs: WALL_MS + 60_000 };
    const status = value(await readStatus(state, { lockHeld: true, nowWallMs: WALL_MS + 1_000, holder }));
    expect(status.alive).toBe(alive);
  });

  it.each([
    ["paper", "`hedge executor` goes on"],
    ["dry-run", "`hedge executor --mode dry-run` goes on"],
    ["testnet", "`hedge executor --mode testnet` goes on"],
    ["prod", "`hedge executor --prod` goes on"],
  ] as const)("of a stopped %s session names the command that starts it: %s", async (mode, words) => {
    const { portfolio } = playSampleBooks();
    write({ portfolio: { ...portfolio, mode } }, { mode, state: "stopped" });
    journalEndsWith("cycle.decided");
    const status = value(await readStatus(state, gone));
    expect(status.alerts[0]!.message).toBe(`stopped before its end, last heartbeat 1m ago; ${words}`);
  });

  it("of a live but halted session calls a person; of a reducing one it only warns", async () => {
    const { portfolio } = playSampleBooks();
    const cause = { code: "drawdown_limit", kind: "latch", sinceMs: 0, clears: "hedge resume" } as const;
    write({ portfolio: { ...portfolio, causes: [{ ...cause, state: "HALTED" }] } });
    const halted = value(await readStatus(state, running));
    expect([halted.tradingState, isFine(halted)]).toEqual(["HALTED", false]);
    write({ portfolio: { ...portfolio, causes: [{ ...cause, state: "REDUCING" }] } });
    const reducing = value(await readStatus(state, running));
    expect([reducing.tradingState, isFine(reducing)]).toEqual(["REDUCING", true]);
    expect(reducing.alerts[0]).toMatchObject({ severity: "warning", code: "drawdown_limit" });
  });

  it("names the classes of endpoints whose circuit is open, while somebody trades", async () => {
    const figures = { state: "down", ackP50Ms: 40, ackP95Ms: 44, streamAgeMs: 0 };
    const circuits = { orders: "open", cancels: "closed", queries: "open", account: "half_open" } as const;
    write({}, { venues: [{ venue: "binance", ...figures, circuits }] });
    const status = value(await readStatus(state, running));
    expect(status.venues).toEqual([{ venue: "binance", ...figures }]);
    const message =
      "binance: circuits of orders, queries open: the venue did not answer, or shut us out; tried again by itself";
    expect(status.alerts).toContainEqual({ severity: "warning", code: "circuit_open", message });
    journalEndsWith("cycle.decided");
    const later = value(await readStatus(state, gone));
    expect(later.alerts.filter(({ code }) => code === "circuit_open")).toEqual([]);
  });

  it("reads a heartbeat of before circuits were told", async () => {
    write();
    const path = join(directory, "health.json");
    writeFileSync(path, readFileSync(path, "utf8").replace(',"circuits":null', ""));
    expect(value(await readStatus(state, running)).venues).toHaveLength(1);
  });

  it("without a heartbeat file is not alive", async () => {
    write({}, null);
    expect(value(await readStatus(state, running))).toMatchObject({ alive: false, venues: [] });
  });

  it("shows the same figures as the other documents", async () => {
    write();
    const status = value(await readStatus(state, running));
    const risk = value(await readRisk(state));
    const nav = value(readNav(state, {}));
    expect(status.nav).toEqual({ value: risk.nav.value, ageMs: risk.nav.ageMs });
    expect(nav.items.at(-1)).toMatchObject({ nav: status.nav.value, drawdown: status.drawdown });
    expect(status.vetoes.total).toBe(risk.vetoes.total);
    expect(value(await readVetoes(state, {})).items).toHaveLength(risk.vetoes.total);
    expect(value(readPositions(state)).items).toHaveLength(status.positions);
    expect(value(readOrders(state, { open: true, unknown: false })).items).toHaveLength(status.openOrders);
    expect(value(readOrders(state, { open: false, unknown: true })).items).toHaveLength(status.unknownOrders);
  });
});

function playSampleBooks(): TelemetrySnapshot {
  const writer = new TelemetryWriter(nodeFiles, join(directory, "elsewhere"));
  const snapshot = playSample(writer);
  writer.close();
  return snapshot;
}

describe("orders", () => {
  it("are all 4 of the session, oldest first, each once", () => {
    write();
    const { items } = value(readOrders(state, { open: false, unknown: false }));
    expect(items.map(({ id }) => id)).toEqual(["entry1", "stop1", "limit1", "lost1"]);
  });

  it("that ended between two files count as ended: the line wins over the row", () => {
    write();
    const ended = value(readOrders(state, { open: true, unknown: false })).items[0];
    writeFileSync(join(directory, "orders.jsonl"), `${JSON.stringify({ ...ended, status: "filled" })}\n`, {
      flag: "a",
    });
    expect(value(readOrders(state, { open: true, unknown: false })).items.map(({ id }) => id)).toEqual(["lost1"]);
  });

  it("leave out a last line that is still being written", () => {
    write();
    writeFileSync(join(directory, "orders.jsonl"), '{"id":"half', { flag: "a" });
    expect(value(readOrders(state, { open: false, unknown: false })).items).toHaveLength(4);
  });
});

describe("vetoes and NAV", () => {
  it.each([
    [{}, 2],
    [{ since: "2024-05-01T00:30Z" }, 1],
    [{ since: "1h" }, 1],
    [{ since: "90m" }, 1],
    [{ since: "3d" }, 2],
    [{ rule: "r06" }, 2],
    [{ rule: "strategy_concurrency" }, 2],
    [{ rule: "R09" }, 0],
  ])("%o finds %i vetoes", async (filter, count) => {
    write();
    expect(value(await readVetoes(state, filter)).items).toHaveLength(count);
  });

  it.each([
    [{ since: "yesterday" }, "invalid_value"],
    [{ since: "2024-02-30" }, "invalid_value"],
    [{ rule: "R99" }, "unknown_rule"],
  ])("%o is refused as %s", async (filter, code) => {
    write();
    expect(await readVetoes(state, filter)).toMatchObject({ ok: false, error: { code } });
  });

  it("since an instant takes the points at and after it", () => {
    write();
    expect(value(readNav(state, { since: "2024-05-01T01:00Z" })).items.map(({ nav }) => nav)).toEqual([
      "99990",
      "100020",
    ]);
  });
});

describe("state that can't be read", () => {
  it("says what to run where there is none", async () => {
    const result = await readRisk({ files: nodeFiles, directory: join(directory, "nowhere") });
    expect(result).toMatchObject({
      ok: false,
      error: { code: "state_missing", fix: expect.stringContaining("hedge executor") as string },
    });
  });

  it("says that a file is missing, not the session, where the journal is there", async () => {
    const files = { ...nodeFiles, readText: () => null, exists: (path: string) => path === "s/journal" };
    expect(await readRisk({ files, directory: "s" })).toMatchObject({
      ok: false,
      error: {
        message: "s/risk_state.json is missing, the journal is there",
        fix: expect.stringContaining("from the journal") as string,
      },
    });
  });

  it.each([
    ["half a file", '{"schema":"hedge.risk-state/1","mode":', /risk_state\.json: /],
    ["a list", "[]", /expected object/i],
    ["another version", '{"schema":"hedge.risk-state/2"}', /schema/],
    ["a text where a figure belongs", null, /limits\.0\.used/],
  ])("names file and place of %s", async (_what, text, message) => {
    write();
    const path = join(directory, "risk_state.json");
    const broken = text ?? (nodeFiles.readText(path) ?? "").replace('"used":1210', '"used":"1210"');
    writeFileSync(path, broken);
    const result = await readRisk(state);
    expect(result).toMatchObject({ ok: false, error: { code: "state_invalid", file: path } });
    expect(result.ok ? "" : result.error.message).toMatch(message);
  });

  it("names the line of a .jsonl file: line 2", async () => {
    write();
    const path = join(directory, "risk_vetoes.jsonl");
    writeFileSync(path, (nodeFiles.readText(path) ?? "").replace('"veto2"', "17"));
    const result = await readVetoes(state, {});
    expect(result).toMatchObject({ ok: false, error: { code: "state_invalid", path: "line 2, id" } });
  });

  it("of a key __proto__ does not change what an object is", async () => {
    write();
    const path = join(directory, "risk_state.json");
    writeFileSync(
      path,
      (nodeFiles.readText(path) ?? "").replace('"byRule":{', '"byRule":{"__proto__":{"polluted":1},'),
    );
    await readRisk(state);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });
});
