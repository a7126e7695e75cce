import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openLab } from "../support/crash-lab.js";
import {
  cyclesAfter,
  documentOf,
  entriesSent,
  eventsSoFar,
  OperatorLab,
  positionsOf,
  readDocument,
  symbolsWithStops,
  troubleOf,
  until,
} from "../support/operator-lab.js";

vi.setConfig({ testTimeout: 120_000 });

const lab = new OperatorLab(openLab());
const paused = lab.state("paused");

beforeAll(async () => {
  await lab.pausedWithPositions(paused);
});

afterAll(() => {
  lab.dispose();
});

type Tree = Record<string, unknown>;

const seqOf = (document: Tree): number => document["seq"] as number;

describe("a running session", () => {
  it("opens nothing after `halt`, keeps its stops, trades again after `resume`, and replays to the same decisions", async () => {
    const state = lab.copy(paused, "halted");
    const { ended } = await lab.startTrading(state);
    const halted = await lab.say(state, "halt", "--reason", "looks wrong");
    expect(halted.exitCode).toBe(0);
    const halt = documentOf(halted);
    expect(halt).toMatchObject({ schema: "hedge.halt/1", mode: "paper", tradingState: "HALTED", executor: "running" });
    expect(eventsSoFar(state).find(({ seq }) => seq === seqOf(halt))).toMatchObject({
      type: "operator.halted",
      reason: "looks wrong",
    });
    expect(readDocument(state, "risk_state.json")).toMatchObject({ tradingState: "HALTED" });
    await until(() => cyclesAfter(state, seqOf(halt)) >= 48);
    for (const { symbol } of positionsOf(state)) expect(symbolsWithStops(state)).toContain(symbol);
    const resumed = await lab.say(state, "resume", "--reason", "seen to");
    const resume = documentOf(resumed);
    expect(resume).toMatchObject({ schema: "hedge.resume/1", tradingState: "ACTIVE" });
    expect(resume["cleared"]).toContain("operator_halt");
    expect((await ended).exitCode).toBe(0);
    expect(entriesSent(state, seqOf(halt), seqOf(resume))).toEqual([]);
    expect(entriesSent(state, 0, seqOf(halt)).length).toBeGreaterThan(0);
    expect(entriesSent(state, seqOf(resume)).length).toBeGreaterThan(0);
    expect(documentOf(await lab.say(state, "replay", "--assert"))).toMatchObject({ equal: true });
    expect(troubleOf(state)).toEqual([]);
  });

  it("hears `halt` within 2 s although its next bar is an hour away, and says since when the second time", async () => {
    const state = lab.copy(paused, "slow");
    const { child, ended } = await lab.startTrading(state, "1");
    const first = documentOf(await lab.say(state, "halt"));
    expect(first).toMatchObject({ tradingState: "HALTED", already: false });
    const startMs = performance.now();
    const second = documentOf(await lab.say(state, "halt", "--reducing"));
    expect(performance.now() - startMs).toBeLessThan(2_500);
    expect(second).toMatchObject({ tradingState: "HALTED", already: true, seq: null, since: first["since"] });
    child.kill("SIGINT");
    expect((await ended).exitCode).toBe(130);
    expect(troubleOf(state)).toEqual([]);
  });

  it("is flat after `flatten`, with no order left, and opens nothing until `resume`", async () => {
    const state = lab.copy(paused, "flattened");
    const { child, ended } = await lab.startTrading(state, "5000");
    const answer = await lab.say(state, "flatten", "--yes");
    expect(answer.exitCode).toBe(0);
    const flatten = documentOf(answer);
    expect(flatten).toMatchObject({
      schema: "hedge.flatten/1",
      flat: true,
      remaining: [],
      tradingState: "HALTED",
      executor: "running",
    });
    expect((flatten["held"] as unknown[]).length).toBeGreaterThan(0);
    expect(positionsOf(state)).toEqual([]);
    child.kill("SIGTERM");
    expect((await ended).exitCode).toBe(143);
    expect(symbolsWithStops(state).size).toBe(0);
    expect((await lab.finish(state)).exitCode).toBe(0);
    expect(entriesSent(state, seqOf(flatten))).toEqual([]);
    expect(positionsOf(state)).toEqual([]);
    expect(troubleOf(state)).toEqual([]);
  });

  it("refuses an empty --symbol with the flag, what was typed and the remedy, and closes nothing", async () => {
    const refused = await lab.say(paused, "flatten", "--yes", "--symbol", "");
    expect(refused.exitCode).toBe(2);
    const error = JSON.stringify(documentOf(refused));
    expect(error).toMatch(/--symbol names a market.*nothing was closed/);
    expect(error).toMatch(/hedge flatten --symbol ETHUSDT/);
    expect(positionsOf(paused).length).toBeGreaterThan(0);
  });

  it("closes one symbol and goes on protecting the others", async () => {
    const state = lab.copy(paused, "one-symbol");
    const { child, ended } = await lab.startTrading(state, "5000");
    const [symbol] = positionsOf(state).map((position) => position["symbol"] as string);
    const flatten = documentOf(await lab.say(state, "flatten", "--yes", "--symbol", symbol!));
    expect(flatten).toMatchObject({ symbol, flat: true, tradingState: "REDUCING" });
    child.kill("SIGTERM");
    expect((await ended).exitCode).toBe(143);
    expect(positionsOf(state).map((position) => position["symbol"])).not.toContain(symbol);
    expect(entriesSent(state, seqOf(flatten))).toEqual([]);
    expect(troubleOf(state)).toEqual([]);
  });

  it("has its word on the disk before the reply: kill -9 right after it loses nothing", async () => {
    const state = lab.copy(paused, "killed");
    const { child, ended } = await lab.startTrading(state);
    const halt = documentOf(await lab.say(state, "halt", "--strategy", "momentum", "--reason", "drift"));
    child.kill("SIGKILL");
    await ended;
    expect(halt).toMatchObject({ tradingState: "ACTIVE", haltedStrategies: ["momentum"], strategy: "momentum" });
    expect((await lab.finish(state)).exitCode).toBe(0);
    expect(entriesSent(state, seqOf(halt))).toEqual([]);
    expect(troubleOf(state)).toEqual([]);
  });
});

