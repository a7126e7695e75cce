import { describe, expect, it } from "vitest";
import { suggestion, unknownName } from "../../src/cli/did-you-mean.js";
import { EXIT } from "../../src/cli/exit-codes.js";
import { CommandFailure, errorDocument, toFailure } from "../../src/cli/failure.js";
import { createLog } from "../../src/cli/log.js";
import { fillOptionalValues } from "../../src/cli/optional-values.js";
import { startProgress } from "../../src/cli/progress.js";
import { renderFailure } from "../../src/cli/render-failure.js";
import { describeTerminal } from "../../src/cli/terminal.js";
import { visibleWidth } from "../../src/core/lib/text.js";
import { watchFrames } from "../../src/cli/watch.js";
import { InvariantError } from "../../src/core/lib/invariant.js";
import { Failure } from "../../src/core/lib/failure.js";

describe("a terminal", () => {
  const tty = { isTty: true, columns: 120, env: { TERM: "xterm" }, noColorFlag: false };

  it("of 120 columns with colours is used as it is", () => {
    expect(describeTerminal(tty)).toEqual({ width: 120, colour: true, interactive: true });
  });

  it.each([
    ["NO_COLOR=1", { env: { NO_COLOR: "1" } }, { colour: false, interactive: true }],
    ["an empty NO_COLOR", { env: { NO_COLOR: "" } }, { colour: true, interactive: true }],
    ["--no-color", { noColorFlag: true }, { colour: false, interactive: true }],
    ["CI", { env: { CI: "true" } }, { colour: false, interactive: false }],
    ["TERM=dumb", { env: { TERM: "dumb" } }, { colour: false, interactive: false }],
    ["a pipe", { isTty: undefined }, { colour: false, interactive: false, width: 80 }],
    ["no known width", { columns: 0 }, { width: 80 }],
  ])("with %s", (_what, changes, expected) => {
    expect(describeTerminal({ ...tty, ...changes })).toMatchObject(expected);
  });
});

describe("--watch with and without its number", () => {
  const fill = (...argv: string[]): string[] => fillOptionalValues(argv, { watch: "2" });

  it.each([
    [["--watch"], ["--watch", "2"]],
    [
      ["--watch", "5"],
      ["--watch", "5"],
    ],
    [
      ["--watch", "--plain"],
      ["--watch", "2", "--plain"],
    ],
    [["--watch=7"], ["--watch=7"]],
    [
      ["--", "--watch"],
      ["--", "--watch"],
    ],
    [
      ["--state", "x"],
      ["--state", "x"],
    ],
    [["--toString"], ["--toString"]],
  ])("%o means %o", (argv, filled) => {
    expect(fill(...argv)).toEqual(filled);
  });
});

