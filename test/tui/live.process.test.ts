import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Lab, MONTH, type Running } from "../e2e/lab.js";
import { hasScript, SHOW_CURSOR } from "../e2e/pty.js";
import { PAGES } from "../../src/tui/model/pages.js";
import { Emulated } from "./emulated.js";

const lab = new Lab();
const LEAVE = `${String.fromCharCode(27)}[?1049l`;
let executor: Running;

const executorOf = (state: string): Running =>
  lab.startHedge(["executor", "--state", lab.path(state), ...MONTH, "--speed", "3600"]);
const tui = (state: string, ...more: readonly string[]): readonly string[] => [
  "tui",
  "--state",
  lab.path(state),
  ...more,
];

async function untilStateOf(state: string): Promise<void> {
  for (;;) {
    const { stdout } = await lab.hedge(["tui", "--once", "--json", "--state", lab.path(state)]);
    if (stdout.startsWith('{"schema":"hedge.tui/1"')) return;
  }
}

beforeAll(async () => {
  executor = executorOf("alive");
  await untilStateOf("alive");
}, 120_000);

afterAll(async () => {
  executor.child.kill("SIGKILL");
  await executor.ended;
  lab.dispose();
});

describe.skipIf(!hasScript)("at a terminal (needs `script` of util-linux)", () => {
  it.each([
    [80, 24],
    [120, 40],
    [200, 60],
  ])(
    "%i×%i: every page opens by its key, its cells change by themselves, and q leaves the terminal as it was",
    async (columns, rows) => {
      const desk = new Emulated(lab, tui("alive"), { columns, rows });
      await desk.until("a living session", ([first = ""]) => first.includes("ALIVE"));
      expect(desk.isAlternate).toBe(true);
      for (const { key, label } of PAGES) {
        desk.press(key);
        const shown = await desk.until(label, (screen) => screen.at(-1)?.includes(`[${key} ${label}]`) === true);
        expect(shown[0]).toMatch(/^PAPER/);
        expect(shown.at(-2)).toContain("q quit");
      }
      desk.press("1");
      const before = desk.rows.join("\n");
      await desk.until("other cells", (screen) => screen.join("\n") !== before);
      desk.press("q");
      const { screen, exitCode } = await desk.seen;
      expect(exitCode).toBe(0);
      expect(desk.isAlternate).toBe(false);
      expect(screen.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(screen.lastIndexOf("[?25l"));
    },
    120_000,
  );

  it("a window that is made larger and smaller is painted whole each time", async () => {
    const desk = new Emulated(lab, tui("alive", "--page", "risk"), { columns: 120, rows: 40 });
    const whole = (screen: readonly string[]): boolean =>
      screen[0]?.startsWith("PAPER") === true && screen.at(-1)?.includes("[5 Risk]") === true;
    await desk.until("the page", whole);
    for (const [columns, rows] of [
      [80, 24],
      [200, 60],
      [90, 30],
    ] as const) {
      desk.resize(columns, rows);
      await desk.until(
        `${String(columns)}×${String(rows)}`,
        (screen) => whole(screen) && screen[2]?.length === columns,
      );
    }
    desk.resize(50, 12);
    await desk.until("too small", (screen) => screen[2] === "resize to 80x24");
    desk.press("\u0003");
    expect((await desk.seen).exitCode).toBe(130);
  }, 120_000);

  it("keys that are typed while it starts stand nowhere on the screen, and are obeyed once it reads", async () => {
    const desk = new Emulated(lab, tui("alive"), { columns: 80, rows: 24 });
    const seen: string[] = [];
    while (!desk.isAlternate) await sleep(2);
    desk.press("zzzzzzzz5");
    const rows = await desk.until("page 5", (screen) => {
      seen.push(screen.join("\n"));
      return screen.at(-1)?.includes("[5 Risk]") === true;
    });
    expect([...seen, rows.join("\n")].some((text) => text.includes("zzz"))).toBe(false);
    desk.press("q");
    expect((await desk.seen).exitCode).toBe(0);
  }, 120_000);

  it("SIGTERM ends it with 143 and the terminal as it was", async () => {
    const desk = new Emulated(lab, tui("alive"), { columns: 80, rows: 24 });
    await desk.until("the page", ([first = ""]) => first.includes("ALIVE"));
    process.kill(desk.pid, "SIGTERM");
    const { screen, exitCode } = await desk.seen;
    expect(exitCode).toBe(143);
    expect(screen).toContain(LEAVE);
    expect(desk.isAlternate).toBe(false);
  }, 120_000);

  it("an executor that is killed turns row 1 to NO DATA, one that starts again brings it back", async () => {
    const first = executorOf("killed");
    await untilStateOf("killed");
    const desk = new Emulated(lab, tui("killed"), { columns: 80, rows: 24 });
    await desk.until("ALIVE", ([row = ""]) => row.includes("ALIVE"));
    first.child.kill("SIGKILL");
    const dead = await desk.until("NO DATA", ([row = ""]) => row.includes("NO DATA"));
    expect(dead[0]).toMatch(/DAY .*\?/);
    await desk.until("why", (screen) => screen[1]?.startsWith("! no executor runs") === true);
    await first.ended;
    const second = executorOf("killed");
    await desk.until("ALIVE again", ([row = ""]) => row.includes("ALIVE"));
    desk.press("q");
    expect((await desk.seen).exitCode).toBe(0);
    second.child.kill("SIGKILL");
    await second.ended;
  }, 120_000);
});

describe("without a terminal", () => {
  it("prints one frame of 80×24 without an escape, and 0 while it lives", async () => {
    const { stdout, exitCode } = await lab.hedge(tui("alive"));
    expect(stdout.split("\n")).toHaveLength(25);
    expect(stdout).not.toContain(String.fromCharCode(27));
    expect(stdout).toMatch(/^PAPER {2}ALIVE/);
    expect(exitCode).toBe(0);
  });

  it("exit code 4 where nobody trades on open books; --json carries what status --json says", async () => {
    const words = ["executor", "--state", lab.path("stopped"), ...MONTH, "--cycles", "40"];
    expect((await lab.hedge(words)).exitCode).toBe(0);
    const [once, document, status] = await Promise.all([
      lab.hedge(tui("stopped", "--once")),
      lab.hedge(tui("stopped", "--json")),
      lab.hedge(["status", "--json", "--state", lab.path("stopped")]),
    ]);
    expect([once.exitCode, document.exitCode, status.exitCode]).toEqual([4, 4, 4]);
    expect(once.stdout).toMatch(/^PAPER {2}NO DATA/);
    const told = (text: string): Record<string, unknown> => {
      const parsed = JSON.parse(text) as Record<string, unknown>;
      const { alerts: _alerts, ...rest } = (parsed["status"] ?? parsed) as Record<string, unknown>;
      return rest;
    };
    expect(told(document.stdout)).toEqual(told(status.stdout));
  });

  it("--at shows the books of an instant: no trade before the first, and 2 for what is no instant", async () => {
    const words = (at: string): readonly string[] => tui("stopped", "--json", "--at", at);
    const early = await lab.hedge(words("2024-02-01T03:00Z"));
    expect(early.exitCode).toBe(0);
    expect(JSON.parse(early.stdout)).toMatchObject({ time: "past", at: "2024-02-01T03:00:00Z" });
    expect((await lab.hedge(words("yesterday"))).exitCode).toBe(2);
    expect((await lab.hedge(words("2020-01-01"))).exitCode).toBe(2);
  });

  it("--plain tells the fund with --page fund, and refuses the pages that it has no lines for, naming the command", async () => {
    const plain = (page: string): ReturnType<Lab["hedge"]> => lab.hedge([...tui("alive"), "--plain", "--page", page]);
    expect((await plain("fund")).stdout).toMatch(/^NAV of a unit: [01]\.\d{4}$/m);
    const { exitCode, stdout, stderr } = await plain("orders");
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("hedge orders");
  });

  it("exit code 3 where there is no session", async () => {
    const { exitCode, stderr } = await lab.hedge(tui("nothing", "--once"));
    expect([exitCode, stderr.includes("there is no state")]).toEqual([3, true]);
  });
});
