import { describe, expect, it } from "vitest";
import type { SessionView } from "../../../src/core/readmodel/session/session-view.js";
import { composeScreen } from "../../../src/tui/screen.js";
import { sampleView, screenOf } from "../sample-view.js";

async function rowOne(changes: Parameters<typeof sampleView>[0], elapsedMs = 0): Promise<string> {
  return composeScreen(screenOf(await sampleView(changes), {}, { elapsedMs }), 80, 24).row(0);
}

describe("row 1", () => {
  it.each([
    ["alive", { ageMs: 400 }, 0, /^PAPER {2}ALIVE 0\.4s /],
    ["alive just under two seconds", { ageMs: 1_999 }, 0, /^PAPER {2}ALIVE 2\.0s /],
    ["stale from two seconds on", { ageMs: 2_000 }, 0, /^PAPER {2}STALE 2\.0s /],
    ["stale just under five", { ageMs: 400 }, 4_599, /^PAPER {2}STALE 5\.0s /],
    ["no data from five on, though nothing new was read", { ageMs: 400 }, 4_600, /^PAPER {2}NO DATA 5\.0s /],
    ["no data at once where nobody holds the lock", { ageMs: 400, lockHeld: false }, 0, /^PAPER {2}NO DATA 400ms /],
    ["starting, though the one before beat 3 s ago", { ageMs: 3_000, heldMs: 1_000 }, 0, /^PAPER {2}STARTING 1\.0s /],
    ["starting, and for how long by now", { ageMs: 60_000, heldMs: 9_000 }, 400, /^PAPER {2}STARTING 9\.4s /],
    ["alive once it has beaten since it took the lock", { ageMs: 400, heldMs: 2_000 }, 0, /^PAPER {2}ALIVE 0\.4s /],
  ])("%s", async (_what, changes, elapsedMs, expected) => {
    expect(await rowOne(changes, elapsedMs)).toMatch(expected);
  });

  it("without data every figure is in doubt", async () => {
    const row = await rowOne({ lockHeld: false });
    expect(
      row
        .split("│")
        .slice(1)
        .map((cell) => cell.trim()),
    ).toEqual([
      expect.stringMatching(/^DAY .*\?$/),
      expect.stringMatching(/^DD .*\?$/),
      expect.stringMatching(/^BLOCK .*\?$/),
      expect.stringMatching(/^VENUE .*\?/),
    ]);
  });

  it("the columns never move: every answer begins where it began, alive or not", async () => {
    const starts = (row: string): number[] => [...row.matchAll(/│/g)].map(({ index }) => index);
    expect(starts(await rowOne({ lockHeld: false }))).toEqual(starts(await rowOne({})));
    expect(starts(await rowOne({ ageMs: 900_000, heldMs: 800_000 }))).toEqual(starts(await rowOne({})));
  });
});

