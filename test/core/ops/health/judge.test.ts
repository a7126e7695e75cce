import { describe, expect, it } from "vitest";
import { isoUtc } from "../../../../src/core/lib/time.js";
import { executorLives, type ExecutorLook, executorReady } from "../../../../src/core/ops/health/judge-executor.js";
import { mirrorReady } from "../../../../src/core/ops/health/judge-mirror.js";
import type { HealthCheck } from "../../../../src/core/ports/health-pages.js";
import { WALL_MS } from "../../telemetry/sample-session.js";
import { sampleHealth, sampleMirror } from "./families.js";

const GIB = 1_073_741_824;
const look = (changes: Partial<ExecutorLook> = {}): ExecutorLook => ({
  ...{ health: sampleHealth(), holdsLock: true, freeBytes: GIB, mirror: null, nowWallMs: WALL_MS },
  ...changes,
});
const faults = (checks: readonly HealthCheck[]): readonly string[] =>
  checks.flatMap(({ name, ok, detail }) => (ok ? [] : [`${name}: ${detail}`]));

describe("an executor is ready", () => {
  it("while it holds the lock, turns, has room on the disk, and its venue answers", () => {
    expect(faults(executorReady(look()))).toEqual([]);
    expect(executorReady(look()).map(({ name }) => name)).toEqual([
      ...["lock", "session", "clock", "journal", "venue binance", "mirror"],
    ]);
  });

  it.each<[string, Partial<ExecutorLook>, readonly string[]]>([
    [
      "not before it has lock and books",
      { health: null, holdsLock: false },
      ["lock: not held yet: the session still starts", "session: does not trade yet"],
    ],
    ["not 5,001 ms after its last turn", { nowWallMs: WALL_MS + 5_001 }, ["session: last turn 5.0s ago, limit 5.0s"]],
    ["not with 95 MiB of disk", { freeBytes: 95 * 1_048_576 }, ["journal: 95 MiB free, a session needs 96 MiB"]],
    ["not where the disk does not answer", { freeBytes: null }, ["journal: its disk can't be asked for free space"]],
    [
      "not while its venue is down",
      {
        health: sampleHealth({
          venues: [{ venue: "v", state: "down", ackP50Ms: null, ackP95Ms: null, streamAgeMs: null, circuits: null }],
        }),
      },
      ["venue v: down"],
    ],
    [
      "not 501 ms beside the venue's clock, in production",
      { health: sampleHealth({ mode: "prod", atMs: WALL_MS - 501 }) },
      ["clock: 501ms from the venue's, limit 500ms"],
    ],
    [
      "not with a mirror that was 57 s behind 4 s ago",
      { mirror: sampleMirror({ at: isoUtc(WALL_MS - 4_000), lag: { records: 1, bytes: 9, seconds: 57 } }) },
      ["mirror: 1m 1s behind, limit 1m"],
    ],
    [
      "not once it is fenced",
      { mirror: sampleMirror({ phase: "stopped", stop: { code: "fenced", message: "" } }) },
      ["mirror: fenced"],
    ],
    [
      "not with a lag that nobody knows",
      { mirror: sampleMirror({ lag: { records: 1, bytes: 9, seconds: null } }) },
      ["mirror: what it lacks is not known"],
    ],
  ])("%s", (_what, changes, expected) => {
    expect(faults(executorReady(look(changes)))).toEqual(expected);
  });

  it("with a mirror whose process ended in order a day ago", () => {
    const mirror = sampleMirror({ phase: "ended", at: isoUtc(WALL_MS - 86_400_000) });
    expect(faults(executorReady(look({ mirror })))).toEqual([]);
  });
});

describe("an executor is alive", () => {
  it("until 30 s after its last turn, and while it starts", () => {
    expect(faults(executorLives(look({ nowWallMs: WALL_MS + 30_000 })))).toEqual([]);
    expect(faults(executorLives(look({ health: null })))).toEqual([]);
    expect(faults(executorLives(look({ nowWallMs: WALL_MS + 31_000 })))).toEqual([
      "loop: last turn 31s ago, limit 30s",
    ]);
  });
});

describe("a mirror is ready", () => {
  it("while it lags by 60 s at most, and no longer", () => {
    const behind = (seconds: number | null): readonly string[] =>
      faults(mirrorReady({ state: sampleMirror({ lag: { records: 1, bytes: 9, seconds } }), nowWallMs: WALL_MS }));
    expect(behind(60)).toEqual([]);
    expect(behind(61)).toEqual(["lag: 1m 1s behind, limit 1m"]);
    expect(behind(null)).toEqual(["lag: not known, limit 1m"]);
  });

  it("not before a session has begun, while its place does not answer, or after a stop", () => {
    const nowWallMs = WALL_MS;
    expect(faults(mirrorReady({ state: null, nowWallMs }))).toEqual(["session: no session has begun yet"]);
    const unreachable = sampleMirror({ phase: "unreachable", fault: "no answer" });
    expect(faults(mirrorReady({ state: unreachable, nowWallMs }))).toEqual(["store: unreachable"]);
    const fenced = sampleMirror({ phase: "stopped", stop: { code: "fenced", message: "" } });
    expect(faults(mirrorReady({ state: fenced, nowWallMs }))).toEqual(["store: fenced"]);
  });
});
