import { Terminal } from "@xterm/headless";
import { Unicode11Addon } from "@xterm/addon-unicode11";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffGrids } from "../../../src/tui/paint/diff.js";
import { Grid } from "../../../src/tui/paint/grid.js";
import { style } from "../../../src/tui/paint/style.js";

const ESC = String.fromCharCode(27);
const [WIDTH, HEIGHT] = [24, 6];

function terminal(): Terminal {
  const made = new Terminal({ cols: WIDTH, rows: HEIGHT, allowProposedApi: true });
  made.loadAddon(new Unicode11Addon());
  made.unicode.activeVersion = "11";
  return made;
}

function send(to: Terminal, text: string): Promise<void> {
  return new Promise((resolve) => {
    to.write(text, resolve);
  });
}

/** What stands in each cell and how it looks. */
function cellsOf({ buffer }: Terminal): readonly string[] {
  return Array.from({ length: WIDTH * HEIGHT }, (_, at) => {
    const cell = buffer.active.getLine(Math.floor(at / WIDTH))?.getCell(at % WIDTH);
    if (cell === undefined) return "?";
    const colours = `${String(cell.isFgDefault() ? -1 : cell.getFgColor())}/${String(cell.isBgDefault() ? -1 : cell.getBgColor())}`;
    const marks = [cell.isBold(), cell.isDim(), cell.isInverse()].map((value) => (value > 0 ? 1 : 0)).join("");
    const text = cell.getWidth() === 0 ? "" : cell.getChars() === "" ? " " : cell.getChars();
    return `${text}|${colours}|${marks}`;
  });
}

const looks = fc.record(
  {
    foreground: fc.constantFrom(1, 12, 200),
    background: fc.constantFrom(4, 17),
    bold: fc.boolean(),
    dim: fc.boolean(),
    inverse: fc.boolean(),
  },
  { requiredKeys: [] },
);
const text = fc
  .array(fc.constantFrom("a", "b", " ", "é", "─", "⣿", "日", "한", "🚀"), { maxLength: WIDTH })
  .map((parts) => parts.join(""));
const stroke = fc.record({ x: fc.nat(WIDTH - 1), y: fc.nat(HEIGHT - 1), text, look: looks });
const drawing = fc.array(stroke, { maxLength: 12 });

function drawn(strokes: readonly { x: number; y: number; text: string; look: Parameters<typeof style>[0] }[]): Grid {
  const grid = new Grid(WIDTH, HEIGHT);
  for (const { x, y, text: words, look } of strokes) grid.write(x, y, words, { style: style(look) });
  return grid;
}

describe("the difference between two screens", () => {
  it("is nothing where they are equal", () => {
    expect(diffGrids(drawn([]), drawn([]))).toBe("");
  });

  it("of one figure is a move, the digits and nothing else", () => {
    const [before, after] = [new Grid(80, 24), new Grid(80, 24)];
    before.write(10, 5, "ALIVE 0.4s");
    after.write(10, 5, "ALIVE 0.9s");
    expect(diffGrids(before, after)).toBe(`${ESC}[?2026h${ESC}[6;19H9${ESC}[?2026l`);
  });

  it("painted over the first screen shows the second, cell by cell, on a real terminal's emulator", async () => {
    await fc.assert(
      fc.asyncProperty(drawing, drawing, async (first, second) => {
        const [before, after] = [drawn(first), drawn(second)];
        const [stepwise, direct] = [terminal(), terminal()];
        await send(stepwise, `${ESC}[?7l${diffGrids(null, before)}${diffGrids(before, after)}`);
        await send(direct, `${ESC}[?7l${diffGrids(null, after)}`);
        expect(cellsOf(stepwise)).toEqual(cellsOf(direct));
        const shown = Array.from(
          { length: HEIGHT },
          (_, y) => direct.buffer.active.getLine(y)?.translateToString(true) ?? "",
        );
        expect(shown.map((row) => row.trimEnd())).toEqual(after.rows());
        stepwise.dispose();
        direct.dispose();
      }),
      { numRuns: 120 },
    );
  });
});

describe("a grid", () => {
  it("takes nothing that moves a cursor, sets a title or hides a part", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (hostile) => {
        const grid = new Grid(60, 1);
        grid.write(0, 0, `${ESC}]0;owned${String.fromCharCode(7)}${hostile}${ESC}[2J`);
        expect(grid.characters.join("")).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      }),
      { numRuns: 300 },
    );
  });

  it("half of a wide character is none", () => {
    const grid = new Grid(6, 1);
    grid.write(0, 0, "日本");
    grid.write(1, 0, "x");
    expect(grid.row(0)).toBe(" x本");
    grid.write(5, 0, "日");
    expect(grid.row(0)).toBe(" x本");
  });
});
