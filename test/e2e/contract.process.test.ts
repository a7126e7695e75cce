import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askingIn, documentOf, itemsOf, type Tree } from "./asking.js";
import * as books from "./books.js";
import * as documents from "./documents.js";
import { config, type Ended, Lab, MONTH } from "./lab.js";

const lab = new Lab();
const ask = askingIn(lab);
const month = lab.path("cache/paper");
let summary: Ended;

beforeAll(async () => {
  summary = await lab.hedge(["executor", "--json", ...MONTH]);
});

afterAll(() => {
  lab.dispose();
});

const order = (...words: readonly string[]): readonly string[] => [
  "risk",
  "whatif",
  "--symbol",
  "BTCUSDT",
  "--side",
  ...words,
];

describe("the documents of a finished month", () => {
  it("executor: the summary balances to the last digit and names no position without a stop", () => {
    const tree = documentOf(summary, documents.executorSummary);
    expect(summary.exitCode).toBe(0);
    expect(tree).toMatchObject({ from: "2024-02-01T00:00:00Z", to: "2024-03-01T00:00:00Z", cycles: 696, bars: 7656 });
    expect((tree["positions"] as readonly Tree[]).filter(({ stopPrice }) => stopPrice === null)).toEqual([]);
    expect(tree["positions"]).not.toEqual([]);
  });

  it("executor: a second start prints the same document, exits 0 and writes nothing to the journal", async () => {
    const again = await lab.hedge(["executor", "--json", "--config", config]);
    expect(again).toEqual(summary);
  });

  it("status", async () => {
    const tree = await ask(["status"], documents.status);
    const { positions } = JSON.parse(summary.stdout) as Tree;
    expect(tree).toMatchObject({ alive: false, ended: true, at: "2024-03-01T00:00:00Z", alerts: [] });
    expect(tree["positions"]).toBe((positions as readonly Tree[]).length);
  });

  it("positions", async () => {
    expect(itemsOf(await ask(["positions"], books.positions))).not.toEqual([]);
  });

  it("orders: what isn't known is null, not 0", async () => {
    const all = itemsOf(await ask(["orders"], books.orders));
    const unfilled = all.filter(({ filledQty }) => filledQty === "0");
    expect(unfilled.length).toBeGreaterThan(100);
    for (const one of unfilled) expect(one).toMatchObject({ averagePrice: null, shortfallBps: null });
    for (const one of all.filter(({ closePosition }) => closePosition === true)) expect(one["qty"]).toBeNull();
  });

  it("orders --open and --unknown: protective stops without an end, and nothing unknown", async () => {
    const open = itemsOf(await ask(["orders", "--open"], books.orders));
    expect(open.map(({ finishedAt }) => finishedAt)).toEqual(open.map(() => null));
    expect(new Set(open.map(({ purpose }) => purpose))).toEqual(new Set(["stop", "disaster_stop"]));
    expect(itemsOf(await ask(["orders", "--unknown"], books.orders))).toEqual([]);
  });

  it("vetoes: all, by rule and since a date", async () => {
    const all = itemsOf(await ask(["vetoes"], books.vetoes));
    const { vetoes } = JSON.parse(summary.stdout) as { vetoes: { total: number } };
    expect(all).toHaveLength(vetoes.total);
    expect(itemsOf(await ask(["vetoes", "--rule", "R12"], books.vetoes))).toEqual(all);
    const late = itemsOf(await ask(["vetoes", "--since", "2024-02-20"], books.vetoes));
    expect(late).toEqual(all.filter(({ at }) => (at as string) >= "2024-02-20"));
    expect(late.length).toBeLessThan(all.length);
  });

  it("nav --since: one point a cycle, the last one the summary's", async () => {
    const points = itemsOf(await ask(["nav", "--since", "1d"], books.nav));
    expect(points).toHaveLength(25);
    expect(points.at(-1)?.["nav"]).toBe((JSON.parse(summary.stdout) as Tree)["navEnd"]);
  });

  it("risk show: headroom is limit − used for all that is known", async () => {
    const { limits } = (await ask(["risk", "show"], documents.risk)) as {
      limits: readonly Record<"used" | "limit" | "headroom", number | null>[];
    };
    expect(limits.length).toBeGreaterThan(10);
    for (const { used, limit, headroom } of limits) {
      if (used !== null && limit !== null) expect(headroom).toBeCloseTo(limit - used, 6);
    }
  });

  it.each([
    ["a veto", "vetoes", "id", "veto"],
    ["an order", "orders", "id", "order"],
    ["a position", "positions", "intentId", "position"],
  ] as const)(
    "risk explain of %s: kind, chain in time, and a change or the reason why there is none",
    async (...row) => {
      const [, listing, key, kind] = row;
      const [first] = itemsOf(await ask([listing], books[listing]));
      const id = first?.[key] as string;
      const tree = await ask(["risk", "explain", id], documents.explain);
      expect(tree).toMatchObject({ id, kind });
      const changes = tree["smallestChange"] as readonly Tree[];
      expect(changes.every(({ approves }) => approves === true)).toBe(true);
      expect(typeof tree["reason"]).toBe(changes.length > 0 ? "undefined" : "string");
      if (kind !== "veto") expect(changes).toEqual([]);
      const times = (tree["chain"] as readonly Tree[]).map(({ at }) => Date.parse(at as string));
      expect(times).toEqual([...times].sort((a, b) => a - b));
    },
  );

  it("risk whatif: 0 for an order that passes, 6 with vetoes and the largest that would pass", async () => {
    expect(await ask(order("buy", "--notional", "5000"), documents.whatif)).toMatchObject({
      approved: true,
      vetoes: [],
    });
    const tree = await ask(order("buy", "--notional", "5000000"), documents.whatif, { exitCode: 6 });
    expect(tree["approved"]).toBe(false);
    const { notional } = tree["largestApproved"] as { notional: string };
    expect(await ask(order("buy", "--notional", notional), documents.whatif)).toMatchObject({ approved: true });
  });

  it("screen: every pair ends once, at the end and at an earlier instant", async () => {
    const pairs = (tree: Tree): number => [tree["protoIntents"], tree["dropped"]].flat().length;
    expect(pairs(await ask(["screen"], documents.screen))).toBe(11);
    const early = await ask(["screen", "--symbol", "ETHUSDT", "--at", "2024-02-01T12:00Z"], documents.screen);
    expect(early).toMatchObject({
      at: "2024-02-01T12:00:00Z",
      protoIntents: [{ symbol: "ETHUSDT", side: "sell" }],
      dropped: [],
    });
  });

  it("replay --assert and journal verify: equal, and whole", async () => {
    const { cycles, journal } = JSON.parse(summary.stdout) as { cycles: number; journal: { events: number } };
    expect(await ask(["replay", "--assert"], documents.replay)).toMatchObject({
      cycles,
      equal: true,
      firstDifference: null,
    });
    const verified = await ask(["journal", "verify"], documents.journalVerify);
    expect(verified).toEqual({ schema: "hedge.journal-verify/1", mode: "paper", events: journal.events, ok: true });
  });

  it("audit config: nothing to find at NAV 100,000; at 100 pairs without a size have null bounds, exit 4", async () => {
    expect(await ask(["audit", "config", "--config", config], documents.auditConfig)).toMatchObject({
      ok: true,
      diff: [],
    });
    const poor = ["audit", "config", "--config", config, "--nav", "100"];
    const tree = await ask(poor, documents.auditConfig, { exitCode: 4 });
    const rows = tree["feasibility"] as readonly Tree[];
    const none = rows.filter(({ feasible }) => feasible === false);
    expect(none.length).toBeGreaterThanOrEqual(1);
    for (const { minNotional, maxNotional, excludedBy } of none) {
      expect([minNotional, maxNotional]).toEqual([null, null]);
      expect(excludedBy).not.toEqual([]);
    }
  });

  it("audit config --against: a raised limit loosens", async () => {
    const before = lab.path("before");
    cpSync(config, before, { recursive: true });
    const file = join(before, "risk_limits.json");
    writeFileSync(file, readFileSync(file, "utf8").replace('"max_leverage": 3', '"max_leverage": 2'));
    const words = ["audit", "config", "--config", config, "--against", before];
    const { diff } = await ask(words, documents.auditConfig);
    expect(diff).toMatchObject([{ path: "risk_limits.global.max_leverage", before: 2, after: 3, effect: "loosens" }]);
  });

  it("doctor: a fix for all that isn't well, and only for that; ok says whether there is any", async () => {
    const ended = await lab.hedge(["doctor", "--json", "--config", config]);
    const tree = documentOf(ended, documents.doctor);
    const wrong = (tree["checks"] as readonly Tree[]).filter(({ status }) => status === "warn" || status === "fail");
    expect(tree["ok"]).toBe(wrong.length === 0);
    expect(ended.exitCode).toBe(wrong.length === 0 ? 0 : 4);
    expect(wrong.filter(({ fix }) => fix === null)).toEqual([]);
  });

  it("prefs: get, set and path name the same file", async () => {
    const { path } = await ask(["prefs", "path"], documents.preferences);
    expect(await ask(["prefs", "set", "theme", "mono"], documents.preferences)).toMatchObject({
      path,
      values: { theme: "mono" },
    });
    const all = await ask(["prefs", "get"], documents.preferences);
    expect(all).toMatchObject({ path, values: { theme: "mono", page: "overview", profile: "paper" } });
    expect(path).toContain(lab.directory);
  });
});

describe("a journal with one byte changed", () => {
  it("journal verify exits 9 with file, line and reason; the executor refuses to go on with 3", async () => {
    const state = lab.path("changed");
    cpSync(month, state, { recursive: true });
    const file = join(state, "journal/000001.jsonl");
    const lines = readFileSync(file, "utf8").split("\n");
    lines[2_999] = lines[2_999]!.replace('"seq":3000', '"seq":3009');
    writeFileSync(file, lines.join("\n"));
    const tree = await ask(["journal", "verify", "--state", state], documents.journalVerify, { exitCode: 9 });
    expect(tree).toMatchObject({ ok: false, file, line: 3_000, reason: expect.any(String) as string });
    const words = ["executor", "--config", config, "--state", state];
    expect(await ask(words, documents.failure, { exitCode: 3 })).toMatchObject({
      mode: "paper",
      code: "journal_corrupt",
    });
  });
});
