import { describe, expect, it } from "vitest";
import { doctorDocument, pass, skip, warn } from "../../../../src/core/ops/doctor/check.js";
import { planRepairs, reportRepairs } from "../../../../src/core/ops/doctor/repair.js";
import type { SecretFile } from "../../../../src/core/ops/doctor/secrets.js";
import type { StateEntry } from "../../../../src/core/ops/doctor/state.js";
import { checkVenue } from "../../../../src/core/ops/doctor/venue.js";
import { bytesText } from "../../../../src/core/ops/doctor/words.js";

const entries: readonly StateEntry[] = [
  { name: ".", path: "state", kind: "directory", mode: 0o755, own: true },
  { name: "lock", path: "state/lock", kind: "file", mode: 0o600, own: true },
  { name: "nav.jsonl", path: "state/nav.jsonl", kind: "file", mode: 0o644, own: true },
  { name: "nav.jsonl.tmp", path: "state/nav.jsonl.tmp", kind: "file", mode: 0o644, own: true },
  { name: "link", path: "state/link", kind: "other", mode: 0o777, own: true },
];
const dotEnv = (mode: number | null): SecretFile => ({
  path: ".env",
  variable: null,
  mode: { ok: true, value: mode },
  secretNames: [],
});
const plan = (isRunning: boolean, envMode: number | null = 0o600) =>
  planRepairs({
    disk: { exists: true, stateDirectory: "state" },
    state: { directory: "state", entries: { ok: true, value: entries }, isRunning, farewell: null },
    dotEnv: dotEnv(envMode),
  });

describe("repairs", () => {
  it("set 0700 and 0600, leave links alone, and remove leftovers", () => {
    expect(plan(false)).toEqual([
      { kind: "set-mode", path: "state", mode: 0o700 },
      { kind: "set-mode", path: "state/nav.jsonl", mode: 0o600 },
      { kind: "remove", path: "state/nav.jsonl.tmp" },
    ]);
  });

  it("leave temporary files alone while an executor runs: they may be its own", () => {
    expect(plan(true).map(({ path }) => path)).toEqual(["state", "state/nav.jsonl"]);
  });

  it("close an .env of mode 0640 and leave one of 0400 as it is", () => {
    expect(plan(false, 0o640)).toContainEqual({ kind: "set-mode", path: ".env", mode: 0o600 });
    expect(plan(false, 0o400).some(({ path }) => path === ".env")).toBe(false);
  });

  it("make the state directory where it is missing", () => {
    const repairs = planRepairs({
      disk: { exists: false, stateDirectory: "cache/paper" },
      state: { directory: "cache/paper", entries: { ok: true, value: [] }, isRunning: false, farewell: null },
      dotEnv: dotEnv(null),
    });
    expect(repairs).toEqual([{ kind: "make-directory", path: "cache/paper" }]);
  });

  it("are told one by one where they failed, and together where not", () => {
    const mode = (path: string) => ({ kind: "set-mode", path, mode: 0o600 }) as const;
    const checks = reportRepairs([
      { repair: mode("a"), error: null },
      { repair: mode("b"), error: null },
      { repair: { kind: "remove", path: "c.tmp" }, error: "EROFS" },
    ]);
    expect(checks).toMatchObject([
      { id: "repair.modes", status: "pass", detail: "set 2 paths: a to 0600, b to 0600" },
      { id: "repair.temporary-files", status: "fail", detail: "can't remove c.tmp: EROFS" },
    ]);
    expect(reportRepairs([])).toMatchObject([{ id: "repair.none", status: "skip" }]);
  });
});

describe("document", () => {
  it("is ok with passes and skips only", () => {
    expect(doctorDocument("paper", [pass("a", "x"), skip("b", "y")])).toMatchObject({
      schema: "hedge.doctor/1",
      ok: true,
    });
    expect(doctorDocument(null, [pass("a", "x"), warn("b", "y", "z")])).toMatchObject({ mode: null, ok: false });
  });

  it("warns of a venue that nobody can ask, so that it is not taken for well, and says nothing of one not asked for", () => {
    const checks = checkVenue("okx", null);
    expect(checks).toMatchObject([
      { id: "venue.okx", status: "warn", detail: "nothing was asked: this version has no adapter for it" },
    ]);
    expect(doctorDocument(null, checks).ok).toBe(false);
    expect(checkVenue(null, null)).toEqual([]);
  });
});

it.each([
  [0, "0 bytes"],
  [1_023, "1023 bytes"],
  [1_024, "1 KiB"],
  [1_536, "1.5 KiB"],
  [100 * 1_024 * 1_024, "100 MiB"],
  [3 * 1_024 ** 4, "3 TiB"],
])("writes %d bytes as %s", (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});
