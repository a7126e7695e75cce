import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { systemClock } from "../../../../src/core/adapters/system/clock.js";
import { acquireLock, lockHolder } from "../../../../src/core/adapters/system/lock.js";
import { operate, type OperatePorts } from "../../../../src/core/app/operator/operate.js";
import { journalEvents } from "../../../../src/core/app/session-state.js";
import { clearStandby, writeStandby } from "../../../../src/core/app/standby.js";
import { Failure } from "../../../../src/core/lib/failure.js";
import type { ControlAnswer, ControlReply, ControlRequest } from "../../../../src/core/ports/control.js";
import { DONE } from "../../adapters/control/samples.js";
import { root } from "../../config/support.js";
import { runInProcess } from "../../../support/crash-in-process.js";

const HALT: ControlRequest = { verb: "halt", state: "HALTED", strategy: null, reason: "looks wrong" };
const SPAN = { fromMs: Date.parse("2024-02-01T00:00:00Z"), toMs: Date.parse("2024-02-03T00:00:00Z") };

const parent = mkdtempSync(join(tmpdir(), "hedge-operate-"));
let paused = "";
let ended = "";

beforeAll(async () => {
  const config = join(root, "config");
  paused = join(parent, "paused");
  ended = join(parent, "ended");
  await runInProcess({ config, state: paused, ...SPAN, maxCycles: 30 });
  await runInProcess({ config, state: ended, ...SPAN });
});

afterAll(() => {
  rmSync(parent, { recursive: true, force: true });
});

/** A client that gives these answers, the last one for ever. */
function answering(...answers: readonly ControlAnswer[]): OperatePorts & { readonly asked: ControlRequest[] } {
  const asked: ControlRequest[] = [];
  const ask = (_directory: string, request: ControlRequest): Promise<ControlAnswer> => {
    asked.push(request);
    return Promise.resolve(answers[Math.min(asked.length, answers.length) - 1]!);
  };
  return { files: nodeFiles, clock: systemClock, client: { ask }, patienceMs: 300, asked };
}

const ABSENT: ControlAnswer = { kind: "absent" };
const SILENT: ControlAnswer = { kind: "silent", waitedMs: 5_000 };
const replied = (reply: ControlReply): ControlAnswer => ({ kind: "replied", reply });

/** The last sign of life of an executor. */
function beat(state: string, atMs: number): void {
  const file = join(state, "health.json");
  const health = JSON.parse(readFileSync(file, "utf8")) as { heartbeats: { executor: { at: string } } };
  health.heartbeats.executor.at = new Date(atMs).toISOString().replace(/\.\d+/, "");
  writeFileSync(file, JSON.stringify(health));
}

async function failure(work: Promise<unknown>): Promise<Failure> {
  const [outcome] = await Promise.allSettled([work]);
  if (outcome.status === "rejected" && outcome.reason instanceof Failure) return outcome.reason;
  throw new Error(`expected a failure, got ${outcome.status}`);
}

const riskState = (state: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(state, "risk_state.json"), "utf8")) as Record<string, unknown>;

