import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../src/core/adapters/fs/node-files.js";
import { systemClock } from "../../src/core/adapters/system/clock.js";
import { operate, type OperatePorts } from "../../src/core/app/operator/operate.js";
import { type Ended, type Fault, openLab, startHedge } from "../support/crash-lab.js";
import { dueShare, killPlan, nameOf } from "../support/crash-kills.js";
import { intendedBy } from "../support/crash-fold.js";
import { inLanes } from "../support/crash-lanes.js";
import {
  documentOf,
  entriesSent,
  eventsSoFar,
  OperatorLab,
  positionsOf,
  readDocument,
  troubleOf,
} from "../support/operator-lab.js";

const lab = new OperatorLab(openLab());
const paused = lab.state("paused");

beforeAll(async () => {
  await lab.pausedWithPositions(paused);
});

afterAll(() => {
  lab.dispose();
});

const copied = (name: string): string => lab.copy(paused, name);

type Tree = Record<string, unknown>;
const seqOf = (document: Tree): number => document["seq"] as number;

describe("a session whose executor is dead", () => {
  it("starts HALTED after `halt`, opens nothing to its end, and shows it in between", async () => {
    const state = copied("halted");
    const halt = documentOf(await lab.say(state, "halt", "--reason", "overnight"));
    expect(halt).toMatchObject({ tradingState: "HALTED", executor: "none", already: false });
    const status = await lab.say(state, "status");
    expect(documentOf(status)).toMatchObject({
      alive: false,
      tradingState: "HALTED",
      causes: [{ code: "operator_halt" }],
    });
    const finished = await lab.finish(state);
    expect(finished.exitCode).toBe(0);
    expect(entriesSent(state, seqOf(halt))).toEqual([]);
    expect((documentOf(finished)["notes"] as string[]).join()).toContain("Trading is HALTED");
    expect(troubleOf(state)).toEqual([]);
  });

  it("is flat after `flatten`, which lets market time pass, and a second one finds nothing to close", async () => {
    const state = copied("flattened");
    const held = positionsOf(state).map((position) => position["symbol"]);
    const first = await lab.say(state, "flatten", "--yes");
    expect(first.exitCode).toBe(0);
    const document = documentOf(first);
    expect((document["held"] as Tree[]).map((position) => position["symbol"]).sort()).toEqual([...held].sort());
    expect(document).toMatchObject({ flat: true, remaining: [], executor: "none", sessionEnded: false });
    expect(document["marketMs"]).toBeGreaterThan(0);
    expect(positionsOf(state)).toEqual([]);
    const second = await lab.say(state, "flatten", "--yes");
    expect(documentOf(second)).toMatchObject({ flat: true, held: [], already: true, seq: null });
    expect(troubleOf(state)).toEqual([]);
    expect((await lab.finish(state)).exitCode).toBe(0);
    expect(entriesSent(state, seqOf(document))).toEqual([]);
  });

  it("is flat after two `flatten` at the same instant: both exit 0, and each position is closed once", async () => {
    const state = copied("twice");
    const held = positionsOf(state).length;
    const answers = await Promise.all([lab.say(state, "flatten", "--yes"), lab.say(state, "flatten", "--yes")]);
    expect(answers.map(({ exitCode, stderr }) => [exitCode, stderr.includes("error")])).toEqual([
      [0, false],
      [0, false],
    ]);
    for (const answer of answers)
      expect(documentOf(answer)).toMatchObject({ flat: true, remaining: [], openOrders: 0 });
    const closes = eventsSoFar(state)
      .flatMap(intendedBy)
      .filter(({ purpose }) => purpose === "flatten");
    expect(new Set(closes.map(({ request }) => request.symbol)).size).toBe(closes.length);
    expect(closes.length).toBeLessThanOrEqual(held);
    expect(positionsOf(state)).toEqual([]);
    expect(troubleOf(state)).toEqual([]);
  });

  it("trades on after `halt` and `resume` as if nothing had been", async () => {
    const [plain, touched] = [copied("plain"), copied("touched")];
    await lab.say(touched, "halt");
    expect(documentOf(await lab.say(touched, "resume", "--reason", "false alarm"))).toMatchObject({
      cleared: ["operator_halt"],
      tradingState: "ACTIVE",
    });
    const [wanted, found] = [documentOf(await lab.finish(plain)), documentOf(await lab.finish(touched))];
    for (const figure of ["navEnd", "fills", "fees", "positions"]) expect(found[figure]).toEqual(wanted[figure]);
    expect(troubleOf(touched)).toEqual([]);
  });

  it("takes two commands at the same instant one after the other: both exit 0, and both are in the journal", async () => {
    const state = copied("both");
    const both = await Promise.all([lab.say(state, "halt"), lab.say(state, "halt", "--strategy", "momentum")]);
    expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    const halts = eventsSoFar(state).filter(({ type }) => type === "operator.halted");
    expect(halts).toHaveLength(2);
    expect(troubleOf(state)).toEqual([]);
  });

  it("that has ended has nothing to halt (exit 3) and nothing held at a venue (exit 0)", async () => {
    const state = copied("ended");
    await lab.finish(state);
    const halted = await lab.say(state, "halt");
    expect([halted.exitCode, documentOf(halted)["code"]]).toEqual([3, "session_ended"]);
    const flattened = await lab.say(state, "flatten", "--yes");
    expect(flattened.exitCode).toBe(0);
    expect(documentOf(flattened)).toMatchObject({ sessionEnded: true, seq: null });
    expect(documentOf(await lab.say(state, "status"))).toMatchObject({ ended: true });
  });
});

