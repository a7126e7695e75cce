import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signedPercent } from "../../src/core/lib/format.js";
import type { StatusDocument } from "../../src/core/readmodel/status.js";
import { config, Lab, MONTH, type Running } from "../e2e/lab.js";

const lab = new Lab();
let living: Running;

const words = (state: string): readonly string[] => ["--state", lab.path(state)];

async function statusOf(state: string): Promise<StatusDocument> {
  return JSON.parse((await lab.hedge(["status", "--json", ...words(state)])).stdout) as StatusDocument;
}

/** Rows 1 and 2 of one frame, and what `hedge status --json` says of the same books: none was written between two looks at it. */
async function bothOf(state: string): Promise<{ readonly rows: readonly string[]; readonly status: StatusDocument }> {
  for (;;) {
    const before = await statusOf(state);
    const { stdout } = await lab.hedge(["tui", "--once", ...words(state)], { COLUMNS: "80", LINES: "24" });
    const status = await statusOf(state);
    const { alerts: _earlier, ...books } = before;
    const { alerts: _later, ...sameBooks } = status;
    if (JSON.stringify(books) === JSON.stringify(sameBooks)) return { rows: stdout.split("\n"), status };
  }
}

/** Of row 1, as a person reads it. */
function answersOf([first = "", second = ""]: readonly string[]) {
  const [mode = "", day = "", drawdown = "", block = "", venue = ""] = first.split("│").map((part) => part.trim());
  // The clock and the sign that alternates stand behind the last answer.
  return { life: mode.split(/ {2,}/)[1] ?? "", day, drawdown, block, venue, worst: second };
}

beforeAll(async () => {
  await Promise.all(
    ["living", "stopped"].map((state) => lab.hedge(["executor", ...words(state), ...MONTH, "--cycles", "300"])),
  );
  living = lab.startHedge(["executor", ...words("living"), "--config", config, "--speed", "400"]);
  while (!(await statusOf("living")).alive);
}, 120_000);

afterAll(async () => {
  living.child.kill("SIGKILL");
  await living.ended;
  lab.dispose();
});

describe("the five questions of a person on call, from `hedge tui --once` alone at 80×24, are answered as by `status --json`", () => {
  it.each(["living", "stopped"])("of a session that is %s", async (state) => {
    const { rows, status } = await bothOf(state);
    const { life, day, drawdown, block, venue, worst } = answersOf(rows);
    const isLiving = state === "living";
    expect(status.alive).toBe(isLiving);

    // 1 and 2: is it alive, and how old is what stands here?
    expect(life).toMatch(isLiving ? /^(?:ALIVE|STALE) \d+(?:\.\d)?s$/ : /^NO DATA \d+(?:\.\d)?\w+$/);
    // 3: is it losing money?
    expect(day.replace(/[▲▼ ?]+$/, "")).toBe(`DAY ${signedPercent(status.dayPnlPct)}`);
    expect(day.endsWith("?")).toBe(!isLiving);
    expect(drawdown).toContain(`${((status.drawdown ?? Number.NaN) * 100).toFixed(1)}/-15%`);
    // 4: what is blocked, and why?
    expect(status.causes).toEqual([]);
    expect(block).toMatch(/^BLOCK \d+/);
    // 5: is a venue broken? The recorded market is none that could be.
    expect(status.venues).toEqual([]);
    expect(venue.replace("?", "").split(/ {2,}/)[0]).toBe("VENUE sim");
    // And the worst of all this in words, with the key of the page that explains it.
    const [alert] = status.alerts;
    if (!isLiving) expect(worst).toContain((alert?.message ?? "").split(",")[0]);
    expect(worst).toMatch(isLiving ? /^[ ~!] / : /^! .* \[9\]/);
  });
});
