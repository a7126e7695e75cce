import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { growingFiles } from "../../../../src/core/adapters/fs/growing-files.js";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { readPositions } from "../../../../src/core/readmodel/books.js";
import { readRouter } from "../../../../src/core/readmodel/router.js";
import { SessionReader } from "../../../../src/core/readmodel/session/session-reader.js";
import type { SessionView } from "../../../../src/core/readmodel/session/session-view.js";
import { type Liveness, readStatus } from "../../../../src/core/readmodel/status.js";
import { TelemetryWriter } from "../../../../src/core/telemetry/writer.js";
import { healthOf, playSample, WALL_MS } from "../../telemetry/sample-session.js";

let directory = "";
let monotonicMs = 0;
let life: Liveness = { lockHeld: true, nowWallMs: WALL_MS + 1_000 };
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "hedge-session-"));
  monotonicMs = 50_000;
  life = { lockHeld: true, nowWallMs: WALL_MS + 1_000 };
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

function write(): void {
  const writer = new TelemetryWriter(nodeFiles, directory);
  writer.flush(playSample(writer));
  writer.writeHealth(healthOf({}));
  writer.close();
}

function readerOf(time: SessionView["time"] = "now"): SessionReader {
  const clock = { life: () => Promise.resolve(life), monotonicMs: () => monotonicMs };
  return new SessionReader({ files: nodeFiles, growing: growingFiles, directory, time, ...clock });
}

async function viewOf(reader: SessionReader): Promise<SessionView> {
  const read = await reader.read();
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

it("a NAV that decisions of recorded bars still count as fresh has no limit that it is over; one that is not, has", async () => {
  write();
  const path = join(directory, "risk_state.json");
  const told = JSON.parse(readFileSync(path, "utf8")) as { nav: object; limits: object[] };
  const limit = { rule: "R02", scope: "account:main", used: 0, limit: 150, unit: "seconds", headroom: 150, usage: 0 };
  for (const [fresh, limitMs] of [
    [true, null],
    [false, 150_000],
  ] as const) {
    const nav = { ...told.nav, ageMs: 3_600_000, fresh };
    writeFileSync(path, JSON.stringify({ ...told, nav, limits: [limit, ...told.limits] }));
    const { clocks } = await viewOf(readerOf());
    expect(clocks.find(({ name }) => name === "NAV")).toMatchObject({ ageMs: 3_600_000, limitMs });
  }
});

describe("the read model of a session", () => {
  it("has the very documents that status, positions and router print", async () => {
    write();
    const view = await viewOf(readerOf());
    const state = { files: nodeFiles, directory };
    expect(await readStatus(state, life)).toEqual({ ok: true, value: view.status });
    expect(readPositions(state)).toMatchObject({ ok: true, value: { items: view.positions } });
    expect(readRouter(state, {})).toMatchObject({ ok: true, value: { items: view.router.items } });
    expect(view).toMatchObject({ schema: "hedge.tui/1", mode: "paper", time: "now", unread: [] });
  });

  it("refuses a directory without a session, as the other commands do", async () => {
    const read = await readerOf().read();
    expect(read).toMatchObject({ ok: false, error: { code: "state_missing" } });
  });

  it("counts the age of the last heartbeat on its own clock, so that a wall set back hides nothing", async () => {
    write();
    const reader = readerOf();
    expect((await viewOf(reader)).pulse).toMatchObject({ lockHeld: true, ageMs: 1_000, limitMs: 5_000 });
    monotonicMs += 31_000;
    life = { lockHeld: true, nowWallMs: WALL_MS - 3_600_000 };
    expect((await viewOf(reader)).pulse.ageMs).toBe(32_000);
  });

  it("keeps the last good positions and says what it could not read", async () => {
    write();
    const reader = readerOf();
    const before = await viewOf(reader);
    writeFileSync(join(directory, "positions.json"), "{");
    const after = await viewOf(reader);
    expect(after.positions).toEqual(before.positions);
    expect(after.unread).toEqual([expect.stringContaining("positions.json")]);
  });

  it("takes in what was appended since, and reads all of it again where an executor began anew", async () => {
    write();
    const reader = readerOf();
    const before = await viewOf(reader);
    expect(before.vetoes.length).toBeGreaterThan(0);
    write();
    const after = await viewOf(reader);
    expect(after.vetoes).toEqual(before.vetoes);
    expect(after.fund).toEqual(before.fund);
  });

  it("lines that are no rows are counted, not shown", async () => {
    write();
    writeFileSync(join(directory, "risk_vetoes.jsonl"), '{"id":7}\nnonsense\n');
    const view = await viewOf(readerOf());
    expect(view.vetoes).toEqual([]);
    expect(view.unread).toEqual(["2 lines of the series are not understood"]);
  });

  it("nobody is missed at an instant that is over", async () => {
    write();
    life = { lockHeld: false, nowWallMs: WALL_MS, isPast: true };
    const view = await viewOf(readerOf("past"));
    expect(view.status.alerts.map(({ code }) => code)).not.toContain("executor_dead");
    expect(view.time).toBe("past");
  });
});