describe("a failure", () => {
  it("as a document has its members in the order of the contract and leaves out what is not known", () => {
    const report = {
      code: "wrong_unit",
      message: "m",
      mode: "paper" as const,
      file: "f",
      path: "p",
      value: 5,
      fix: "0.05",
    };
    expect(JSON.stringify(errorDocument(report))).toBe(
      '{"schema":"hedge.error/1","mode":"paper","code":"wrong_unit","message":"m","file":"f","path":"p","value":5,"fix":"0.05"}',
    );
    expect(JSON.stringify(errorDocument({ code: "c", message: "m" }))).toBe(
      '{"schema":"hedge.error/1","mode":null,"code":"c","message":"m"}',
    );
  });

  it.each([
    ["a broken invariant", new InvariantError("x"), EXIT.bug],
    ["a thrown text", "x", EXIT.bug],
    ["a programming error", new TypeError("x"), EXIT.bug],
    ["a lock held by another", new Failure("lock_held", 8, "x"), EXIT.lock],
    ["a number that is no exit code", new Failure("odd", 77, "x"), EXIT.bug],
    [
      "a directory that may not be read",
      Object.assign(new Error("x"), { code: "EACCES", syscall: "open" }),
      EXIT.invalidState,
    ],
    ["a mistyped name", unknownName("symbol", "BTC", []), EXIT.usage],
    ["an unreachable venue", new CommandFailure({ code: "venue_unreachable", message: "x" }), EXIT.unreachable],
  ])("for %s ends with its exit code", (_what, thrown, exitCode) => {
    expect(toFailure(thrown).exitCode).toBe(exitCode);
  });

  it("of the core keeps file, path, value and fix", () => {
    const place = { file: "risk_limits.json", path: "global.x", value: 5, fix: "0.05" };
    expect(toFailure(new Failure("wrong_unit", 3, "m", place)).report).toEqual({
      code: "wrong_unit",
      message: "m",
      ...place,
    });
  });

  it("leaves out empty members, on a screen and as a document", () => {
    const report = { code: "missing_file", message: "m", file: "f", path: "" };
    const text = renderFailure(report, { width: 80, colour: false, interactive: false });
    expect(text).toBe("error: m\nfile:  f\n");
    expect(JSON.stringify(errorDocument(report))).not.toContain('"path"');
  });

  it.each(["EEXIST", "ENOENT", "EACCES", "EROFS"])("%s of a state directory is a sentence with a remedy", (code) => {
    const thrown = Object.assign(new Error(`${code}: raw, mkdir '/x'`), { code, syscall: "mkdir", path: "/x" });
    const { report } = toFailure(thrown);
    expect(report.message).toMatch(/^the directory \/x can't be made: [a-z]/);
    expect(report.fix).toBe("name a directory that this user may write with --state");
  });

  it("on a screen of 40 columns fits and paints nothing that came with the text", () => {
    const terminal = { width: 40, colour: false, interactive: false };
    const message = `\u001b[2Jno such symbol ${"X".repeat(90)}`;
    const text = renderFailure({ code: "c", message, value: "\u001b[31m", fix: "take another ".repeat(9) }, terminal);
    for (const line of text.split("\n")) expect(visibleWidth(line)).toBeLessThanOrEqual(40);
    expect(text).not.toContain("\u001b");
    expect(text).toMatch(/^error: no such symbol/);
  });
});

describe("did you mean", () => {
  it.each([
    ["R9", ["R08", "R09", "R10"], /did you mean R0[89]\?|did you mean R10\?/],
    ["BTCUSD", ["BTCUSDT", "ETHUSDT"], /did you mean BTCUSDT\? known: BTCUSDT, ETHUSDT/],
    ["zzzzzzzz", ["R08"], /^known: R08$/],
    ["x", [], /there are none yet/],
  ])("%s among %o", (typed, known, answer) => {
    expect(suggestion(typed, known)).toMatch(answer);
  });

  it("lists at most 12 names and counts the rest", () => {
    const known = Array.from({ length: 15 }, (_, index) => `name-number-${String(index)}`);
    expect(suggestion("q", known)).toMatch(/and 3 more$/);
  });
});

describe("the log", () => {
  it("at warn says warnings and errors, cleaned, and nothing else", () => {
    const lines: string[] = [];
    const log = createLog("warn", (line) => lines.push(line));
    log.info("quiet");
    log.warn("\u001b[31mloud");
    log.error("louder");
    expect(lines).toEqual(["warn: loud\n", "error: louder\n"]);
  });
});

describe("progress", () => {
  it("says nothing where nobody watches, and does not fail on NaN", async () => {
    const written: unknown[] = [];
    const original = process.stderr.write.bind(process.stderr);
    process.stderr.write = (chunk: unknown): boolean => written.push(chunk) > 0;
    const progress = await startProgress("x", { width: 80, colour: false, interactive: false });
    progress.update(Number.NaN, "n");
    progress.stop();
    process.stderr.write = original;
    expect(written).toEqual([]);
  });
});

describe("a watch", () => {
  it("ends with the last frame, after 3 frames and 2 waits of 5 s, and leaves no signal handler behind", async () => {
    const before = process.listenerCount("SIGINT");
    const waits: number[] = [];
    const written: string[] = [];
    let frames = 0;
    const exitCode = await watchFrames({
      everyMs: 5_000,
      redraw: false,
      frame: async () => ({ text: `frame ${String(++frames)}`, isLast: frames === 3 }),
      sleep: async (ms) => void waits.push(ms),
      write: (text) => written.push(text),
    });
    expect([exitCode, waits, written]).toEqual([0, [5_000, 5_000], ["frame 1\n", "frame 2\n", "frame 3\n"]]);
    expect(process.listenerCount("SIGINT")).toBe(before);
  });

  it("interrupted while it waits ends with 130", async () => {
    const exitCode = await watchFrames({
      everyMs: 1,
      redraw: false,
      frame: async () => ({ text: "", isLast: false }),
      sleep: async () => void process.emit("SIGINT"),
      write: () => undefined,
    });
    expect(exitCode).toBe(130);
  });

  /** Four frames of three lines on a terminal; a key may be pressed in the wait after each. */
  async function watched({ rows, press }: { readonly rows?: number; readonly press?: string }) {
    const written: string[] = [];
    let frames = 0;
    let keyboard: ((key: string) => void) | null = null;
    let restored = 0;
    const exitCode = await watchFrames({
      ...{ everyMs: 1, redraw: true },
      ...(rows === undefined ? {} : { rows: () => rows }),
      frame: async () => ({ text: `a ${String(++frames)}\nb\nc\n`, isLast: frames === 4 }),
      sleep: async () => {
        if (press !== undefined && frames === 2) keyboard?.(press);
      },
      write: (text) => written.push(text),
      keys: (onKey) => {
        keyboard = onKey;
        return () => void (restored += 1);
      },
    });
    return { exitCode, written, restored };
  }

  it("paints each frame over the one before in one write, clearing line by line and never the screen but once", async () => {
    const { written, exitCode, restored } = await watched({ rows: 24 });
    expect(written[0]).toBe("\u001b[H\u001b[Ja 1\u001b[K\nb\u001b[K\nc\u001b[K\nq quits\u001b[K\n\u001b[J");
    expect(written[1]).toBe("\u001b[Ha 2\u001b[K\nb\u001b[K\nc\u001b[K\nq quits\u001b[K\n\u001b[J");
    expect(written[3]).toBe("\u001b[Ha 4\u001b[K\nb\u001b[K\nc\u001b[K\n\u001b[J");
    expect([written.length, exitCode, restored]).toEqual([4, 0, 1]);
  });

  it.each([
    ["q", 0],
    ["\u0003", 130],
  ])("ends on %j after 2 frames with %i, the keyboard put back", async (press, code) => {
    const { written, exitCode, restored } = await watched({ press });
    expect([written.length, exitCode, restored]).toEqual([2, code, 1]);
  });

  it("leaves out what 4 lines have no room for, and says how much, so that nothing scrolls", async () => {
    const { written } = await watched({ rows: 4 });
    const lines = written[1]!.split("\n");
    expect(lines).toHaveLength(4);
    expect(lines[2]).toContain("2 more lines: a taller terminal has room for them (q quits)");
  });
});