describe("a hung executor", () => {
  it("makes `halt` exit 8 and name it; `flatten` ends exactly it, takes its lock and closes its positions", async () => {
    const state = lab.copy(paused, "hung");
    const { child, ended } = await lab.startTrading(state, "3600");
    child.kill("SIGSTOP");
    const halted = await lab.say(state, "halt");
    expect(halted.exitCode).toBe(8);
    expect(documentOf(halted)).toMatchObject({ schema: "hedge.error/1", mode: "paper", code: "executor_hung" });
    expect(documentOf(halted)["message"]).toContain(`process ${String(child.pid)} holds`);
    expect(child.signalCode).toBeNull();
    const answer = await lab.say(state, "flatten", "--yes");
    expect(answer.exitCode).toBe(0);
    expect(documentOf(answer)).toMatchObject({ flat: true, executor: "killed", killedPid: child.pid, remaining: [] });
    expect((await ended).signal).toBe("SIGKILL");
    expect(positionsOf(state)).toEqual([]);
    expect(troubleOf(state)).toEqual([]);
  });

  it("is ended once by two flattens said at once: none ends the other, both answer flat, one closed it", async () => {
    const state = lab.copy(paused, "hung-twice");
    const { child, ended } = await lab.startTrading(state, "3600");
    child.kill("SIGSTOP");
    const both = await Promise.all([lab.say(state, "flatten", "--yes"), lab.say(state, "flatten", "--yes")]);
    expect(both.map(({ exitCode, signal }) => ({ exitCode, signal }))).toEqual(
      both.map(() => ({ exitCode: 0, signal: null })),
    );
    const documents = both.map(documentOf);
    for (const document of documents) expect(document).toMatchObject({ flat: true, remaining: [], unknown: [] });
    const pids = documents.map((document) => document["killedPid"]);
    expect(pids).toContain(child.pid);
    expect(pids.filter((pid) => pid !== null && pid !== child.pid)).toEqual([]);
    expect((await ended).signal).toBe("SIGKILL");
    expect(eventsSoFar(state).filter(({ type }) => type === "operator.flattened")).toHaveLength(1);
    expect(positionsOf(state)).toEqual([]);
    expect(troubleOf(state)).toEqual([]);
  });

  it("whose lock names another process is not ended, nor is the other: exit 8", async () => {
    const state = lab.copy(paused, "not-mine");
    const { child } = await lab.startTrading(state, "3600");
    const bystander = lab.start(
      "executor",
      "--config",
      lab.lab.config,
      "--state",
      lab.state("bystander"),
      "--speed",
      "1",
    );
    child.kill("SIGSTOP");
    const holder = JSON.parse(readFileSync(`${state}/lock`, "utf8")) as Tree;
    writeFileSync(`${state}/lock`, `${JSON.stringify({ ...holder, pid: bystander.child.pid })}\n`);
    const answer = await lab.say(state, "flatten", "--yes");
    expect(answer.exitCode).toBe(8);
    expect(documentOf(answer)["message"]).toContain("is not the one that took the lock");
    await sleep(100);
    expect([child.signalCode, bystander.child.signalCode, bystander.child.exitCode]).toEqual([null, null, null]);
    // Awake again, it finds the word in its socket: nothing is closed for it, and nothing opened any more.
    child.kill("SIGCONT");
    const said = () => eventsSoFar(state).filter(({ type }) => type.startsWith("operator."));
    await until(() => said().length > 0);
    expect(said()).toMatchObject([
      {
        type: "operator.halted",
        state: "REDUCING",
        reason: "heard too late to flatten everything: nothing was closed",
      },
    ]);
    child.kill("SIGKILL");
  });
});
