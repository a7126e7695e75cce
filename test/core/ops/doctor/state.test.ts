import { describe, expect, it } from "vitest";
import type { JournalFacts } from "../../../../src/core/ops/doctor/journal.js";
import {
  checkModes,
  checkSession,
  checkSessionInputs,
  checkStrayFiles,
  type StateEntry,
  type StateFacts,
} from "../../../../src/core/ops/doctor/state.js";

const entry = (name: string, mode: number, kind: StateEntry["kind"] = "file"): StateEntry => ({
  name,
  path: `state/${name}`,
  kind,
  mode,
  own: true,
});

const state = (entries: readonly StateEntry[], isRunning = false): StateFacts => ({
  directory: "state",
  entries: { ok: true, value: entries },
  isRunning,
  farewell: null,
});

describe("modes", () => {
  it.each([
    ["file", 0o600, "pass"],
    ["file", 0o640, "warn"],
    ["file", 0o604, "warn"],
    ["file", 0o400, "warn"],
    ["file", 0o700, "warn"],
    ["directory", 0o700, "pass"],
    ["directory", 0o710, "warn"],
    ["directory", 0o600, "warn"],
    ["other", 0o777, "pass"],
  ] as const)("%s %o: %s", (kind, mode, status) => {
    expect(checkModes(state([entry("x", mode, kind)]))).toMatchObject([{ id: "state.modes", status }]);
  });

  it("names 3 of 4 wrong ones and counts the fourth", () => {
    const [check] = checkModes(state(["a", "b", "c", "d"].map((name) => entry(name, 0o644))));
    expect(check?.detail).toBe("not files 0600 and directories 0700: a 0644, b 0644, c 0644 and 1 more");
  });

  it("warns of files of another user in a check of its own", () => {
    const checks = checkModes(state([{ ...entry("lock", 0o600), own: false }]));
    expect(checks).toMatchObject([
      { status: "pass" },
      { id: "state.owner", status: "warn", detail: "of another user: lock" },
    ]);
  });

  it("is skipped where nothing has run, and warns where the directory can't be listed", () => {
    expect(checkModes(state([]))).toMatchObject([{ status: "skip" }]);
    expect(checkModes({ ...state([]), entries: { ok: false, error: "EACCES" } })).toMatchObject([{ status: "warn" }]);
  });
});

describe("temporary files", () => {
  const left = [entry(".", 0o700, "directory"), entry("positions.json.tmp", 0o600), entry("nav.jsonl.rebuild", 0o600)];

  it("are leftovers when no executor runs", () => {
    expect(checkStrayFiles(state(left))).toMatchObject({
      status: "warn",
      detail: "left behind by a writer that died: positions.json.tmp, nav.jsonl.rebuild",
    });
  });

  it("are in use while one runs", () => {
    expect(checkStrayFiles(state(left, true)).status).toBe("pass");
  });

  it("of archived books stay as they were, and names that only look alike count for nothing", () => {
    const others = [entry(".", 0o700, "directory"), entry("archive/2024/x.json.tmp", 0o600), entry("runs/tmp", 0o600)];
    expect(checkStrayFiles(state(others)).status).toBe("pass");
  });
});

const whole = {
  kind: "whole",
  awaySeq: 0,
  segments: 1,
  events: 9,
  lastAtMs: Date.UTC(2024, 0, 5, 7),
  tornBytes: 0,
  session: { fromMs: Date.UTC(2023, 0, 1), toMs: Date.UTC(2025, 0, 1), symbols: 11 },
  ended: false,
} as const satisfies JournalFacts;

describe("session", () => {
  it("ended, running and stopped ones pass and say how they stand", () => {
    const span = "paper 2023-01-01 to 2025-01-01, 11 symbols";
    const told = [
      checkSession("paper", { ...whole, ended: true }, state([])),
      checkSession("paper", whole, state([], true)),
      checkSession("paper", whole, { ...state([]), farewell: "stopped" }),
    ];
    expect(told.map(({ status }) => status)).toEqual(["pass", "pass", "pass"]);
    expect(told.map(({ detail }) => detail)).toEqual([
      `${span}: ended`,
      `${span}: running, at 2024-01-05T07:00:00Z`,
      `${span}: stopped at 2024-01-05T07:00:00Z; it goes on when started`,
    ]);
  });

  it.each(["running", null] as const)("warns of one whose executor is gone with health %s", (farewell) => {
    const check = checkSession("paper", whole, { ...state([]), farewell });
    expect(check).toMatchObject({
      status: "warn",
      fix: "run `hedge executor`: it goes on from the journal, nothing is lost",
    });
  });

  it("says of a replica what it is, and not that an executor died there", () => {
    const standby = { message: "these books follow a mirror", fix: "Trade elsewhere." };
    expect(checkSession("paper", whole, { ...state([]), farewell: "running", standby })).toMatchObject({
      ...{ status: "warn", fix: "Trade elsewhere." },
      detail: "paper 2023-01-01 to 2025-01-01, 11 symbols, up to 2024-01-05T07:00:00Z: these books follow a mirror",
    });
  });

  it("names the command with the mode of the session", () => {
    const gone = { ...state([]), farewell: "running" } as const;
    expect(checkSession("testnet", whole, gone).fix).toContain("run `hedge executor --mode testnet`:");
    expect(checkSession("prod", whole, gone).fix).toContain("run `hedge executor --prod`:");
  });

  it("is skipped without a journal, or with one that can't be read", () => {
    const corrupt = { kind: "corrupt", file: "f", line: 1, reason: "r" } as const;
    expect(checkSession(null, { kind: "absent" }, state([])).status).toBe("skip");
    expect(checkSession(null, corrupt, state([])).status).toBe("skip");
  });

  it("survives a journal of nothing but a torn first line", () => {
    const first = { ...whole, events: 0, lastAtMs: null, session: null };
    expect(checkSession(null, first, state([])).detail).toContain("session: interrupted at its start");
  });
});

describe("inputs of a session", () => {
  const started = { configHash: "c1", dataHash: "d1" };

  it.each([
    ["c1", "d1", "pass"],
    ["c2", "d1", "warn"],
    ["c1", "d2", "warn"],
    [null, "d1", "skip"],
    [null, "d2", "warn"],
  ])("configuration %s, data %s: %s", (configHash, dataHash, status) => {
    expect(checkSessionInputs("paper", whole, { started, configHash, dataHash }).status).toBe(status);
  });

  it("names both where both have changed", () => {
    const { detail } = checkSessionInputs("paper", whole, { started, configHash: "c2", dataHash: "d2" });
    expect(detail).toContain("the configuration and the market data");
  });

  it.each(["dry-run", "testnet", "prod"] as const)("may differ both in %s, whose start journals them", (mode) => {
    expect(checkSessionInputs(mode, whole, { started, configHash: "c2", dataHash: "d2" })).toEqual({
      id: "state.inputs",
      status: "pass",
      detail: `${mode} takes its market from the venue; a changed configuration is journaled at the next start`,
      fix: null,
    });
  });

  it("no longer matter once the session is over", () => {
    const ended = { ...whole, ended: true };
    expect(checkSessionInputs("paper", ended, { started, configHash: "c2", dataHash: "d2" }).status).toBe("skip");
  });
});