describe("an operator's request", () => {
  it("goes to the executor that answers, and its refusal keeps code, exit and fix", async () => {
    const ports = answering(replied(DONE));
    expect(await operate(paused, HALT, ports)).toEqual({ reply: DONE, executed: { by: "executor", closing: false } });
    const no = { kind: "refused", code: "risk_gate_closed", exitCode: 6, message: "m", value: "v", fix: "f" } as const;
    expect(await failure(operate(paused, HALT, answering(replied(no))))).toMatchObject({
      code: "risk_gate_closed",
      exitCode: 6,
      place: { value: "v", fix: "f" },
    });
    expect(ports.asked).toEqual([HALT]);
  });

  it.each([
    ["replica", "these books follow a mirror: they are for reading"],
    ["fenced", "another machine trades on"],
  ] as const)(
    "is refused with exit 8 on the books of a directory that is %s, and no line is written",
    async (why, message) => {
      const before = [...journalEvents(paused, nodeFiles, "paper")].length;
      writeStandby(paused, nodeFiles, { why, message, fix: "Say it there.", at: "2024-02-02T00:00:00Z" });
      const refused = await failure(operate(paused, HALT, answering(ABSENT)));
      clearStandby(paused, nodeFiles);
      expect(refused).toMatchObject({ code: `standby_${why}`, exitCode: 8, message, place: { fix: "Say it there." } });
      expect([...journalEvents(paused, nodeFiles, "paper")]).toHaveLength(before);
      const free = await acquireLock(paused, systemClock);
      expect(free.ok).toBe(true);
      if (free.ok) free.value.release();
    },
  );

  it("is written into a dead executor's books: event, cause and telemetry, and the lock is free again", async () => {
    const before = [...journalEvents(paused, nodeFiles, "paper")];
    const { reply, executed } = await operate(paused, HALT, answering(ABSENT));
    expect(executed).toEqual({ by: "books", endedPid: null, sessionOver: false });
    expect(reply).toMatchObject({ seq: before.length + 1, already: false, books: { tradingState: "HALTED" } });
    const added = [...journalEvents(paused, nodeFiles, "paper")].slice(before.length);
    expect(added).toMatchObject([
      { type: "operator.halted", reason: "looks wrong", atMs: before.at(-1)!.atMs },
      { type: "cause.raised", cause: { code: "operator_halt", state: "HALTED" } },
    ]);
    expect(riskState(paused)).toMatchObject({ tradingState: "HALTED", seq: before.length + 2 });
    const lock = await acquireLock(paused, systemClock);
    expect(lock.ok).toBe(true);
    if (lock.ok) lock.value.release();
  });

  it("goes on in the books when the executor is about to end, and the second time nothing is written", async () => {
    const lines = [...journalEvents(paused, nodeFiles, "paper")].length;
    const ports = answering(replied({ kind: "closing" }), ABSENT);
    const { reply } = await operate(paused, HALT, ports);
    expect(reply).toMatchObject({ seq: null, already: true, books: { tradingState: "HALTED" } });
    expect([...journalEvents(paused, nodeFiles, "paper")]).toHaveLength(lines);
  });

  it("changes nothing in a session that has ended: exit 3, and its journal still ends with session.ended", async () => {
    expect(await failure(operate(ended, HALT, answering(ABSENT)))).toMatchObject({
      code: "session_ended",
      exitCode: 3,
    });
    const flatten: ControlRequest = { verb: "flatten", symbol: null, reason: "" };
    expect(await operate(ended, flatten, answering(ABSENT))).toMatchObject({
      reply: { seq: null },
      executed: { by: "books", sessionOver: true },
    });
    expect([...journalEvents(ended, nodeFiles, "paper")].at(-1)).toMatchObject({ type: "session.ended" });
  });
});

