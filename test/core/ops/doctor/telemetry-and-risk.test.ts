import { describe, expect, it } from "vitest";
import { checkProtection, checkTradingState, type RiskFacts } from "../../../../src/core/ops/doctor/risk.js";
import { checkHeartbeat, checkTelemetryFiles, type TelemetryFacts } from "../../../../src/core/ops/doctor/telemetry.js";

const NOW_MS = Date.UTC(2026, 10, 22);
const telemetry: TelemetryFacts = {
  mode: "paper",
  hasSession: true,
  isRunning: true,
  isHolderFrozen: false,
  files: [
    { name: "positions.json", content: { ok: true, value: "present" } },
    { name: "nav.jsonl", content: { ok: true, value: "present" } },
  ],
  heartbeat: { pid: 42, atMs: NOW_MS, state: "running" },
  nowMs: NOW_MS,
};

const withFile = (content: TelemetryFacts["files"][number]["content"], isRunning: boolean): TelemetryFacts => ({
  ...telemetry,
  isRunning,
  files: [...telemetry.files, { name: "health.json", content }],
});

describe("telemetry files", () => {
  it.each([
    ["absent", false, "warn"],
    ["absent", true, "pass"],
    ["torn", false, "warn"],
    ["torn", true, "pass"],
    ["present", false, "pass"],
  ] as const)("one %s, executor running %s: %s", (value, isRunning, status) => {
    expect(checkTelemetryFiles(withFile({ ok: true, value }, isRunning))).toMatchObject([
      { id: "telemetry.files", status },
    ]);
  });

  it("names each file that can't be read, with what is wrong in it", () => {
    const checks = checkTelemetryFiles(withFile({ ok: false, error: "line 3: not JSON" }, true));
    expect(checks).toMatchObject([
      { id: "telemetry.health.json", status: "fail", detail: "health.json: line 3: not JSON" },
    ]);
  });

  it("are skipped where nothing has run, but not when files without a journal lie about", () => {
    const none = { ...telemetry, hasSession: false, isRunning: false };
    expect(
      checkTelemetryFiles({ ...none, files: [{ name: "a", content: { ok: true, value: "absent" } }] }),
    ).toMatchObject([{ status: "skip" }]);
    expect(checkTelemetryFiles(none)).toMatchObject([{ status: "pass" }]);
  });
});

describe("heartbeat", () => {
  it.each([
    [NOW_MS, "pass"],
    [NOW_MS + 5_000, "pass"],
    [NOW_MS + 5_001, "fail"],
    [Number.NaN, "fail"],
  ])("of instant 1795305600000, looked at %d under a held lock: %s", (nowMs, status) => {
    expect(checkHeartbeat({ ...telemetry, nowMs }).status).toBe(status);
  });

  it("says that the process is frozen where it is", () => {
    const heartbeat = { pid: 42, atMs: NOW_MS - 7_000, state: "running" } as const;
    expect(checkHeartbeat({ ...telemetry, heartbeat, isHolderFrozen: true }).detail).toBe(
      "7.0 s old, limit 5 s: the executor holds the lock but its process is frozen",
    );
  });

  it.each([
    ["running", "warn"],
    ["stopped", "pass"],
    ["ended", "pass"],
  ] as const)("without a lock and last seen %s: %s, however old", (state, status) => {
    const heartbeat = { pid: 42, atMs: 0, state };
    expect(checkHeartbeat({ ...telemetry, isRunning: false, heartbeat }).status).toBe(status);
  });

  it("is missed where a session has run and skipped where none has", () => {
    expect(checkHeartbeat({ ...telemetry, heartbeat: null }).status).toBe("warn");
    expect(checkHeartbeat({ ...telemetry, heartbeat: null, hasSession: false, isRunning: false }).status).toBe("skip");
  });
});

