import { expect, it } from "vitest";
import { createMemoryFiles } from "../../../src/core/adapters/fs/memory-files.js";
import type { EventBody } from "../../../src/core/domain/event.js";
import type { StateCause } from "../../../src/core/domain/trading-state.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { HOUR_MS, isoUtc } from "../../../src/core/lib/time.js";
import { ChangeLogs, type ChangeLook } from "../../../src/core/telemetry/change-logs.js";
import { TELEMETRY_SCHEMAS } from "../../../src/core/telemetry/exported.schema.js";
import { cycleDecided } from "../../support/samples/events.js";
import { journaled, START_MS } from "./sample-session.js";

const GATE: StateCause = { code: "stale_data", kind: "gate", state: "REDUCING", sinceMs: START_MS, clears: "data" };
const LATCH: StateCause = {
  code: "operator_halt",
  kind: "latch",
  state: "HALTED",
  sinceMs: START_MS,
  clears: "resume",
};

/** Plays five cycles an hour apart into logs, and reads what they say. */
function play(): Record<string, readonly object[]> {
  const files = createMemoryFiles();
  files.makeDirectory("state");
  const logs = new ChangeLogs(files, "state");
  const story: readonly Partial<ChangeLook>[] = [
    {},
    { causes: [GATE], navAtMs: () => START_MS - HOUR_MS },
    { causes: [GATE, LATCH], navAtMs: () => START_MS - HOUR_MS },
    { causes: [LATCH], navAtMs: () => START_MS + 3 * HOUR_MS },
    {
      offsets: {
        "main:BTCUSDT": { change: { atMs: START_MS + HOUR_MS / 2, fromBps: 1, toBps: 0.5, reason: "quiet" } },
      },
    },
  ];
  for (const [hour, look] of [...story, story.at(-1) ?? {}].entries()) {
    const body: EventBody = cycleDecided({ atMs: START_MS + hour * HOUR_MS, nav: dec("100000") });
    const usual = { causes: [], navAtMs: () => null, navFreshnessMs: 7_200_000, offsets: {} };
    logs.onEvent(journaled(body, hour + 1), { ...usual, ...look });
  }
  logs.flush();
  logs.close();
  const names = ["gating.jsonl", "nav_freshness.jsonl", "router_offsets.jsonl"] as const;
  return Object.fromEntries(
    names.map((name) => {
      const lines = (files.readText(`state/${name}`) ?? "").split("\n").filter((line) => line !== "");
      return [name, lines.map((line) => TELEMETRY_SCHEMAS[name].parse(JSON.parse(line)))];
    }),
  );
}

const at = (hour: number): string => isoUtc(START_MS + hour * HOUR_MS);

it("each log tells a change once, with its line of the journal, and nothing while nothing changes", () => {
  const { "gating.jsonl": gating, "nav_freshness.jsonl": freshness, "router_offsets.jsonl": offsets } = play();
  const mode = "paper";
  expect(gating).toEqual([
    { at: at(1), mode, seq: 2, change: "raised", code: "stale_data", kind: "gate", tradingState: "REDUCING" },
    { at: at(2), mode, seq: 3, change: "raised", code: "operator_halt", kind: "latch", tradingState: "HALTED" },
    { at: at(3), mode, seq: 4, change: "cleared", code: "stale_data", kind: "gate", tradingState: "HALTED" },
    { at: at(4), mode, seq: 5, change: "cleared", code: "operator_halt", kind: "latch", tradingState: "ACTIVE" },
  ]);
  // 1 h + 1 h is the limit itself; an hour later it is beyond.
  expect(freshness).toEqual([
    { at: at(2), mode, seq: 3, fresh: false, ageMs: 3 * HOUR_MS, limitMs: 2 * HOUR_MS },
    { at: at(3), mode, seq: 4, fresh: true, ageMs: 0, limitMs: 2 * HOUR_MS },
  ]);
  expect(offsets).toEqual([
    { at: at(0.5), mode, seq: 5, route: "main:BTCUSDT", fromBps: 1, toBps: 0.5, reason: "quiet" },
  ]);
});
