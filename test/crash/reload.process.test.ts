import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JournalEvent } from "../../src/core/domain/event.js";
import { isConfiguring } from "../../src/core/domain/configuring-event.js";
import { executorWords, type Lab, openLab, type Running } from "../support/crash-lab.js";
import { documentOf, eventsSoFar, OperatorLab, readDocument } from "../support/operator-lab.js";

type Tree = Record<string, unknown>;

let lab: Lab;
let desk: OperatorLab;
const labs: OperatorLab[] = [];

beforeEach(() => {
  lab = openLab();
  desk = new OperatorLab(lab);
  labs.push(desk);
});

afterEach(() => {
  desk.dispose();
});

afterAll(() => {
  for (const left of labs) left.dispose();
});

function edit(file: string, change: (tree: Tree) => Tree): void {
  const path = `${lab.config}/${file}`;
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, "utf8")) as Tree)));
}

function setGlobal(limits: Tree): void {
  edit("risk_limits.json", (tree) => ({ ...tree, global: { ...(tree["global"] as Tree), ...limits } }));
}

type OfType<Type extends JournalEvent["type"]> = Extract<JournalEvent, { readonly type: Type }>;

function eventsOf<Type extends JournalEvent["type"]>(state: string, type: Type): readonly OfType<Type>[] {
  return eventsSoFar(state).filter((event): event is OfType<Type> => event.type === type);
}

/** A session that decides about once a second, for as long as a test needs it. */
async function startSlow(state: string): Promise<Running> {
  const running = desk.start(...executorWords(lab, state, "--speed", "3600"));
  await until(state, "cycle.decided");
  return running;
}

/** Waits until so many lines of a type are there. */
async function until(state: string, type: JournalEvent["type"], count = 1): Promise<void> {
  while (!existsSync(`${state}/risk_state.json`) || eventsOf(state, type).length < count) await sleep(20);
}

const alertCodes = (state: string): readonly unknown[] =>
  (readDocument(state, "risk_state.json")["alerts"] as readonly Tree[]).map(({ code }) => code);

describe("SIGHUP", () => {
  it("a limit of 0 trades an hour holds from the next decision on, after a kill as well, and is replayed", async () => {
    const state = lab.path("limit");
    const first = await desk.startTrading(state, "60000");
    setGlobal({ max_trades_per_symbol_per_hour: 0 });
    first.child.kill("SIGHUP");
    await until(state, "config.reloaded");
    const [reloaded] = eventsOf(state, "config.reloaded");
    expect(reloaded?.changes).toEqual([
      { path: "risk_limits.global.max_trades_per_symbol_per_hour", before: 6, after: 0, effect: "tightens" },
    ]);
    expect(reloaded?.refused).toEqual([]);
    first.child.kill("SIGKILL");
    await first.ended;
    const { exitCode, stderr } = await desk.finish(state);
    expect(stderr).toBe("");
    expect(exitCode).toBe(0);
    const later = eventsOf(state, "cycle.decided").filter(({ seq }) => seq > (reloaded?.seq ?? Infinity));
    const opened = later.flatMap(({ orders }) => orders.filter(({ purpose }) => purpose === "open"));
    expect(opened).toEqual([]);
    expect(later.flatMap(({ vetoes }) => vetoes).length).toBeGreaterThan(0);
    const replayed = await desk.say(state, "replay", "--assert");
    expect(documentOf(replayed)).toMatchObject({ equal: true, firstDifference: null });
    expect(replayed.exitCode).toBe(0);
    expect(
      eventsSoFar(state)
        .filter(isConfiguring)
        .map(({ type }) => type),
    ).toEqual(["session.started", "config.reloaded"]);
    // What is asked of the books later is judged by the limit that held then.
    const wish = ["--symbol", "BTCUSDT", "--side", "buy", "--notional", "1000"];
    const judged = await desk.start("risk", "whatif", "--json", "--state", state, ...wish).ended;
    expect(JSON.stringify(documentOf(judged))).toContain('"limit":0');
  }, 120_000);

  it("settings that were built on are refused by name, stay as they were, and the alarm says so until they are back", async () => {
    const state = lab.path("refused");
    const { child } = await startSlow(state);
    edit("strategy_config.json", (tree) => ({ ...tree, poll_seconds: 77 }));
    setGlobal({ max_leverage: 2 });
    child.kill("SIGHUP");
    await until(state, "config.reloaded");
    const [first] = eventsOf(state, "config.reloaded");
    expect(first?.changes.map(({ path }) => path)).toEqual(["risk_limits.global.max_leverage"]);
    expect(first?.refused).toEqual([
      { path: "strategy_config.poll_seconds", before: 300, after: 77, effect: "neutral" },
    ]);
    expect(first?.config).toMatchObject({
      strategy_config: { poll_seconds: 300 },
      risk_limits: { global: { max_leverage: 2 } },
    });
    while (!alertCodes(state).includes("config_waits")) await sleep(20);
    edit("strategy_config.json", (tree) => ({ ...tree, poll_seconds: 300 }));
    child.kill("SIGHUP");
    await until(state, "config.reloaded", 2);
    expect(eventsOf(state, "config.reloaded")[1]).toMatchObject({ changes: [], refused: [] });
    while (alertCodes(state).includes("config_waits")) await sleep(20);
  });

  it("files that can't be used change nothing and alarm, until they can", async () => {
    const state = lab.path("invalid");
    const { child } = await startSlow(state);
    const sound = readFileSync(`${lab.config}/risk_limits.json`, "utf8");
    setGlobal({ max_leverage: -1, max_nav_drawdown_pct: 0.01 });
    child.kill("SIGHUP");
    await until(state, "config.refused");
    expect(eventsOf(state, "config.refused")[0]?.reason).toContain("risk_limits.json global.max_leverage");
    while (!alertCodes(state).includes("config_refused")) await sleep(20);
    const limits = readDocument(state, "risk_state.json")["limits"];
    expect(JSON.stringify(limits)).not.toContain("0.01,");
    writeFileSync(`${lab.config}/risk_limits.json`, "{");
    child.kill("SIGHUP");
    await until(state, "config.refused", 2);
    writeFileSync(`${lab.config}/risk_limits.json`, sound);
    child.kill("SIGHUP");
    await until(state, "config.reloaded");
    while (alertCodes(state).includes("config_refused")) await sleep(20);
    expect(child.exitCode).toBeNull();
  });

  it("a start with other limits than the reloaded ones is refused as before, and names the limit", async () => {
    const state = lab.path("other");
    const first = await startSlow(state);
    setGlobal({ max_leverage: 2 });
    first.child.kill("SIGHUP");
    await until(state, "config.reloaded");
    first.child.kill("SIGTERM");
    await first.ended;
    setGlobal({ max_leverage: 3 });
    const { exitCode, stdout } = await desk.start(...executorWords(lab, state, "--json")).ended;
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ code: "config_changed", path: "risk_limits.global.max_leverage" });
  });
});
