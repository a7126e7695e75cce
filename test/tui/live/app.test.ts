import { render } from "ink-testing-library";
import { createElement } from "react";
import { afterEach, describe, expect, it } from "vitest";
import { App } from "../../../src/tui/live/app.js";
import { Compositor } from "../../../src/tui/live/compositor.js";
import { ScreenStore } from "../../../src/tui/live/screen-store.js";
import { OwnTerminal } from "../../../src/tui/live/terminal.js";
import { initialUi } from "../../../src/tui/model/ui-state.js";
import type { Effect } from "../../../src/tui/model/press.js";
import { sampleView } from "../sample-view.js";

const leaving: (() => void)[] = [];
afterEach(() => {
  for (const leave of leaving.splice(0)) leave();
});

/** The app as Ink lays it out, without our painter: chrome alone. */
async function mounted(columns: number, rows: number, operator = false) {
  const effects: Effect[] = [];
  let keys = 0;
  const terms = { nowMs: () => 0, ascii: false, colour: false, investor: false, operator };
  const store = new ScreenStore(await sampleView(), initialUi("overview", "default"), {
    ...terms,
    onEffect: (effect) => effects.push(effect),
  });
  const terminal = new OwnTerminal({ columns, rows, write: () => true, once: () => undefined });
  const compositor = new Compositor(terminal, () => store.theme);
  const onKey = (): void => {
    keys += 1;
  };
  const ink = render(createElement(App, { store, compositor, columns, rows, onKey }));
  leaving.push(ink.unmount);
  // Ink listens for keys once its first effects have run.
  await new Promise((done) => setImmediate(done));
  const type = async (text: string): Promise<void> => {
    const before = keys;
    ink.stdin.write(text);
    for (let turn = 0; turn < 100 && keys === before; turn++) await new Promise((done) => setImmediate(done));
    await new Promise((done) => setImmediate(done));
  };
  const lines = (): readonly string[] => (ink.lastFrame() ?? "").split("\n");
  return { store, effects, type, lines, keys: () => keys };
}

describe("the app under Ink", () => {
  it("keeps 24 rows of 80: room for the canvases, then the keys and the tabs in the last two", async () => {
    const { lines } = await mounted(80, 24);
    expect(lines()).toHaveLength(24);
    expect(lines().slice(0, 22).join("").trim()).toBe("");
    expect(lines().at(-2)).toContain("q quit");
    expect(lines().at(-1)).toContain("[1 Over]");
  });

  it("goes to the page whose figure is pressed, and its tab with it", async () => {
    const { lines, type, store } = await mounted(80, 24);
    await type("3");
    expect(store.ui.page).toBe("vetoes");
    expect(lines().at(-1)).toContain("[3 Veto]");
    expect(lines().at(-1)).not.toContain("[1 Over]");
  });

  it("takes a paste key by key, and none of it once an operator's dialog is open", async () => {
    const { type, store, effects } = await mounted(80, 24, true);
    await type("35");
    expect(store.ui.page).toBe("risk");
    await type("!");
    const open = store.ui;
    await type("yyy");
    expect([store.ui.overlay, store.ui.page]).toEqual([open.overlay, "risk"]);
    expect(effects).toEqual([]);
  });

  it("asks to be left by q, not as an interrupt", async () => {
    const { type, effects } = await mounted(80, 24);
    await type("q");
    expect(effects).toEqual([{ kind: "quit", isInterrupt: false }]);
  });

  it("says at 40 columns what it needs instead of drawing half a page", async () => {
    const { lines } = await mounted(40, 10);
    expect(lines().join("\n")).toContain("resize to 80x24");
  });
});
