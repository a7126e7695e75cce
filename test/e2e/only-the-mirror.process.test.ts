import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askingIn, itemsOf, type Tree } from "./asking.js";
import * as books from "./books.js";
import * as documents from "./documents.js";
import { Lab, MONTH } from "./lab.js";

const machine = new Lab();
/** Somebody else's: no configuration, no state, no clone. */
const other = new Lab();
const ask = askingIn(machine);
const askThere = askingIn(other);
const AT = "2024-02-20T14:00:00Z";
const mirror = ["--target", `file://${machine.path("mirror")}`];
const restored = ["--state", other.path("restored")];

/** The books at 14:00 as the machine itself had them then, in a pause between two cycles. */
const then: Record<"status" | "orders" | "positions", Tree> = { status: {}, orders: {}, positions: {} };
let vetoes: readonly Tree[] = [];

beforeAll(async () => {
  await ask(["executor", ...MONTH, "--cycles", "470"], documents.executorSummary);
  // Nobody runs in a pause: exit 4.
  then.status = await ask(["status"], documents.status, { exitCode: 4 });
  then.orders = await ask(["orders", "--open"], books.orders);
  then.positions = await ask(["positions"], books.positions);
  expect(then.status["at"]).toBe(AT);
  await ask(["executor", ...MONTH], documents.executorSummary);
  vetoes = itemsOf(await ask(["vetoes"], books.vetoes));
  const synced = await machine.hedge(["sync", ...mirror, "--once", "--json"]);
  expect(synced.exitCode).toBe(0);
  rmSync(machine.path("cache"), { recursive: true });
  const made = await other.hedge(["sync", "restore", ...mirror, "--to", other.path("restored"), "--json"]);
  expect([made.exitCode, made.stderr]).toEqual([0, ""]);
}, 120_000);

afterAll(() => {
  machine.dispose();
  other.dispose();
});

describe("a person who has only the mirror", () => {
  it("what was the NAV at 14:00? The one that the machine showed then, and so are exposure, drawdown and counts", async () => {
    const status = await askThere(["status", ...restored, "--at", AT], documents.status);
    const told = (tree: Tree) => ({ ...tree, alive: null, alerts: null, venues: null });
    expect(told(status)).toEqual(told(then.status));
    const newest = await askThere(["status", ...restored], documents.status);
    expect((newest["nav"] as Tree)["value"]).not.toBe((status["nav"] as Tree)["value"]);
  });

  it("which orders were open then, and what was held? The same rows", async () => {
    const orders = await askThere(["orders", "--open", ...restored, "--at", AT], books.orders);
    expect(itemsOf(orders).length).toBeGreaterThan(2);
    expect(orders).toEqual(then.orders);
    const positions = await askThere(["positions", ...restored, "--at", AT], books.positions);
    expect(itemsOf(positions).length).toBeGreaterThan(0);
    expect(positions).toEqual(then.positions);
    const newest = await askThere(["orders", "--open", ...restored], books.orders);
    expect(newest).not.toEqual(orders);
  });

  it("why was that order vetoed? The rule, its figure and its limit, and the smallest change that lets it pass", async () => {
    const there = itemsOf(await askThere(["vetoes", ...restored], books.vetoes));
    expect(there).toEqual(vetoes);
    const veto = there.find(({ at }) => (at as string) < AT) ?? {};
    const [judged] = veto["vetoes"] as readonly Tree[];
    const why = await askThere(["risk", "explain", String(veto["id"]), ...restored], documents.explain);
    expect(why).toMatchObject({ kind: "veto", vetoes: [{ rule: veto["primary"], code: judged?.["code"] }] });
    const changes = why["smallestChange"] as readonly Tree[];
    expect(changes.length > 0 || why["reason"] !== undefined).toBe(true);
  });

  it("an instant outside the session, or none at all: exit 2", async () => {
    for (const at of ["2020-01-01", "two o'clock"]) {
      const words = ["orders", "--open", ...restored, "--at", at];
      expect(await askThere(words, documents.failure, { exitCode: 2 })).toMatchObject({ value: at });
    }
  });
});
