import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { plainStatus } from "../../../src/cli/screens/status-screen.js";
import { nodeFiles } from "../../../src/core/adapters/fs/node-files.js";
import type { StateReader } from "../../../src/core/readmodel/read-state.js";
import { readStatus, type StatusDocument } from "../../../src/core/readmodel/status.js";
import { TelemetryWriter } from "../../../src/core/telemetry/writer.js";
import type { HealthSnapshot, TelemetrySnapshot } from "../../../src/core/telemetry/snapshot.js";
import { healthOf, playSample, WALL_MS } from "../telemetry/sample-session.js";

let directory = "";
let state: StateReader = { files: nodeFiles, directory };
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "hedge-status-"));
  state = { files: nodeFiles, directory };
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** A session that has not ended. */
function write(changes: Partial<TelemetrySnapshot> = {}, health: Partial<HealthSnapshot> = {}): void {
  const writer = new TelemetryWriter(nodeFiles, directory);
  writer.flush({ ...playSample(writer), ...changes });
  writer.writeHealth(healthOf(health));
  writer.close();
  mkdirSync(join(directory, "journal"));
  writeFileSync(join(directory, "journal", "000001.jsonl"), `{"type":"cycle.decided"}\n`);
}

function sampleBooks(): TelemetrySnapshot {
  const writer = new TelemetryWriter(nodeFiles, join(directory, "elsewhere"));
  const snapshot = playSample(writer);
  writer.close();
  return snapshot;
}

async function statusOf(life: Parameters<typeof readStatus>[1]): Promise<StatusDocument> {
  const status = await readStatus(state, life);
  if (!status.ok) throw new Error(JSON.stringify(status.error));
  return status.value;
}

const gone = { lockHeld: false, nowWallMs: WALL_MS + 60_000 };

describe("status of an executor that does not beat", () => {
  it("says of a process that hangs which one it is, for how long, and three ways out", async () => {
    write();
    const holder = { pid: 4711, sinceMs: WALL_MS - 28_000 };
    const status = await statusOf({ lockHeld: true, nowWallMs: WALL_MS + 30_000, holder });
    expect(status.alerts[0]?.message).toBe(
      "pid 4711 lives and holds the lock, but hangs: last heartbeat 30s ago. If it was stopped by hand, " +
        "`kill -CONT 4711` lets it go on; `hedge flatten` ends it and closes everything; `kill -9 4711` and a restart " +
        "keep the positions with their stops",
    );
    const lifeOf = (view: typeof status): string | undefined =>
      plainStatus(view, { wrap: (text) => [text] }).find((line) => line.startsWith("executor:"));
    expect(lifeOf(status)).toBe("executor: HANGS");
    expect(lifeOf({ ...status, alerts: [] })).toBe("executor: NOT RUNNING");
  });

  it.each([
    [119_000, "last heartbeat 1m 59s ago"],
    [2_428_000, "last heartbeat 40m 28s ago"],
  ])("dead for %i ms says: %s", async (deadMs, words) => {
    write();
    const status = await statusOf({ lockHeld: false, nowWallMs: WALL_MS + deadMs });
    expect(status.alerts[0]?.message).toContain(words);
  });

  it.each([
    ["testnet", 60_000, 60],
    ["paper", 0, 0],
  ] as const)(
    "of a dead %s session lets the ages go on by the wall: NAV %i ms, %i s without a stop",
    async (mode, navAgeMs, seconds) => {
      const { portfolio } = sampleBooks();
      const [key, position] = Object.entries(portfolio.positions)[0]!;
      const naked = { ...portfolio.positions, [key]: { ...position, unprotectedSinceMs: position.openedAtMs } };
      const totals = { ...portfolio.totals, unprotectedMs: 0 };
      write({ portfolio: { ...portfolio, mode, totals, positions: naked } }, { mode });
      const { nav, unprotectedSeconds } = await statusOf(gone);
      expect([nav.ageMs, unprotectedSeconds]).toEqual([navAgeMs, seconds]);
    },
  );
});

describe("status in a directory that no executor may use", () => {
  const message = "replica of file:///m: these books follow a mirror and are for reading";
  const standby = { why: "replica", message, fix: "Take over." } as const;

  it("a copy whose heartbeat is 12 s old is alive and 12s behind, though nobody holds its lock", async () => {
    write();
    const status = await statusOf({ lockHeld: false, nowWallMs: WALL_MS + 12_000, standby });
    expect(status.alive).toBe(true);
    expect(status.alerts[0]).toEqual({
      severity: "warning",
      code: "standby_replica",
      message: `${message}; 12s behind the last heartbeat`,
    });
    expect(status.alerts.map(({ code }) => code)).not.toContain("executor_dead");
  });

  it("a copy whose heartbeat is 60 s old, and a fenced directory, are not; they name what they are and the remedy", async () => {
    write();
    const copy = await statusOf({ ...gone, standby });
    expect([copy.alive, copy.alerts[0]?.code, copy.alerts[0]?.severity]).toEqual([
      false,
      "standby_replica",
      "critical",
    ]);
    const fenced = { why: "fenced", message: "replaced by b", fix: "Trade there." } as const;
    const status = await statusOf({ ...gone, standby: fenced });
    expect(status.alerts[0]).toMatchObject({
      code: "standby_fenced",
      message: "replaced by b; 1m behind the last heartbeat. Trade there.",
    });
  });
});