describe("an executor that does not answer", () => {
  it("makes a halt fail with exit 8 that names its pid, and is not touched", async () => {
    const lock = await acquireLock(paused, systemClock);
    beat(paused, systemClock.nowMs());
    for (const answer of [SILENT, ABSENT]) {
      const refused = await failure(operate(paused, HALT, answering(answer)));
      expect(refused).toMatchObject({ code: "executor_hung", exitCode: 8 });
      expect(refused.message).toContain(`process ${String(process.pid)} holds ${paused}`);
      expect(refused.place.fix).toContain(`kill -9 ${String(process.pid)}`);
      expect(refused.message).toContain("it still hears this when it wakes");
    }
    const resume: ControlRequest = { verb: "resume", reason: "r" };
    const refused = await failure(operate(paused, resume, answering(SILENT)));
    expect(refused.message).toContain("where it has not begun this by now, it will not do it when it wakes");
    if (lock.ok) lock.value.release();
  });

  it("is said to start where it holds the lock and has not beaten yet: nobody is told to flatten or to kill it now", async () => {
    beat(ended, systemClock.nowMs() - 3_600_000);
    const lock = await acquireLock(ended, systemClock);
    const refused = await failure(operate(ended, HALT, answering(ABSENT)));
    expect(refused).toMatchObject({ code: "executor_hung", exitCode: 8 });
    expect(refused.message).toContain(`process ${String(process.pid)} has been starting in ${ended} since`);
    expect(refused.place.fix).not.toContain("hedge flatten");
    if (lock.ok) lock.value.release();
  });

  it("is not ended by a flatten that could not close anything: the reason comes before the end", async () => {
    const lock = await acquireLock(paused, systemClock);
    const beforeEnding = (): void => {
      throw new Failure("credentials_missing", 3, "no key");
    };
    const flatten: ControlRequest = { verb: "flatten", symbol: null, reason: "" };
    // The holder is this process: ended, it would not be here to say so.
    const refused = await failure(operate(paused, flatten, { ...answering(SILENT), beforeEnding }));
    expect(refused).toMatchObject({ code: "credentials_missing", exitCode: 3 });
    expect(lockHolder(paused)?.pid).toBe(process.pid);
    if (lock.ok) lock.value.release();
  });

  it("is not ended by a flatten when the lock's record is another process's, and none of the two dies", async () => {
    const lock = await acquireLock(paused, systemClock);
    const holder = lockHolder(paused)!;
    writeFileSync(join(paused, "lock"), `${JSON.stringify({ ...holder, pid: process.ppid, startTicks: "1" })}\n`);
    const flatten: ControlRequest = { verb: "flatten", symbol: null, reason: "" };
    const refused = await failure(operate(paused, flatten, answering(SILENT)));
    expect(refused).toMatchObject({ code: "lock_held", exitCode: 8 });
    expect(refused.message).toContain(`process ${String(process.ppid)} is not the one that took the lock`);
    expect(process.kill(process.ppid, 0)).toBe(true);
    if (lock.ok) lock.value.release();
  });

  it("leaves its silence to itself: who has taken its lock meanwhile was not asked, is not ended, and has its own wait", async () => {
    const lock = await acquireLock(paused, systemClock);
    const holder = lockHolder(paused)!;
    const flatten: ControlRequest = { verb: "flatten", symbol: null, reason: "" };
    const asked: ControlRequest[] = [];
    // Each is silent once and gone then, as beside another flatten that is faster; this process would be the victim.
    const ask = (_directory: string, request: ControlRequest): Promise<ControlAnswer> => {
      asked.push(request);
      if (asked.length > 3) return Promise.resolve(replied(DONE));
      const next = { ...holder, fencingToken: holder.fencingToken + asked.length };
      writeFileSync(join(paused, "lock"), `${JSON.stringify(next)}\n`);
      return Promise.resolve(SILENT);
    };
    const ports = { ...answering(SILENT), client: { ask }, patienceMs: 0 };
    expect(await operate(paused, flatten, ports)).toEqual({
      reply: DONE,
      executed: { by: "executor", closing: false },
    });
    expect(asked).toHaveLength(4);
    if (lock.ok) lock.value.release();
  });

  it("is not ended where its lock changes hands while the key is looked for: the loop begins anew with the next", async () => {
    const lock = await acquireLock(paused, systemClock);
    const holder = lockHolder(paused)!;
    const beforeEnding = (): void => {
      writeFileSync(join(paused, "lock"), `${JSON.stringify({ ...holder, fencingToken: holder.fencingToken + 1 })}\n`);
    };
    const flatten: ControlRequest = { verb: "flatten", symbol: null, reason: "" };
    const ports = { ...answering(SILENT, replied(DONE)), beforeEnding };
    expect(await operate(paused, flatten, ports)).toMatchObject({ executed: { by: "executor" } });
    expect(ports.asked).toEqual([flatten, flatten]);
    if (lock.ok) lock.value.release();
  });

  it("names a flatten in the lock from the moment that it is taken for one, a halt does not", async () => {
    const flatten: ControlRequest = { verb: "flatten", symbol: null, reason: "" };
    const marks: unknown[] = [];
    for (const request of [flatten, HALT]) {
      await operate(paused, request, answering(ABSENT));
      marks.push(lockHolder(paused)?.closing);
    }
    expect(marks).toEqual([true, undefined]);
  });

  it("is waited for while it starts: the request goes through once it listens", async () => {
    const lock = await acquireLock(paused, systemClock);
    const ports = answering(ABSENT, ABSENT, replied(DONE));
    expect(await operate(paused, HALT, { ...ports, patienceMs: 5_000 })).toMatchObject({
      executed: { by: "executor", closing: false },
    });
    if (lock.ok) lock.value.release();
  });

  it("who speaks another language is no executor of ours: exit 8", async () => {
    const refused = await failure(operate(paused, HALT, answering({ kind: "garbled", reason: "seq: missing" })));
    expect(refused).toMatchObject({
      code: "lock_held",
      exitCode: 8,
      message: expect.stringContaining("seq") as string,
    });
  });
});