const cause = { code: "drawdown_limit", kind: "latch", since: "2024-05-01T00:00:00Z", clears: "hedge resume" } as const;
const positionsAt = (unprotectedSinceMs: number | null): RiskFacts["positions"] => ({
  ok: true,
  value: { atMs: NOW_MS, open: [{ symbol: "BTCUSDT", side: "long", unprotectedSinceMs }] },
});
const risk: RiskFacts = {
  tradingState: { ok: true, value: { state: "ACTIVE", causes: [] } },
  positions: positionsAt(null),
  graceSeconds: 10,
};

describe("trading state", () => {
  it.each([
    ["REDUCING", "warn"],
    ["HALTED", "fail"],
  ] as const)("%s: %s, with what clears the cause as the fix", (state, status) => {
    const tradingState = { ok: true, value: { state, causes: [{ ...cause, state }] } } as const;
    expect(checkTradingState({ ...risk, tradingState })).toEqual([
      {
        id: "risk.trading-state.drawdown_limit",
        status,
        detail: `${state}: latch drawdown_limit since 2024-05-01T00:00:00Z`,
        fix: "hedge resume",
      },
    ]);
  });

  it("HALTED by a latch says of a gate beside it that it only reduces", () => {
    const causes = [
      { ...cause, code: "operator_halt", state: "HALTED" },
      { ...cause, code: "venue_circuit_open", kind: "gate", state: "REDUCING" },
    ] as const;
    const checks = checkTradingState({ ...risk, tradingState: { ok: true, value: { state: "HALTED", causes } } });
    expect(checks.map(({ status, detail }) => [status, detail])).toEqual([
      ["fail", "HALTED: latch operator_halt since 2024-05-01T00:00:00Z"],
      ["warn", "REDUCING: gate venue_circuit_open since 2024-05-01T00:00:00Z"],
    ]);
  });

  it("ACTIVE without a cause passes; REDUCING without one does not", () => {
    expect(checkTradingState(risk)).toMatchObject([{ status: "pass" }]);
    const tradingState = { ok: true, value: { state: "REDUCING", causes: [] } } as const;
    expect(checkTradingState({ ...risk, tradingState })).toMatchObject([{ status: "warn" }]);
  });
});

describe("protection", () => {
  it.each([
    [null, 10, "pass"],
    [NOW_MS, 10, "warn"],
    [NOW_MS - 10_000, 10, "warn"],
    [NOW_MS - 10_001, 10, "fail"],
    [NOW_MS, 0, "warn"],
    [NOW_MS, Number.NaN, "fail"],
  ])("a position without a stop since %s, grace time %d s: %s", (sinceMs, graceSeconds, status) => {
    expect(checkProtection({ ...risk, positions: positionsAt(sinceMs), graceSeconds }, "paper").status).toBe(status);
  });

  it("names the position", () => {
    expect(checkProtection({ ...risk, positions: positionsAt(NOW_MS) }, "paper").detail).toContain(
      "without a stop: BTCUSDT long",
    );
  });

  it("is skipped where the file is missing or can't be read", () => {
    expect(checkProtection({ ...risk, positions: { ok: true, value: null } }, null).status).toBe("skip");
    expect(checkProtection({ ...risk, positions: { ok: false, error: "not JSON" } }, null).status).toBe("skip");
  });
});

it("names the command of the mode: production's books don't go on in paper", () => {
  const died = { ...telemetry, mode: "prod", isRunning: false } as const;
  expect(checkHeartbeat(died).fix).toBe("run `hedge executor --prod`: it goes on from the journal");
  expect(checkHeartbeat({ ...died, heartbeat: null }).fix).toContain("run `hedge executor --prod`");
  const files = [{ name: "nav.jsonl", content: { ok: false, error: "not JSON" } }] as const;
  expect(checkTelemetryFiles({ ...died, mode: "testnet", files })[0]?.fix).toContain("`hedge executor --mode testnet`");
  const bare = { ...risk, positions: positionsAt(NOW_MS - 60_000), graceSeconds: 1 };
  expect(checkProtection(bare, "testnet").fix).toContain("run `hedge executor --mode testnet`");
});