describe("row 1 where there is little room", () => {
  const busy = async (changes: Parameters<typeof sampleView>[0] = {}): Promise<SessionView> => {
    const view = await sampleView(changes);
    const latch = { kind: "latch", scope: "all", why: "halted", until: "hedge resume" } as const;
    const status = { ...view.status, dayPnl: "-1512.00", dayPnlPct: -0.0151, drawdown: 0.018 };
    const r11 = {
      rule: "R11",
      scope: "global",
      used: 0.018,
      limit: 0.15,
      usage: 0.12,
      headroom: null,
      unit: "fraction",
    } as const;
    return { ...view, status, blocks: [latch, latch], risk: { ...view.risk, limits: [r11] } };
  };
  const rowAt = (view: SessionView, width: number, height: number): string =>
    composeScreen(screenOf(view), width, height).row(0);

  it.each([
    [80, 24, "PAPER  ALIVE 0.4s    │ DAY -1.51% ▼   │ DD -1.8/-15%  │ BLOCK 2 !│ VENUE 0/1 ~ ●"],
    [60, 16, "PAPER  ALIVE 0.4s  │-1.51% ▼│-1.8/-15%│BLK 2 !│VEN 0/1 ~   ●"],
    [50, 10, "PAPER ALIVE 0.4s│-1.51%▼│-1.8/-15%│B2!│V0/1~     ●"],
  ])("all five answers are whole at %i×%i", async (width, height, expected) => {
    expect(rowAt(await busy(), width, height)).toBe(expected);
  });

  it.each([
    ["no data", { lockHeld: false, ageMs: 720_000 }],
    ["a start", { ageMs: 60_000, heldMs: 9_000 }],
  ])("nor is one cut under %s, at 60 and at 50 columns", async (_what, changes) => {
    for (const [width, height] of [
      [60, 16],
      [50, 10],
    ] as const) {
      const row = rowAt(await busy(changes), width, height);
      expect(row).not.toContain("…");
      expect(row).toMatch(/(NO DATA 12m|STARTING 9\.0s) *│-1\.51%\? *│-1\.8\/-15%\? *│B(LK )?2\? *│V(EN )?0\/1\? /);
    }
  });

  it("an instant of the past leaves the venues their place at 80 columns", async () => {
    const row = rowAt({ ...(await busy()), time: "past" }, 80, 24);
    expect(row).toMatch(/^PAPER {2}AT 2024-05-01 02:00Z│DAY -1\.51% ▼ *│DD -1\.8\/-15% *│BLOCK 2 !│VENUE 0\/1 ~/);
  });

  it("a result of nought has no arrow", async () => {
    const view = await sampleView();
    const status = { ...view.status, dayPnl: "-3.00", dayPnlPct: -0.00003 };
    expect(rowAt({ ...view, status }, 80, 24)).toMatch(/│ DAY 0\.00% +│/);
  });

  it("the tabs of the other pages are their keys alone at 60 columns, so that all ten are there", async () => {
    const rows = composeScreen(screenOf(await sampleView(), { page: "health" }), 60, 16).rows();
    expect(rows.at(-1)).toBe(" 1 2 3 4 5 6 7 8[9 Hlth] 0");
  });
});

it("row 2 names the worst thing and the page that explains it", async () => {
  const rows = composeScreen(screenOf(await sampleView({ lockHeld: false })), 80, 24).rows();
  expect(rows[1]).toMatch(/^! no executor runs, last heartbeat 0s ago; .*\[9\]|^! no executor runs.*…/);
});

it("an escape sequence in a venue's words reaches no cell", async () => {
  const [bell, escape] = [String.fromCharCode(7), String.fromCharCode(27)];
  const reason = `${escape}]0;owned${bell}${escape}[2Jcleared${escape}[31m`;
  const view = await sampleView({ events: [{ type: "order.rejected", clientOrderId: "evil", code: -1, reason }] });
  const grid = composeScreen(screenOf(view, { page: "health" }), 120, 40);
  expect(grid.rows().join("\n")).toContain("rejected evil: -1 cleared");
  for (const character of grid.characters) expect(character).not.toMatch(/\p{Cc}/u);
});

it("row 2 of a start names the process and since when, and every figure of the one before is in doubt", async () => {
  const view = await sampleView({ ageMs: 60_000, heldMs: 9_000 });
  const calm = { ...view, attention: view.attention.filter(({ severity }) => severity !== "critical") };
  const rows = composeScreen(screenOf(calm), 120, 40).rows();
  expect(rows[0]).toMatch(/NAV .*\?.*DAY .*\?/);
  expect(rows[1]).toMatch(/^~ process 4711 has been starting since .*: it brings its books up to date/);
});

describe("a screen that is stopped", () => {
  it.each([
    [80, 24],
    [60, 16],
    [120, 40],
  ])("at %i×%i says FROZEN with its age in the place of ALIVE, inverse, and how to go on", async (width, height) => {
    const screen = screenOf(await sampleView(), { frozen: true }, { frozenMs: 12_000 });
    const grid = composeScreen(screen, width, height);
    expect(grid.row(0)).toMatch(/^PAPER {2}FROZEN 12s /);
    expect(grid.row(0)).not.toContain("ALIVE");
    expect(grid.row(height - 2)).toContain("p go on");
    const followed = composeScreen(screenOf(await sampleView()), width, height);
    expect(followed.row(height - 2)).not.toContain("go on");
  });

  it("also hides that there is no data: it can't know", async () => {
    const screen = screenOf(await sampleView({ lockHeld: false }), { frozen: true }, { frozenMs: 90_000 });
    expect(composeScreen(screen, 80, 24).row(0)).toMatch(/^PAPER {2}FROZEN 1m /);
  });
});
