import { expect, it } from "vitest";
import type { SessionView } from "../../../src/core/readmodel/session/session-view.js";
import { waysOut } from "../../../src/tui/pages/ways-out.js";
import { RULE_WORDS } from "../../../src/tui/pages/rule-words.js";
import { composeScreen } from "../../../src/tui/screen.js";
import { sampleView, screenOf } from "../sample-view.js";

/** Seven vetoes by a cooldown in two groups; 9 fell into the window that the executor counts. */
async function cooledDown(): Promise<SessionView> {
  const view = await sampleView();
  const [veto] = view.vetoes;
  if (veto === undefined) throw new Error("the sample has a veto");
  const cooldown = { rule: "R12", code: "cooldown", measured: 1_800, limit: 0, unit: "seconds" as const };
  const vetoes = Array.from({ length: 7 }, (_, index) => ({
    ...veto,
    id: `vms2950qjvxjvdx${String(index)}`,
    symbol: index < 5 ? "ETHUSDT" : "DOGEUSDT",
    primary: "R12",
    vetoes: [cooldown],
  }));
  return { ...view, vetoes, risk: { ...view.risk, vetoes: { ...view.risk.vetoes, total: 9 } } };
}

it.each([
  [80, 24],
  [120, 40],
  [60, 24],
])("what clears a veto is told to its end, each command on one line, at %i×%i", async (width, height) => {
  const rows = composeScreen(screenOf(await cooledDown(), { page: "vetoes" }), width, height).rows();
  const right = width >= 120 ? rows.map((row) => row.slice(row.lastIndexOf("│") + 1)) : rows;
  const text = right.join("\n").replace(/\s+/g, " ");
  expect(text).toContain("1 wait: only time ends a cooldown; until when: page 5 [5]");
  expect(text).toContain("names the smallest change of a setting that helps, or why none does");
  expect(right.some((row) => row.includes("`hedge risk explain vms2950qjvxjvdx0`"))).toBe(true);
});

it("a cooldown is used up by nothing: nobody is sent to reduce another strategy or symbol", async () => {
  const text = composeScreen(screenOf(await cooledDown(), { page: "vetoes" }), 80, 24)
    .rows()
    .join(" ");
  expect(text).not.toMatch(/reduce what|use falls below|\[2\]/);
});

it("the title says how many vetoes are listed in how many groups, and how many fell into the window of page 1", async () => {
  const view = await cooledDown();
  const rows = composeScreen(screenOf(view, { page: "vetoes" }), 80, 24).rows();
  expect(rows[2]).toContain("VETOES newest 7 in 2 groups, 9 of the last 1d");
  expect(rows.join("\n")).toContain("5 times in this list");
  const single = composeScreen(screenOf(view, { page: "vetoes", grouped: false }), 80, 24).rows();
  expect(single[2]).toContain("VETOES newest 7, 9 of the last 1d");
  const filtered = screenOf(view, { page: "vetoes", filters: { vetoes: "doge" } });
  expect(composeScreen(filtered, 80, 24).row(2)).toContain("VETOES newest 7 in 2 groups, 9 of the last 1d, shown 1/2");
});

it.each(Object.keys(RULE_WORDS))("%s has a way out of its own, the command last", (rule) => {
  const ways = waysOut({ id: "v1" }, rule);
  expect(ways.length).toBeGreaterThanOrEqual(2);
  expect(ways.at(-1)).toContain("`hedge risk explain v1`");
});
