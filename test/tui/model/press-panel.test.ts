import { beforeAll, describe, expect, it } from "vitest";
import type { SessionView } from "../../../src/core/readmodel/session/session-view.js";
import { PANELLED } from "../../../src/tui/model/panels.js";
import { press } from "../../../src/tui/model/press.js";
import { askedStory, storyIdOf, toldStory } from "../../../src/tui/model/story.js";
import { initialUi, type UiState } from "../../../src/tui/model/ui-state.js";
import { pageList } from "../../../src/tui/model/lists.js";
import { composeScreen } from "../../../src/tui/screen.js";
import { sampleView, screenOf } from "../sample-view.js";

let view: SessionView;
beforeAll(async () => {
  view = await sampleView();
});

const on = (page: UiState["page"]): UiState => initialUi(page, "default");

function after(ui: UiState, ...keys: readonly string[]): UiState {
  const context = { view, nowMs: 10_000, operator: false, investor: false, isVoid: false };
  return keys.reduce((state, key) => press(state, key, context).ui, ui);
}

const rowsOf = (ui: UiState, investor = false): readonly string[] =>
  composeScreen(screenOf(view, ui, { investor }), 80, 24).rows();

describe("Tab", () => {
  it("goes round the six panels of the overview in both directions, and Enter opens the page of one", () => {
    const seen = [1, 2, 3, 4, 5, 6, 7].map((times) => after(on("overview"), ...Array<string>(times).fill("tab")).panel);
    expect(seen).toEqual(["equity", "strategies", "positions", "limits", "vetoes", "venues", "equity"]);
    expect(after(on("overview"), "shift-tab").panel).toBe("venues");
    expect(after(on("overview"), "shift-tab", "enter")).toMatchObject({ page: "router", panel: null });
    expect(after(on("overview"), "shift-tab", "enter", "escape")).toMatchObject({ page: "overview", panel: null });
    expect(after(on("overview"), "enter").said).toBe("Tab chooses a panel, Enter opens its page");
  });

  it.each(PANELLED)("on %s: the title of the panel is inverse, z shows it alone, Esc comes back", (page) => {
    const chosen = after(on(page), "tab");
    const grid = composeScreen(screenOf(view, chosen), 80, 24);
    const plain = composeScreen(screenOf(view, on(page)), 80, 24);
    const changed = grid.styles.filter((style, at) => style !== plain.styles[at]);
    expect(changed.length).toBeGreaterThan(10);
    expect(grid.rows().slice(0, -2)).toEqual(plain.rows().slice(0, -2));
    const alone = rowsOf(after(chosen, "z"));
    expect(alone).not.toEqual(plain.rows());
    expect(rowsOf(after(chosen, "z", "escape", "escape"))).toEqual(plain.rows());
  });

  it("is no key where there is one panel", () => {
    expect(after(on("ml"), "tab")).toEqual(on("ml"));
  });
});

describe("keys of one page", () => {
  it("w goes from a year to 90 days, 30 and all of them", () => {
    const titles = [0, 1, 2, 3, 4].map(
      (times) =>
        /NAV per unit (\S+)/.exec(rowsOf(after(on("fund"), ...Array<string>(times).fill("w"))).join("\n"))?.[1],
    );
    expect(titles).toEqual(["1y", "90d", "30d", "all", "1y"]);
  });

  it.each([
    ["m", /MONTHLY %/],
    ["d", /WORST SPELLS since start/],
    ["c", /CORRELATION \d+d/],
  ])("%s shows one thing of the fund alone, to investors too, and again takes it away", (key, expected) => {
    const ui = after(on("fund"), key);
    for (const investor of [false, true]) {
      const rows = rowsOf(ui, investor);
      expect(rows.join("\n")).toMatch(expected);
      expect(rows.join("\n")).not.toMatch(/PERFORMANCE/);
    }
    expect(rowsOf(after(ui, key))).toEqual(rowsOf(on("fund")));
  });

  it("d lists why orders went their way, r what a strategy brought by day, c how strategies move together", () => {
    expect(rowsOf(after(on("router"), "d")).join("\n")).toMatch(/ROUTE DECISIONS, newest first/);
    expect(rowsOf(after(on("router"), "d", "d"))).toEqual(rowsOf(on("router")));
    expect(rowsOf(after(on("strategies"), "r")).join("\n")).toMatch(/RESULTS of \w+ by day/);
    expect(rowsOf(after(on("strategies"), "c")).join("\n")).toMatch(/CORRELATION/);
    expect(after(on("strategies"), "c", "5", "7").face).toBeNull();
  });

  it("i shows the intent that was refused as JSON, any key closes it", () => {
    const ui = after(on("vetoes"), "i");
    const text = rowsOf(ui).join("\n");
    expect(text).toMatch(/"referencePrice": "\d/);
    expect(rowsOf(ui).at(-2)).toBe(" any key closes");
    expect(rowsOf(after(ui, "x"))).toEqual(rowsOf(on("vetoes")));
  });

  it("o goes to the orders on the market of the row", () => {
    const { symbol } = pageList("positions", view, on("positions"))?.current as { symbol: string };
    expect(after(on("positions"), "o")).toMatchObject({ page: "orders", filters: { orders: symbol } });
  });

  it("F stays on the newest line of the log, x names the command of the tear sheet", () => {
    const moved = { ...on("health"), cursors: { health: "of another line", orders: "kept" } };
    expect(after(moved, "F").cursors).toEqual({ orders: "kept" });
    expect(after(on("fund"), "x").said).toBe(`hedge report --state ${view.directory}`);
  });
});

it("the footer of a story names the keys that scroll it, and no other", () => {
  const row = pageList("orders", view, on("orders"))?.current;
  const id = storyIdOf(row) ?? "";
  const asked = askedStory({ ...on("orders"), open: true }, id);
  const told = toldStory(asked, id, { ok: true, value: [{ at: null, name: "intent", text: "why" }] });
  expect(rowsOf(told).at(-2)).toBe(" j k scroll  ^D ^U ten lines  Esc back  y copy row  ? help  q quit");
});
