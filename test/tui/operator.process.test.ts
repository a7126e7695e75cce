import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Lab, MONTH, type Running } from "../e2e/lab.js";
import { hasScript } from "../e2e/pty.js";
import { Emulated } from "./emulated.js";

const lab = new Lab();
const state = lab.path("held");
let executor: Running;

const json = async (...words: readonly string[]): Promise<Record<string, unknown>> =>
  JSON.parse((await lab.hedge([...words, "--json", "--state", state])).stdout) as Record<string, unknown>;

const desk = (...more: readonly string[]): Emulated =>
  new Emulated(lab, ["tui", "--state", state, ...more], { columns: 80, rows: 24 });

/** Letter by letter, each once the one before is seen: a dialog takes no paste. */
async function typeInto(at: Emulated, words: string): Promise<void> {
  // The first 400 ms are for keys that were meant for something else.
  await sleep(600);
  for (let length = 1; length <= words.length; length++) {
    at.press(words.charAt(length - 1));
    await at.until(words.slice(0, length), (rows) => rows.join("\n").includes(`Enter: ${words.slice(0, length)}_`));
  }
  at.press("\r");
}

const contains = (text: string) => (rows: readonly string[]) => rows.join("\n").includes(text);

async function answered(at: Emulated, pattern: RegExp): Promise<void> {
  await at.until(String(pattern), (rows) => pattern.test(rows.join(" ")) && contains("Esc closes")(rows));
  at.press("\u001b");
  await at.until("the dialog gone", (rows) => !contains("Esc closes")(rows));
}

async function leave(at: Emulated): Promise<void> {
  at.press("q");
  expect((await at.seen).exitCode).toBe(0);
}

beforeAll(async () => {
  const before = await lab.hedge(["executor", "--state", state, ...MONTH, "--cycles", "400"]);
  expect(before.exitCode).toBe(0);
  executor = lab.startHedge(["executor", "--state", state, ...MONTH, "--speed", "5"]);
  while ((await json("status"))["alive"] !== true) await sleep(100);
}, 120_000);

afterAll(async () => {
  executor.child.kill("SIGKILL");
  await executor.ended;
  lab.dispose();
});

describe.skipIf(!hasScript)("at a running executor (needs `script` of util-linux)", () => {
  it("without --operator `!` shows the exact command, and nothing is done", async () => {
    const at = desk("--page", "positions");
    await at.until("positions", (rows) => /POSITIONS [1-9]/.test(rows.join(" ")));
    at.press("!");
    await at.until("the command", (rows) => /hedge flatten --symbol \w+ --state/.test(rows.join("")));
    at.press("\u001b");
    await at.until("the dialog gone", (rows) => !contains("hedge flatten")(rows));
    await leave(at);
    expect((await json("status"))["tradingState"]).toBe("ACTIVE");
  }, 120_000);

  it("Enter on a position tells its story from the journal: signal, fills, exits", async () => {
    const at = desk("--page", "positions");
    await at.until("positions", (rows) => /POSITIONS [1-9]/.test(rows.join(" ")));
    at.press("\r");
    const rows = await at.until("the story", (now) => contains("STORY")(now) && contains("momentum says")(now));
    expect(rows.join("\n")).toMatch(/saw\s+\w+ /);
    at.press("\u0004");
    await at.until("a fill", (now) => /fill\s+(sold|bought) .* as (taker|maker),/.test(now.join(" ")));
    await leave(at);
  }, 120_000);

  it("pauses the strategy whose name is typed", async () => {
    const at = desk("--operator", "--page", "strategies");
    await at.until("strategies", contains("momentum"));
    at.press("!");
    await at.until("the dialog", contains("type `momentum` and Enter"));
    await typeInto(at, "momentum");
    await answered(at, /momentum opens nothing \(journal line \d+\)/);
    await leave(at);
    const { cooldowns } = await json("risk", "show");
    expect(JSON.stringify(cooldowns)).toContain("momentum");
  }, 120_000);

  it("flattens one symbol after the figures are typed and five seconds have passed; Esc within them stops it", async () => {
    const at = desk("--operator", "--page", "positions");
    await at.until("positions", (rows) => /POSITIONS [1-9]/.test(rows.join(" ")));
    const target = async (): Promise<string> => {
      const rows = await at.until("the command", (now) => /--symbol \w+ /.test(now.join("\n")));
      return /--symbol (\w+) /.exec(rows.join("\n"))?.[1] ?? "";
    };
    const words = async (): Promise<string> => {
      at.press("!");
      const rows = await at.until("the dialog", (now) => /type `flatten 1 [^`]+` and Enter/.test(now.join("\n")));
      return /type `(flatten 1 [^`]+)`/.exec(rows.join("\n"))?.[1] ?? "";
    };
    const held = async (): Promise<string> => JSON.stringify((await json("positions"))["items"]);
    const said = await words();
    const symbol = await target();
    await typeInto(at, said);
    await at.until("the countdown", contains("begins within 5 seconds"));
    at.press("\u001b");
    await at.until("stopped", contains("nothing was done"));
    expect(await held()).toContain(symbol);
    await typeInto(at, await words());
    await answered(at, /flat/);
    // The files follow the books within a second.
    await expect.poll(held, { timeout: 20_000 }).not.toContain(symbol);
    const journal = readFileSync(`${state}/journal/000001.jsonl`, "utf8");
    expect(journal).toMatch(/"type":"operator\.flattened".*"reason":"hedge tui, \w+"/);
    await leave(at);
  }, 120_000);

  it("halts when `halt` is typed: a paste is dropped, the answer is the executor's, and the journal names who it was", async () => {
    const at = desk("--operator");
    await at.until("the page", contains("ALIVE"));
    at.press(":");
    await at.until("the command line", contains(":_"));
    at.press("halt\r");
    await at.until("the dialog", contains("type `halt` and Enter"));
    await sleep(600);
    at.press("halt");
    await sleep(300);
    expect(at.rows.join("\n")).toContain("Enter: _");
    await typeInto(at, "halt");
    await answered(at, /trading is HALTED/);
    await leave(at);
    expect((await json("status"))["tradingState"]).toBe("HALTED");
    const journal = readFileSync(`${state}/journal/000001.jsonl`, "utf8");
    expect(journal).toMatch(/"type":"operator\.halted".*"reason":"hedge tui, \w+"/);
  }, 120_000);
});
