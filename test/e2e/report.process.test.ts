import { existsSync, readFileSync, statSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../src/core/adapters/fs/node-files.js";
import { journalEvents } from "../../src/core/app/session-state.js";
import { BookHistory } from "../../src/core/readmodel/book-history.js";
import { chromiumPath } from "../support/chromium-lab.js";
import { askingIn, type Tree } from "./asking.js";
import * as documents from "./documents.js";
import { Lab, MONTH } from "./lab.js";

const lab = new Lab();
const ask = askingIn(lab);
let summary: Tree;

beforeAll(async () => {
  summary = JSON.parse((await lab.hedge(["executor", "--json", ...MONTH])).stdout) as Tree;
});

afterAll(() => {
  lab.dispose();
});

const report = (...words: readonly string[]): Promise<Tree> => ask(["report", ...words], documents.tearSheet);

describe("hedge report over a month", () => {
  it("lies in STATE/reports by the day of the books, and its figures are those of the summary", async () => {
    const tree = await report();
    expect(tree).toMatchObject({ mode: "paper", file: "cache/paper/reports/2024-03-01.html", run: null, pdf: null });
    expect(tree).toMatchObject({ from: summary["from"], at: summary["to"] });
    const growth = Number(summary["navEnd"]) / Number(summary["navStart"]) - 1;
    expect(tree["totalReturn"]).toBeCloseTo(growth, 12);
    expect(tree["costs"]).toMatchObject({ fees: Number(summary["fees"]), funding: Number(summary["funding"]) });
    expect((tree["daily"] as Tree)["days"]).toBe(29);
    // 29 days: nothing is annualised.
    expect([tree["cagr"], (tree["daily"] as Tree)["sharpe"]]).toEqual([null, null]);
  });

  it("gives the same bytes again, and another file to investors", async () => {
    const first = readFileSync(lab.path(String((await report())["file"])));
    expect(readFileSync(lab.path(String((await report())["file"]))).equals(first)).toBe(true);
    const { file } = await report("--investor");
    expect(file).toBe("cache/paper/reports/2024-03-01-investor.html");
    const text = readFileSync(lab.path(String(file)), "utf8");
    expect(text).not.toMatch(/momentum|[A-Z]{3,}USDT|R12/);
    expect(first.toString()).toMatch(/momentum/);
  });

  it("of a backtest over the same month makes the same return", async () => {
    await lab.hedge(["backtest", "run", "--strategy", "momentum", ...MONTH]);
    const tree = await report("--run", "latest");
    expect(tree).toMatchObject({ mode: null, run: expect.stringMatching(/^momentum-/) as string });
    expect(tree["file"]).toBe(`cache/paper/reports/${String(tree["run"])}.html`);
    expect(tree["totalReturn"]).toBeCloseTo((await report())["totalReturn"] as number, 9);
  });

  it("refuses what it can't do and says what would help", async () => {
    const failure = documents.failure;
    expect(await ask(["report", "--out", "x.pdf"], failure, { exitCode: 2 })).toMatchObject({ code: "bad_out" });
    expect(await ask(["report", "--out", "no-such-folder/x.html"], failure, { exitCode: 2 })).toMatchObject({
      ...{ code: "bad_out", path: "--out", message: "--out no-such-folder/x.html: there is no folder no-such-folder" },
    });
    expect(await ask(["report", "--state", "none"], failure, { exitCode: 3 })).toMatchObject({ code: "state_missing" });
    expect(await ask(["report", "--run", "nope"], failure, { exitCode: 2 })).toMatchObject({ code: "unknown_run" });
    const env = { CHROMIUM: lab.path("no-such-browser") };
    expect(await ask(["report", "--pdf"], failure, { exitCode: 5, env })).toMatchObject({
      code: "no_chromium",
      fix: expect.stringContaining("apt-get install chromium") as string,
    });
  });

  it.skipIf(chromiumPath === null)("--pdf prints it beside the HTML (skipped without a Chromium)", async () => {
    const tree = await report("--pdf", "--out", "sheet.html");
    expect(tree).toMatchObject({ file: "sheet.html", pdf: "sheet.pdf" });
    expect(existsSync(lab.path("sheet.html"))).toBe(true);
    expect(readFileSync(lab.path("sheet.pdf")).subarray(0, 5).toString()).toBe("%PDF-");
    expect([statSync(lab.path("sheet.html")).mode & 0o777, statSync(lab.path("sheet.pdf")).mode & 0o777]).toEqual([
      0o600, 0o600,
    ]);
  });
});

describe("the history of the books", () => {
  it("explains each point's NAV to a millionth: opening NAV and what the strategies made", () => {
    const history = new BookHistory();
    for (const event of journalEvents(lab.path("cache/paper"), nodeFiles, "paper")) history.onEvent(event);
    const { nav, profits, atMs, grossExposure } = history.points;
    const start = Number(summary["navStart"]);
    expect(atMs).toHaveLength(696);
    const unexplained = nav.map((value, row) => {
      const made = [...profits.values()].reduce((sum, profit) => sum + (profit[row] ?? Number.NaN), 0);
      return Math.abs(value - start - made);
    });
    expect(Math.max(...unexplained)).toBeLessThan(1e-6);
    expect(nav.at(-1)).toBe(Number(summary["navEnd"]));
    expect([...history.vetoes.values()].reduce((sum, count) => sum + count, 0)).toBe(
      (summary["vetoes"] as Tree)["total"],
    );
    expect(Math.max(...grossExposure)).toBeGreaterThan(0);
    expect(history.costs.fees).toBe(Number(summary["fees"]));
  });
});
