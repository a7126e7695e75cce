import { beforeAll, describe, expect, it } from "vitest";
import type { SessionView } from "../../../src/core/readmodel/session/session-view.js";
import { COUNTDOWN_MS, DEAF_MS, deedCommand } from "../../../src/tui/model/act.js";
import { keysOf } from "../../../src/tui/model/key-table.js";
import { KEYS } from "../../../src/tui/model/keys.js";
import { pageList } from "../../../src/tui/model/lists.js";
import { PAGES } from "../../../src/tui/model/pages.js";
import { passAct } from "../../../src/tui/model/press-act.js";
import { press, type PressContext, type Pressed } from "../../../src/tui/model/press.js";
import { initialUi, type UiState } from "../../../src/tui/model/ui-state.js";
import { composeScreen } from "../../../src/tui/screen.js";
import { sampleView, screenOf } from "../sample-view.js";

let view: SessionView;
beforeAll(async () => {
  view = await sampleView();
});

const context = (changes: Partial<PressContext> = {}): PressContext => {
  return { view, nowMs: 10_000, operator: false, investor: false, isVoid: false, ...changes };
};

/** Keys one after another, as somebody types them: words letter by letter, names in angle brackets. */
function typed(ui: UiState, keys: string, changes: Partial<PressContext> = {}): Pressed {
  let pressed: Pressed = { ui };
  for (const [, name, letter] of keys.matchAll(/<([a-z-]+)>|(.)/g)) {
    pressed = press(pressed.ui, name ?? letter ?? "", context(changes));
  }
  return pressed;
}

const start = initialUi("overview", "default");
const on = (page: UiState["page"]): UiState => initialUi(page, "default");

describe("pages and rows", () => {
  it("every page has its number, and Esc goes back the way that was taken", () => {
    for (const { name, key } of PAGES) expect(typed(start, key).ui.page).toBe(name);
    const there = typed(start, "254").ui;
    expect(there.page).toBe("orders");
    expect(typed(there, "<escape>").ui.page).toBe("risk");
    expect(typed(there, "<escape><escape><escape>").ui.page).toBe("overview");
  });

  it("n and N go round the rows with the text of the last filter, also when all rows are shown again", () => {
    const filtered = typed(on("orders"), "/sell<enter>").ui;
    const all = typed(filtered, "<escape>").ui;
    const rows = pageList("orders", view, all);
    const matches = rows?.words.flatMap((words, at) => (words.includes("sell") ? [at] : [])) ?? [];
    const cursorAfter = (keys: string): number | null | undefined =>
      pageList("orders", view, typed(all, keys).ui)?.cursor;
    expect(matches.length).toBeGreaterThan(2);
    expect(matches.length).toBeLessThan(rows?.ids.length ?? 0);
    expect(cursorAfter("gn")).toBe(matches.find((at) => at > 0));
    expect(cursorAfter("gnn")).toBe(matches.filter((at) => at > 0)[1]);
    expect(cursorAfter("GN")).toBe(matches.findLast((at) => at < (rows?.ids.length ?? 0) - 1));
    expect(typed(on("orders"), "n").ui.said).toBe("nothing to look for: / takes a text");
  });

  it("l brings columns that had no room at 80, h takes them away again", () => {
    const heading = (keys: string): string =>
      composeScreen(screenOf(view, typed(on("strategies"), keys).ui), 80, 24).row(3);
    expect(heading("")).toMatch(/STATE/);
    expect(heading("")).not.toMatch(/LAST/);
    expect(heading("llllll")).toMatch(/NAME.*LAST/);
    expect(heading("llllllhhhhhh")).toBe(heading(""));
    expect(typed(on("health"), "l").ui.level).toBe("warning");
  });

  it("the cursor stays on its row when others come above it", () => {
    const ui = typed(on("orders"), "jjj").ui;
    const before = pageList("orders", view, ui);
    const newest = {
      ...(view.orders.open[0] ?? view.orders.ended[0]),
      id: "brand-new",
    } as SessionView["orders"]["open"][number];
    const more = { ...view, orders: { ...view.orders, open: [...view.orders.open, newest] } };
    const after = pageList("orders", more, ui);
    expect(before?.cursor).toBe(3);
    expect(after?.cursor).toBe(4);
    expect(after?.current).toEqual(before?.current);
  });

  it("G and g reach the ends and no key goes beyond them", () => {
    const list = (ui: UiState): number | null | undefined => pageList("orders", view, ui)?.cursor;
    const length = pageList("orders", view, on("orders"))?.ids.length ?? 0;
    expect(list(typed(on("orders"), "G<ctrl-d>j").ui)).toBe(length - 1);
    expect(list(typed(on("orders"), "Gg<ctrl-u>k").ui)).toBe(0);
  });

  it("a filter acts while it is typed, Enter keeps it, Esc clears it", () => {
    const ids = (ui: UiState): number => pageList("orders", view, ui)?.ids.length ?? 0;
    const filtered = typed(on("orders"), "/relative<enter>").ui;
    expect(filtered.typing).toBeNull();
    expect(ids(filtered)).toBeLessThan(ids(on("orders")));
    expect(ids(typed(filtered, "<escape>").ui)).toBe(ids(on("orders")));
    expect(typed(on("orders"), "/q").effect).toBeUndefined();
  });

  it("s takes the next order, S the reverse", () => {
    const { ids } = pageList("positions", view, typed(on("positions"), "ss").ui) ?? { ids: [] };
    const reversed = pageList("positions", view, typed(on("positions"), "ssS").ui) ?? { ids: [] };
    expect(reversed.ids).toEqual([...ids].reverse());
  });
});

