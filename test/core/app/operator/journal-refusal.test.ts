import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { systemClock } from "../../../../src/core/adapters/system/clock.js";
import { acquireLock } from "../../../../src/core/adapters/system/lock.js";
import { runExecutor } from "../../../../src/core/app/executor-session.js";
import { operate } from "../../../../src/core/app/operator/operate.js";
import { journalEvents } from "../../../../src/core/app/session-state.js";
import type { Mode } from "../../../../src/core/domain/mode.js";
import { dec } from "../../../../src/core/lib/decimal.js";
import { Failure } from "../../../../src/core/lib/failure.js";
import { HOUR_MS } from "../../../../src/core/lib/time.js";
import { root } from "../../config/support.js";
import { beginLike } from "../../../support/begun-session.js";
import { runInProcess } from "../../../support/crash-in-process.js";
import { troubleOf } from "../../../support/operator-lab.js";

const SPAN = { fromMs: Date.parse("2024-02-01T00:00:00Z"), toMs: Date.parse("2024-02-03T00:00:00Z") };
const parent = mkdtempSync(join(tmpdir(), "hedge-refusal-"));
const config = join(root, "config");
let paused = "";

beforeAll(async () => {
  paused = join(parent, "paused");
  await runInProcess({ config, state: paused, ...SPAN, maxCycles: 3 });
});
afterAll(() => {
  rmSync(parent, { recursive: true, force: true });
});

/** The paused session once more, in a directory of its own. */
function copied(name: string): string {
  const state = join(parent, name);
  cpSync(paused, state, { recursive: true });
  return state;
}

/** Code of the refusal of a start in this environment. */
async function start(state: string, mode: Mode, env: Readonly<Record<string, string>>): Promise<string> {
  const span = { fromMs: null, toMs: null, speed: null, maxCycles: 1, fresh: false };
  const ports = { files: nodeFiles, clock: systemClock, env, stop: new AbortController().signal };
  const watch = { onProgress: () => undefined, onEvent: () => undefined };
  const [ran] = await Promise.allSettled([
    runExecutor({ configDirectory: config, stateDirectory: state, mode, ...span }, { ...ports, ...watch }),
  ]);
  if (ran.status === "rejected" && ran.reason instanceof Failure) return ran.reason.code;
  throw new Error(`expected a refusal, got ${ran.status}`);
}

const linesOf = (state: string, mode: Mode) => [...journalEvents(state, nodeFiles, mode)];

describe("a start that the interlock refuses", () => {
  it("leaves a line in the journal of its session, whose decisions replay as before, and the lock is free", async () => {
    const state = copied("plain");
    const before = linesOf(state, "paper");
    expect(await start(state, "paper", { ENV: "staging" })).toBe("mode_mismatch");
    const added = linesOf(state, "paper").slice(before.length);
    expect(added).toMatchObject([
      {
        ...{ type: "interlock.refused", what: "start", code: "mode_mismatch", atMs: before.at(-1)!.atMs },
        reason: 'mode paper needs ENV to be dev or testnet or prod, and it is "staging"',
      },
    ]);
    expect(troubleOf(state)).toEqual([]);
    const lock = await acquireLock(state, systemClock);
    expect(lock.ok).toBe(true);
    if (lock.ok) lock.value.release();
    await runInProcess({ config, state, ...SPAN, maxCycles: 2 });
    expect(troubleOf(state)).toEqual([]);
  });

  it("leaves it in production at the wall's time, for ENV and for ALLOW_PROD_WRITE", async () => {
    const state = join(parent, "prod");
    await beginLike(paused, state, "prod");
    const fromMs = Date.now();
    expect(await start(state, "prod", {})).toBe("mode_mismatch");
    expect(await start(state, "prod", { ENV: "prod" })).toBe("interlock_refused");
    const refused = linesOf(state, "prod").flatMap((event) => (event.type === "interlock.refused" ? [event] : []));
    expect(refused.map(({ code }) => code)).toEqual(["mode_mismatch", "interlock_refused"]);
    expect(refused[0]!.atMs).toBeGreaterThanOrEqual(fromMs);
  });

  it("writes nothing into books that somebody holds, that are another mode's, or that have not begun", async () => {
    const state = copied("held");
    const before = linesOf(state, "paper").length;
    const lock = await acquireLock(state, systemClock);
    expect(await start(state, "paper", { ENV: "staging" })).toBe("mode_mismatch");
    if (lock.ok) lock.value.release();
    expect(await start(state, "prod", { ENV: "dev" })).toBe("mode_mismatch");
    expect(linesOf(state, "paper")).toHaveLength(before);
    const empty = join(parent, "empty");
    expect(await start(empty, "testnet", { ENV: "dev" })).toBe("mode_mismatch");
    expect(existsSync(empty)).toBe(false);
  });

  it("writes nothing after the end of a session", async () => {
    const state = copied("ended");
    await runInProcess({ config, state, ...SPAN });
    expect(await start(state, "paper", { ENV: "staging" })).toBe("mode_mismatch");
    expect(linesOf(state, "paper").at(-1)).toMatchObject({ type: "session.ended" });
  });
});

it("a lease that is refused leaves a line in a dead executor's books", async () => {
  const state = copied("arm");
  const before = linesOf(state, "paper").length;
  const client = { ask: () => Promise.resolve({ kind: "absent" } as const) };
  const request = { verb: "arm", forMs: HOUR_MS, maxNotionalUsd: dec("100") } as const;
  const asked = operate(state, request, { files: nodeFiles, clock: systemClock, client, patienceMs: 300 });
  await expect(asked).rejects.toMatchObject({ code: "interlock_refused", exitCode: 7 });
  expect(linesOf(state, "paper").slice(before)).toMatchObject([
    { type: "interlock.refused", what: "arm", code: "interlock_refused" },
  ]);
  expect(troubleOf(state)).toEqual([]);
});
