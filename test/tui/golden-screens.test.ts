import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { visibleWidth } from "../../src/core/lib/text.js";
import { investorSession } from "../../src/core/readmodel/session/investor-view.js";
import { PAGES } from "../../src/tui/model/pages.js";
import { createTheme } from "../../src/tui/paint/theme.js";
import { composeScreen } from "../../src/tui/screen.js";
import { MODEL_STORY } from "../support/model-story.js";
import { sampleView, screenOf } from "./sample-view.js";

const SIZES = [
  [80, 24],
  [120, 40],
  [200, 60],
] as const;

const golden = (name: string): string => join(import.meta.dirname, "golden", `${name}.txt`);

describe.each(SIZES)("at %i×%i", (width, height) => {
  it.each(PAGES.map(({ name }) => name))("%s is drawn as its golden file has it", async (page) => {
    const grid = composeScreen(screenOf(await sampleView(), { page }), width, height);
    expect(grid.rows()).toHaveLength(height);
    expect(Math.max(...grid.rows().map(visibleWidth))).toBeLessThanOrEqual(width);
    await expect(`${grid.rows().join("\n")}\n`).toMatchFileSnapshot(
      golden(`${page}-${String(width)}x${String(height)}`),
    );
  });

  it("the footer and the tabs stand in the last two rows, whatever the page", async () => {
    const view = await sampleView();
    for (const { name, key, label } of PAGES) {
      const rows = composeScreen(screenOf(view, { page: name }), width, height).rows();
      expect(rows.at(-1)).toContain(`[${key} ${label}]`);
      expect(rows.at(-2)).toContain("q quit");
    }
  });
});

it.each(SIZES)(
  "a model that is on is told with its promises, its drift and what came of it, at %i×%i",
  async (...size) => {
    const screen = screenOf(await sampleView({ events: MODEL_STORY }), { page: "ml" });
    const text = composeScreen(screen, ...size)
      .rows()
      .join("\n");
    expect(text).not.toMatch(/No model/i);
    await expect(`${text}\n`).toMatchFileSnapshot(golden(`ml-on-${size.join("x")}`));
  },
);

it("a page in ASCII has no other sign", async () => {
  const theme = createTheme("default", { colour: false, ascii: true });
  for (const { name } of PAGES) {
    const text = composeScreen(screenOf(await sampleView(), { page: name }, { theme }), 120, 40)
      .rows()
      .join("\n");
    expect(text).toMatch(/^[ -~\n]*$/);
  }
});

it("investors see the fund alone: no venue, no veto, no order", async () => {
  const screen = screenOf(investorSession(await sampleView()), { page: "fund" }, { investor: true });
  const rows = composeScreen(screen, 80, 24).rows();
  await expect(`${rows.join("\n")}\n`).toMatchFileSnapshot(golden("investor-80x24"));
  expect(rows.join("\n")).not.toMatch(/BLOCK|VENUE|VETO/);
});

it("a terminal that is too small shows the two header rows and what would do", async () => {
  const rows = composeScreen(screenOf(await sampleView()), 59, 15).rows();
  expect(rows[0]).toMatch(/^PAPER {2}ALIVE 0\.4s/);
  expect(rows[2]).toBe("resize to 80x24");
  expect(rows.slice(3).every((row) => row === "")).toBe(true);
});

it("a strategy on the whole page has a large chart with labels on both axes, in ASCII our own", async () => {
  const view = await sampleView();
  const rows = composeScreen(screenOf(view, { page: "strategies", open: true }), 120, 40).rows();
  await expect(`${rows.join("\n")}\n`).toMatchFileSnapshot(golden("strategy-open-120x40"));
  const theme = createTheme("default", { colour: false, ascii: true });
  const plain = composeScreen(screenOf(view, { page: "strategies", open: true }, { theme }), 120, 40).rows();
  expect(plain.join("\n")).toMatch(/^[ -~\n]*$/);
});

it("a route on the whole page tells what its last orders cost, how fast they were, and why they went this way", async () => {
  const view = await sampleView();
  const rows = composeScreen(screenOf(view, { page: "router", open: true }), 100, 40).rows();
  await expect(`${rows.join("\n")}\n`).toMatchFileSnapshot(golden("route-open-100x40"));
});

it.each(["paper", "dry-run", "testnet"] as const)(
  "row 1 ends with the sign that alternates at 80 columns in %s",
  async (mode) => {
    const view = { ...(await sampleView()), mode };
    const ends = [true, false].map((tick) =>
      composeScreen(screenOf(view, {}, { tick }), 80, 24)
        .row(0)
        .slice(-1),
    );
    expect(ends).toEqual(["●", "○"]);
  },
);

it("help, alerts and the sheet of commands lie over the page", async () => {
  const view = await sampleView();
  for (const overlay of ["help", "alerts", "act"] as const) {
    const rows = composeScreen(screenOf(view, { page: "positions", overlay }), 80, 24).rows();
    await expect(`${rows.join("\n")}\n`).toMatchFileSnapshot(golden(`overlay-${overlay}-80x24`));
  }
});