describe("the palette", () => {
  it("opens a page with a filter, a beginning of its name is enough", () => {
    const { ui } = typed(start, ":ord relative<enter>");
    expect([ui.page, ui.filters.orders]).toEqual(["orders", "relative"]);
  });

  it("Tab completes, goto finds a row anywhere, and a wrong name is said to be one", () => {
    expect(typed(start, ":the<tab>classic<enter>").ui.theme).toBe("classic");
    const { ui } = typed(start, ":goto orelative_value9<enter>");
    expect(ui.page).toBe("orders");
    expect(typed(start, ":goto nowhere-at-all<enter>").ui.said).toMatch(/nothing is called "nowhere-at-all"/);
    expect(typed(start, ":xyz<enter>").ui.said).toMatch(/no command "xyz"/);
  });
});

describe("who may only look", () => {
  it("gets the command, and no key does anything", () => {
    for (const page of ["positions", "strategies", "overview"] as const) {
      for (const keys of ["!", "!halt<enter>", ":halt<enter>"]) {
        const { ui, effect } = typed(on(page), keys);
        expect(ui.act).toBeNull();
        expect(effect?.kind).not.toBe("do");
      }
    }
  });

  it("an investor can look closer and leave, and nothing else: no other page, no command, no name of a directory", () => {
    const { ui, effect } = typed(on("fund"), "1!:halt<enter>ax/y", { investor: true });
    expect([ui, effect]).toEqual([on("fund"), undefined]);
    expect(typed(on("fund"), "m", { investor: true }).ui).toMatchObject({ panel: "months", zoomed: true });
    expect(typed(on("fund"), "q", { investor: true }).effect).toEqual({ kind: "quit", isInterrupt: false });
  });
});

describe("an operator", () => {
  const operator = { operator: true };
  const later = { operator: true, nowMs: 10_000 + DEAF_MS };

  it("halts with `:halt`, the word and Enter; keys of the first 400 ms are not heard", () => {
    const asked = typed(start, ":halt<enter>", operator).ui;
    expect(typed(asked, "halt<enter>", { ...operator, nowMs: 10_000 + DEAF_MS - 1 }).effect).toBeUndefined();
    expect(typed(asked, "halt<enter>", later).effect).toEqual({ kind: "do", deed: { kind: "halt" } });
    expect(typed(asked, "hatl<enter>", later)).toMatchObject({ ui: { said: "that is not what to type" } });
  });

  it("pauses the strategy it saw, though the list moves under the dialog", () => {
    const opened = typed(on("strategies"), "!", operator).ui;
    const deed = opened.act?.deed;
    expect(deed).toEqual({ kind: "pause", strategy: "momentum" });
    const moved = { ...view, strategies: [...view.strategies].reverse() };
    expect(typed(opened, "momentum<enter>", { ...later, view: moved }).effect).toEqual({ kind: "do", deed });
    expect(deedCommand({ kind: "pause", strategy: "momentum" }, "cache/paper")).toBe(
      "hedge halt --strategy momentum --reason '…' --state cache/paper",
    );
  });

  it("flattens after typing number and size and five seconds, in which Esc stops it", () => {
    const opened = typed(on("positions"), "!", operator).ui;
    const deed = opened.act?.deed;
    if (deed?.kind !== "flatten") throw new Error("no flatten");
    const words = `flatten ${String(deed.orders)} ${deed.notionalUsd < 1_000 ? deed.notionalUsd.toFixed(0) : `${(deed.notionalUsd / 1e3).toFixed(1)}k`}`;
    const counting = typed(opened, `${words}<enter>`, later);
    expect([counting.ui.act?.phase, counting.effect]).toEqual(["counting", undefined]);
    const at = (nowMs: number): PressContext => context({ operator: true, nowMs });
    expect(passAct(counting.ui, at(later.nowMs + COUNTDOWN_MS - 1)).effect).toBeUndefined();
    expect(passAct(counting.ui, at(later.nowMs + COUNTDOWN_MS)).effect).toEqual({ kind: "do", deed });
    expect(typed(counting.ui, "<escape>", later).ui).toMatchObject({ act: null, said: "nothing was done" });
    const changed = { ...view, positions: [] };
    const refused = passAct(counting.ui, { ...at(later.nowMs + COUNTDOWN_MS), view: changed });
    expect([refused.effect, refused.ui.said]).toEqual([undefined, expect.stringContaining("have changed")]);
  });

  it("may still halt on a screen that is too old, and not flatten", () => {
    const old = { operator: true, isVoid: true };
    expect(typed(on("positions"), "!", old).ui).toMatchObject({
      act: null,
      said: expect.stringContaining("too old") as string,
    });
    expect(typed(start, ":halt<enter>", old).ui.act?.deed).toEqual({ kind: "halt" });
  });
});

describe("the key table", () => {
  it("has no key twice on any page", () => {
    for (const { name } of PAGES) {
      const presses = keysOf(name, false).flatMap((row) => row.presses);
      expect(new Set(presses).size).toBe(presses.length);
    }
  });

  it("every key does something somewhere: a page, a row, a look or an effect changes", () => {
    const dull = KEYS.filter(({ presses, pages, name }) => {
      if (name === "back") return false;
      const ui = typed(
        on(pages?.[0] ?? "overview"),
        name === "up" || name === "top" || name === "halfUp" ? "G" : "",
      ).ui;
      return presses.slice(0, 2).every((key) => {
        const after = press(ui, key, context());
        return after.ui === ui && after.effect === undefined;
      });
    });
    expect(dull.map(({ name }) => name)).toEqual([]);
  });
});
