import { describe, expect, it } from "vitest";
import type { Mode } from "../../../../src/core/domain/mode.js";
import { checkJournal, type JournalFacts } from "../../../../src/core/ops/doctor/journal.js";
import { checkLock, type LockFacts } from "../../../../src/core/ops/doctor/lock.js";

const SINCE_MS = Date.UTC(2026, 10, 22);
const lock: LockFacts = {
  exists: true,
  held: { ok: true, value: true },
  holder: { pid: 42, sinceMs: SINCE_MS },
  holderProcess: { isAlive: true, stateLetter: "S" },
};

const judge = (journal: JournalFacts, isRunning: boolean, mode: Mode | null = "paper") =>
  checkJournal(journal, { mode, isRunning, projectedSeq: 0 });

describe("lock", () => {
  it("names the holder, alive or gone", () => {
    expect(checkLock(lock)).toMatchObject({ status: "pass", detail: "held by process 42 since 2026-11-22T00:00:00Z" });
    const free = {
      ...lock,
      held: { ok: true, value: false },
      holderProcess: { isAlive: false, stateLetter: null },
    } as const;
    expect(checkLock(free)).toMatchObject({
      status: "pass",
      detail: "free (last held by process 42 since 2026-11-22T00:00:00Z)",
    });
  });

  it.each(["T", "t"])("fails on a holder in state %s, and says how to wake or end it", (stateLetter) => {
    const check = checkLock({ ...lock, holderProcess: { isAlive: true, stateLetter } });
    expect(check.status).toBe("fail");
    expect(check.fix).toBe("kill -CONT 42 lets it go on, kill -KILL 42 ends it");
  });

  it("a platform that doesn't tell states has no frozen holders", () => {
    expect(checkLock({ ...lock, holderProcess: { isAlive: true, stateLetter: null } }).status).toBe("pass");
  });

  it("warns when the record names somebody else than who holds it", () => {
    expect(checkLock({ ...lock, holderProcess: { isAlive: false, stateLetter: null } }).status).toBe("warn");
    expect(checkLock({ ...lock, holder: null }).status).toBe("warn");
  });

  it("is skipped without a lock file and warns where it can't be asked", () => {
    expect(checkLock({ ...lock, exists: false }).status).toBe("skip");
    expect(checkLock({ ...lock, held: { ok: false, error: "EACCES" } }).status).toBe("warn");
  });
});

describe("journal", () => {
  const whole: JournalFacts = {
    kind: "whole",
    awaySeq: 0,
    segments: 2,
    events: 1,
    lastAtMs: 0,
    tornBytes: 0,
    session: null,
    ended: false,
  };

  it("passes with the number of events and segments", () => {
    expect(judge(whole, false)).toMatchObject({
      status: "pass",
      detail: "1 event in 2 segments, every hash fits the one before",
    });
  });

  it("warns of 1 torn byte, unless an executor is writing it", () => {
    expect(judge({ ...whole, tornBytes: 1 }, true).status).toBe("pass");
    const torn = judge({ ...whole, tornBytes: 1 }, false);
    expect(torn.status).toBe("warn");
    expect(torn.detail).toContain("the last line is unfinished (1 byte)");
  });

  it("fails on a changed line and names file and line", () => {
    const corrupt = {
      kind: "corrupt",
      file: "journal/000002.jsonl",
      line: 17,
      reason: "the hash does not fit",
    } as const;
    expect(judge(corrupt, false)).toMatchObject({
      status: "fail",
      detail: "journal/000002.jsonl line 17: the hash does not fit",
    });
  });

  it("fails when it can't be read and is skipped when there is none", () => {
    expect(judge({ kind: "unreadable", reason: "EACCES" }, false).status).toBe("fail");
    expect(judge({ kind: "absent" }, false).status).toBe("skip");
  });
});

describe("the command that a fix names", () => {
  it.each([
    ["paper", "`hedge executor`"],
    ["dry-run", "`hedge executor --mode dry-run`"],
    ["testnet", "`hedge executor --mode testnet`"],
    ["prod", "`hedge executor --prod`"],
  ] as const)("of %s's books is %s, and only paper's may begin anew", (mode, command) => {
    const torn = {
      kind: "whole",
      awaySeq: 0,
      segments: 1,
      events: 9,
      lastAtMs: 0,
      tornBytes: 5,
      session: null,
      ended: false,
    } as const;
    expect(judge(torn, false, mode).fix).toContain(`run ${command}: it cuts the torn line`);
    const corrupt = { kind: "corrupt", file: "journal/1.jsonl", line: 7, reason: "the hash differs" } as const;
    expect(judge(corrupt, false, mode).fix?.includes("--fresh")).toBe(mode === "paper");
    const lost = checkJournal(torn, { mode, isRunning: false, projectedSeq: 12 });
    expect([lost.status, lost.fix?.includes("--fresh")]).toEqual(["fail", mode === "paper"]);
  });
});
