import { describe, expect, it } from "vitest";
import { checkMirror, type MirrorFacts } from "../../../../src/core/ops/doctor/mirror.js";

const KEPT: MirrorFacts = {
  target: "file:///mnt/backup",
  lag: { records: 0, seconds: 0 },
  fenced: false,
  trouble: null,
  isKept: true,
  isFine: true,
};

const judged = (changes: Partial<MirrorFacts>) => checkMirror({ ok: true, value: { ...KEPT, ...changes } });

describe("the mirror", () => {
  it("that has everything passes, with its target", () => {
    expect(judged({})).toEqual({
      ...{ id: "state.mirror", status: "pass", fix: null },
      detail: "file:///mnt/backup: nothing is missing",
    });
  });

  it("that was never kept, or has nothing to keep, is no fault", () => {
    expect(judged({ target: null })).toMatchObject({ status: "skip" });
    expect(judged({ target: null }).detail).toContain("hedge sync --target");
    expect(checkMirror({ ok: true, value: null })).toMatchObject({
      status: "skip",
      detail: "no session has begun here",
    });
  });

  it("that lacks 412 events for 3 minutes, with nobody at it, warns and says so", () => {
    const late = judged({ lag: { records: 412, seconds: 180 }, isKept: false, isFine: false });
    expect(late.status).toBe("warn");
    expect(late.detail).toBe("file:///mnt/backup: 412 events are missing, the oldest for 3m; no `hedge sync` runs");
    expect(late.fix).toContain("hedge sync status");
  });

  it("warns of what stands in its way, and fails where another machine trades or it can't be read", () => {
    expect(judged({ trouble: "DIVERGED at line 7" })).toMatchObject({ status: "warn" });
    expect(judged({ trouble: "DIVERGED at line 7" }).detail).toContain("DIVERGED at line 7");
    expect(judged({ fenced: true, trouble: null, isFine: false })).toMatchObject({ status: "fail" });
    expect(checkMirror({ ok: false, error: "state.json is no JSON" })).toMatchObject({
      ...{ status: "fail", detail: "can't be read: state.json is no JSON" },
    });
  });
});
