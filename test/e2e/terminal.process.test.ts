import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launcher } from "../commands/doctor-process.js";
import { Lab, MONTH } from "./lab.js";
import { ANY_ESCAPE, COLOUR, hasScript, HIDE_CURSOR, SHOW_CURSOR, sit, textsOf } from "./pty.js";

const lab = new Lab();

beforeAll(async () => {
  expect((await lab.hedge(["executor", ...MONTH, "--cycles", "30"])).exitCode).toBe(0);
});

afterAll(() => {
  lab.dispose();
});

const executor = (state: string, ...more: readonly string[]): readonly string[] => [
  ...["executor", "--state", lab.path(state)],
  ...MONTH,
  ...more,
];

describe.skipIf(!hasScript)("at a terminal (needs `script` of util-linux)", () => {
  it.each([
    [80, 24],
    [120, 40],
  ])(
    "%i×%i: a bar with percent, ETA and NAV on stderr in one line that fits; stdout has the document only",
    async (columns, rows) => {
      const redirect = lab.path(`summary-${String(columns)}.json`);
      const words = executor(`bar-${String(columns)}`, "--json");
      const { screen, stdout, exitCode } = await sit(lab, words, { columns, rows, redirect }).seen;
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/^\{"schema":"hedge\.executor-summary\/1",.*\}\n$/);
      const texts = textsOf(screen);
      const bars = texts.filter((text) => text.startsWith("executor "));
      expect(bars.length).toBeGreaterThanOrEqual(2);
      for (const bar of bars)
        expect(bar).toMatch(/^executor [█░]{16} \d+% {2}ETA (?:n\/a|\d[\dhms. ]*) {2}(?:20\d\d-.*)?$/);
      expect(bars.at(-1)).toMatch(/ 2024-\d\d-\d\d {2}NAV \d{2,3},\d{3}$/);
      expect(texts.filter((text) => text.length >= columns)).toEqual([]);
      expect(screen).not.toContain("\n");
      expect(screen.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(screen.lastIndexOf(HIDE_CURSOR));
      expect(screen).toContain(HIDE_CURSOR);
    },
  );

  it("Ctrl-C ends a session with 130, the cursor visible, the bar gone and the summary shown", async () => {
    const sitting = sit(lab, executor("interrupted", "--speed", "3600"));
    await sitting.until(/NAV \d/);
    sitting.press("\u0003");
    const { screen, exitCode } = await sitting.seen;
    expect(exitCode).toBe(130);
    expect(screen.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(screen.lastIndexOf(HIDE_CURSOR));
    const afterwards = screen.slice(screen.lastIndexOf(SHOW_CURSOR));
    expect(afterwards).not.toMatch(/[█░]/);
    expect(afterwards).toMatch(/stopped, goes on when started again/);
  });

  it.each([
    ["\u0003", "Ctrl-C", 130],
    ["q", "q", 0],
  ] as const)("%j (%s) ends status --watch with %i; no cursor was hidden", async (key, _name, code) => {
    const sitting = sit(lab, ["status", "--watch", "1"]);
    await sitting.until(/q quits/);
    sitting.press(key);
    const { screen, exitCode } = await sitting.seen;
    expect(exitCode).toBe(code);
    expect(screen).not.toContain(HIDE_CURSOR);
  });

  it("colours are there by default, and NO_COLOR or --no-color takes them away", async () => {
    const screens = await Promise.all([
      sit(lab, ["status"]).seen,
      sit(lab, ["status"], { env: { NO_COLOR: "1" } }).seen,
      sit(lab, ["status", "--no-color"]).seen,
    ]);
    expect(screens.map(({ exitCode }) => exitCode)).toEqual([4, 4, 4]);
    const [coloured, ...plain] = screens.map(({ screen }) => screen);
    expect(coloured).toMatch(COLOUR);
    for (const screen of plain) expect(screen).not.toMatch(ANY_ESCAPE);
    // Asked one after the other: a second may pass between two.
    const wordsOf = (screen: string): string =>
      textsOf(screen)
        .join("")
        .replace(/heartbeat [^;]+ ago/, "heartbeat n ago");
    for (const screen of plain) expect(wordsOf(screen)).toBe(wordsOf(coloured!));
  });

  it.each([
    ["TERM", "dumb"],
    ["CI", "true"],
  ])("%s=%s: a session and a screen without one escape code", async (name, value) => {
    const env = { [name]: value };
    const session = await sit(lab, executor(`plain-${name.toLowerCase()}`, "--cycles", "20"), { env }).seen;
    expect(session.exitCode).toBe(0);
    expect(session.screen).toContain("20 cycles");
    expect(session.screen).not.toMatch(ANY_ESCAPE);
    expect((await sit(lab, ["positions"], { env }).seen).screen).not.toMatch(ANY_ESCAPE);
  });

  it("NO_COLOR: a session paints its bar without colours", async () => {
    const { screen, exitCode } = await sit(lab, executor("no-colour", "--cycles", "20"), { env: { NO_COLOR: "1" } })
      .seen;
    expect(exitCode).toBe(0);
    expect(screen).not.toMatch(COLOUR);
  });

  it("orders fit 80 columns, and at 120 show in a table what 80 had no room for", async () => {
    const [narrow, wide] = await Promise.all(
      [80, 120].map(async (columns) => textsOf((await sit(lab, ["orders", "--no-color"], { columns }).seen).screen)),
    );
    const longest = (lines: readonly string[]): number => Math.max(...lines.map((line) => line.length));
    expect(longest(narrow!)).toBeLessThanOrEqual(80);
    expect(longest(wide!)).toBeGreaterThan(80);
    expect(longest(wide!)).toBeLessThanOrEqual(120);
  });
});

describe("a pipe whose reader leaves early", () => {
  const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(" ");
  const piped = async (words: readonly string[], name: string): Promise<readonly [string, string, number]> => {
    const hedge = quoted([process.execPath, launcher, ...words]);
    const code = lab.path(`${name}.code`);
    const script = `{ ${hedge}; echo $? >'${code}'; } | head -3`;
    const { stdout, stderr } = await lab.start("sh", ["-c", script]).ended;
    return [stdout, stderr, Number(readFileSync(code, "utf8"))];
  };

  it("executor | head -3 shows three lines of the summary, nothing on stderr, exit 0", async () => {
    const [stdout, stderr, exitCode] = await piped(executor("head", "--cycles", "3"), "head");
    expect(stdout.trimEnd().split("\n")).toHaveLength(3);
    expect([stderr, exitCode]).toEqual(["", 0]);
  });

  it("executor --jsonl | head -3 shows three events and stops gracefully: 143, nothing on stderr, resumable", async () => {
    const words = executor("head-events", "--jsonl");
    const [stdout, stderr, exitCode] = await piped(words, "head-events");
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => (JSON.parse(line) as { seq: number }).seq),
    ).toEqual([1, 2, 3]);
    expect([stderr, exitCode]).toEqual(["", 143]);
    expect((await lab.hedge(executor("head-events", "--once"))).exitCode).toBe(0);
  });

  it("orders --json | head -c 1 ends with 0 and nothing on stderr", async () => {
    const hedge = quoted([process.execPath, launcher, "orders", "--json"]);
    const { stdout, stderr } = await lab.start("sh", ["-c", `{ ${hedge}; echo " $?" >&2; } | head -c 1`]).ended;
    expect([stdout, stderr]).toEqual(["{", " 0\n"]);
  });
});
