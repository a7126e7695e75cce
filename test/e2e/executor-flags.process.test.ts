import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { askingIn, documentOf, itemsOf, type Tree } from "./asking.js";
import * as books from "./books.js";
import * as documents from "./documents.js";
import { config, Lab, MONTH } from "./lab.js";

const lab = new Lab();
const ask = askingIn(lab);

afterAll(() => {
  lab.dispose();
});

describe("the executor's flags", () => {
  const state = lab.path("short");
  const words = ["executor", "--state", state, ...MONTH];

  it("--cycles 5, --once, --cycles 2: 5, 6 and 8 cycles in all, exit 0; meanwhile status exits 4 and says why", async () => {
    expect(await ask([...words, "--cycles", "5"], documents.executorSummary)).toMatchObject({ cycles: 5 });
    expect(await ask([...words, "--once"], documents.executorSummary)).toMatchObject({ cycles: 6 });
    expect(await ask([...words, "--cycles", "2"], documents.executorSummary)).toMatchObject({ cycles: 8 });
    const tree = await ask(["status", "--state", state], documents.status, { exitCode: 4 });
    expect(tree).toMatchObject({ alive: false, ended: false, alerts: [{ severity: "critical" }] });
  });

  it("--jsonl: one object a line on stdout, the very events of the journal", async () => {
    const { exitCode, stdout, stderr } = await lab.hedge([...words, "--jsonl", "--cycles", "20"]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    const printed = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Tree);
    const journal = readFileSync(join(state, "journal/000001.jsonl"), "utf8").trimEnd().split("\n");
    expect(printed.filter(({ type }) => type === "cycle.decided")).toHaveLength(20);
    expect(stdout.trimEnd().split("\n")).toEqual(journal.slice(-printed.length));
  });

  it("--fresh: the old books are archived and a new session of another span begins", async () => {
    const span = ["--from", "2024-02-05", "--to", "2024-02-06"];
    const fresh = ["executor", "--config", config, "--state", state, ...span];
    const refused = await ask(fresh, documents.failure, { exitCode: 3 });
    expect(refused).toMatchObject({ mode: "paper", code: "session_span_differs", path: "--from" });
    expect(await ask([...fresh, "--fresh", "--once"], documents.executorSummary)).toMatchObject({ cycles: 1 });
    const [archived] = readdirSync(join(state, "archive"));
    expect(readdirSync(join(state, "archive", archived!))).toContain("journal");
  });
});

describe("a veto that a setting could have prevented", () => {
  it("risk explain names path and value, and whatif --set takes them", async () => {
    const state = lab.path("floor");
    const env = { HEDGE__RISK_LIMITS__GLOBAL__MIN_NOTIONAL_USDT: "3000" };
    await ask(["executor", "--state", state, ...MONTH, "--cycles", "2"], documents.executorSummary, { env });
    const [veto] = itemsOf(await ask(["vetoes", "--state", state], books.vetoes));
    const { id, symbol, side } = veto as { id: string; symbol: string; side: string };
    const tree = await ask(["risk", "explain", id, "--state", state], documents.explain);
    const [change] = tree["smallestChange"] as readonly { path: string; from: unknown; to: unknown }[];
    expect(change).toMatchObject({ path: "risk_limits.global.min_notional_usdt", from: 3_000 });
    // The books have moved on by an hour, and a quantity is floored: 5 % above the floor that would do.
    const notional = (Number(change!.to) * 1.05).toFixed(2);
    expect(Number(notional)).toBeLessThan(3_000);
    const wish = ["risk", "whatif", "--state", state, "--symbol", symbol, "--side", side, "--notional", notional];
    const codes = ({ vetoes }: Tree): readonly unknown[] => (vetoes as readonly Tree[]).map((one) => one["code"]);
    const refused = await ask(wish, documents.whatif, { exitCode: 6 });
    expect(codes(refused)).toContain("min_notional");
    const set = ["--set", `${change!.path}=${String(change!.to)}`];
    const changed = await lab.hedge([...wish, ...set, "--json"]);
    expect([codes(documentOf(changed, documents.whatif)), changed.exitCode]).toEqual([[], 0]);
  });
});

describe("an executor that is running", () => {
  it("status exits 0 and says alive, a second one exits 8, SIGTERM ends it with 143 and one summary on stdout", async () => {
    const state = lab.path("alive");
    mkdirSync(state, { mode: 0o700 });
    const words = ["executor", "--state", state, ...MONTH, "--json"];
    const running = lab.startHedge([...words, "--speed", "3600"]);
    let tree: Tree = {};
    while (tree["alive"] !== true) {
      const { stdout } = await lab.hedge(["status", "--state", state, "--json"]);
      tree = JSON.parse(stdout) as Tree;
    }
    expect(await ask(["status", "--state", state], documents.status)).toMatchObject({ alive: true, ended: false });
    expect(await ask(words.slice(0, -1), documents.failure, { exitCode: 8 })).toMatchObject({
      mode: "paper",
      code: "lock_held",
    });
    running.child.kill("SIGTERM");
    const ended = await running.ended;
    expect(ended.exitCode).toBe(143);
    documentOf(ended, documents.executorSummary);
  });
});