const NOBODY: OperatePorts = {
  files: nodeFiles,
  clock: systemClock,
  client: { ask: () => Promise.resolve({ kind: "absent" }) },
  patienceMs: 5_000,
};

/** `hedge halt` on the books in `state`, with system calls that count or kill. */
function halt(state: string, plan: { readonly counts?: string; readonly faults?: readonly Fault[] }): Promise<Ended> {
  const faulty = { state, directory: state, faults: [], ...plan };
  return startHedge(lab.lab, ["halt", "--state", state, "--reason", "first"], faulty).ended;
}

/** Strikes once, says it again, and looks at what is there. */
async function strike(fault: Fault, lane: string): Promise<readonly string[]> {
  const state = copied(lane);
  const { signal } = await halt(state, { faults: [fault] });
  if (signal !== "SIGKILL") return [`${nameOf(fault)}: was not killed`];
  const request = { verb: "halt", state: "HALTED", strategy: null, reason: "again" } as const;
  const { reply } = await operate(state, request, NOBODY);
  const halts = eventsSoFar(state).filter((event) => event.type === "operator.halted");
  const shown = readDocument(state, "risk_state.json")["tradingState"];
  const found = [reply.books.tradingState, halts.length, shown].join();
  return [...(found === "HALTED,1,HALTED" ? [] : [found]), ...troubleOf(state)].map(
    (text) => `${nameOf(fault)}: ${text}`,
  );
}

describe("kill -9 on dead books", () => {
  it("before and after every write, sync and rename of `halt` leaves its word whole or not at all, never half or twice", async () => {
    const counts = lab.lab.path("counts.json");
    await halt(copied("counted"), { counts });
    const plan = killPlan(JSON.parse(readFileSync(counts, "utf8")) as Record<string, number>);
    expect(plan.length).toBeGreaterThan(20);
    const found = await inLanes(dueShare(plan), ["struck-1", "struck-2"], strike);
    expect(found.flat()).toEqual([]);
  }, 180_000);

  it("at 6 moments of `flatten` loses nothing: said again it is flat, and decides the same when replayed", async () => {
    for (const waitMs of [250, 400, 550, 700, 850, 1_000]) {
      const state = copied("struck-flat");
      const words = ["flatten", "--yes", "--config", lab.lab.config, "--state", state];
      const { child, ended } = startHedge(lab.lab, words);
      await Promise.race([sleep(waitMs), ended]);
      child.kill("SIGKILL");
      await ended;
      const again = await lab.say(state, "flatten", "--yes");
      expect(documentOf(again)).toMatchObject({ flat: true, remaining: [], openOrders: 0, tradingState: "HALTED" });
      expect(eventsSoFar(state).filter(({ type }) => type === "operator.flattened")).toHaveLength(1);
      expect(troubleOf(state)).toEqual([]);
    }
  }, 60_000);
});

describe("an operator's mistake", () => {
  it.each([
    ["resume without a reason", ["resume"], 2, "usage"],
    ["resume with an empty reason", ["resume", "--reason", " "], 2, "invalid_value"],
    ["flatten where nobody can say yes", ["flatten"], 2, "usage"],
    ["flatten of a mistyped symbol", ["flatten", "--yes", "--symbol", "BTCUSD"], 2, "unknown_symbol"],
    ["halt of a mistyped strategy", ["halt", "--strategy", "momentun"], 2, "unknown_strategy"],
    ["a lease of two days", ["arm", "--for", "48h", "--max-notional", "100"], 2, "invalid_value"],
    ["a lease without an amount", ["arm", "--for", "4h", "--max-notional", "0"], 2, "invalid_value"],
  ] as const)(
    "%s is answered in one document, and the journal stays as it is",
    async (_what, words, exitCode, code) => {
      const [verb, ...rest] = words;
      const before = eventsSoFar(paused).length;
      const ended = await lab.say(paused, verb, ...rest);
      expect(ended.exitCode).toBe(exitCode);
      expect(documentOf(ended)).toMatchObject({ schema: "hedge.error/1", code });
      expect(eventsSoFar(paused)).toHaveLength(before);
    },
  );

  it("a lease for paper is refused with exit 7, and the journal gets the one line that says so", async () => {
    const before = eventsSoFar(paused).length;
    const ended = await lab.say(paused, "arm", "--for", "4h", "--max-notional", "100");
    expect(ended.exitCode).toBe(7);
    expect(documentOf(ended)).toMatchObject({ schema: "hedge.error/1", code: "interlock_refused" });
    const added = eventsSoFar(paused).slice(before);
    expect(added).toMatchObject([{ type: "interlock.refused", what: "arm" }]);
  });

  it("disarm without a lease changes nothing, twice, and exits 0", async () => {
    for (let time = 1; time <= 2; time++) {
      const ended = await lab.say(paused, "disarm");
      expect(ended.exitCode).toBe(0);
      expect(documentOf(ended)).toMatchObject({ schema: "hedge.disarm/1", already: true, seq: null });
    }
  });
});
