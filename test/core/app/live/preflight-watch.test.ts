import { setMaxListeners } from "node:events";
import { expect, it } from "vitest";
import { firstFailing } from "../../../../src/core/app/live/preflight.js";
import { watchPreflight } from "../../../../src/core/app/live/preflight-watch.js";
import { checkTradingState } from "../../../../src/core/ops/doctor/risk.js";
import { ok } from "../../../../src/core/lib/result.js";
import { createManualClock } from "../../adapters/resilience/manual-clock.js";

it("tells at once, and then only what changes: red at the start, green after 2 minutes, red again after 6", async () => {
  const clock = createManualClock();
  const answers = [null, null, "state.disk: full", "state.disk: full"];
  const told: [number, string | null][] = [];
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const watching = watchPreflight(
    {
      clock,
      first: "secrets.dot-env: open to everybody",
      ask: async () => answers.shift() ?? null,
      tell: (problem) => void told.push([clock.monotonicMs(), problem]),
    },
    stop.signal,
  );
  const begunMs = clock.monotonicMs();
  for (let minute = 0; minute < 8; minute += 1) await clock.advance(60_000);
  stop.abort();
  await clock.advance(1);
  await watching;
  expect(told.map(([atMs, problem]) => [atMs - begunMs, problem])).toEqual([
    [0, "secrets.dot-env: open to everybody"],
    [120_000, null],
    [360_000, "state.disk: full"],
  ]);
});

it("takes the first failing check of a printed document, leaves out what speaks of the session itself, and no answer for red", () => {
  const checks = [
    { id: "telemetry.heartbeat", status: "fail", detail: "old" },
    { id: "disk.space", status: "warn", detail: "little" },
    { id: "secrets.dot-env", status: "fail", detail: "open to everybody" },
  ];
  expect(firstFailing(JSON.stringify({ checks }))).toBe("secrets.dot-env: open to everybody");
  expect(firstFailing(JSON.stringify({ checks: checks.slice(0, 2) }))).toBeNull();
  expect([firstFailing(""), firstFailing("null"), firstFailing("{}")]).toEqual(
    Array.from({ length: 3 }, () => "hedge doctor gave no answer"),
  );
});

it("does not hold a latch that doctor reports against the session: resume clears it, and no other look is needed", () => {
  const latch = { kind: "latch", state: "HALTED", since: "2026-11-23T01:00:00Z", clears: "resume" } as const;
  const causes = ["operator_halt", "preflight_failed"].map((code) => ({ ...latch, code }));
  const checks = checkTradingState({
    tradingState: ok({ state: "HALTED", causes }),
    positions: ok(null),
    graceSeconds: 10,
  });
  expect(checks.map(({ status }) => status)).toEqual(["fail", "fail"]);
  expect(firstFailing(JSON.stringify({ checks }))).toBeNull();
});
