import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { HOUR_MS, MINUTE_MS } from "../../src/core/lib/time.js";
import { visibleWidth } from "../../src/core/lib/text.js";
import { investorSession } from "../../src/core/readmodel/session/investor-view.js";
import { PAGES } from "../../src/tui/model/pages.js";
import { createTheme } from "../../src/tui/paint/theme.js";
import { composeScreen } from "../../src/tui/screen.js";
import { WALL_MS } from "../core/telemetry/sample-session.js";
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

function ratesOf(ageMs: number): object {
  const told = { atMs: WALL_MS + 400 - ageMs, source: "coingecko" };
  const items = [
    { pair: "USDTUSD", rate: "0.9987", ...told },
    { pair: "USDZAR", rate: "17.064449", ...told },
  ];
  return { schema: "hedge.rates/1", items };
}

it.each(SIZES)(
  "the fund says what it is worth in rand, by which rate, of whom and how old, at %i×%i",
  async (...size) => {
    const screen = screenOf(await sampleView({ rates: ratesOf(3 * MINUTE_MS) }), { page: "fund" });
    const rows = composeScreen(screen, ...size).rows();
    // 100,020 USDT at 0.9987 and 17.064449.
    expect(rows[4]).toContain(" NAV 1,704,567 ZAR  unit 17.07  at 17.0644 coingecko, 3m old");
    await expect(`${rows.join("\n")}\n`).toMatchFileSnapshot(golden(`fund-rand-${size.join("x")}`));
  },
);

it("a rate of 16 minutes is told as not fresh, one of more than a day is none and says how old it is", async () => {
  const line = async (ageMs: number): Promise<string | undefined> => {
    const screen = screenOf(investorSession(await sampleView({ rates: ratesOf(ageMs) })), { page: "fund" });
    return composeScreen(screen, 80, 24).rows()[4];
  };
  expect(await line(16 * MINUTE_MS)).toMatch(/^ NAV 1,704,567 ZAR .* 16m old, not fresh$/);
  expect(await line(50 * HOUR_MS)).toBe(" ZAR: no rate: coingecko's is 2d 2h old");
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
