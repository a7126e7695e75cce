// A notebook's source in cells: prose is a block comment whose marks stand alone on their lines, code is what lies between.

const OPEN = "/*";
const CLOSE = "*/";

/**
 * from and to are 1-based lines; code without a line of its own is left out. Errors: a comment that is not closed.
 *
 * @param {string} source
 * @returns {{ kind: string, text: string, from: number, to: number }[]}
 */
export function cellsOf(source) {
  const cells = [];
  let cell = { kind: "code", lines: [], from: 1 };
  const end = (line) => {
    const text = cell.lines.join("\n").trim();
    if (text !== "") cells.push({ kind: cell.kind, text, from: cell.from, to: line });
  };
  source.split("\n").forEach((line, at) => {
    const mark = cell.kind === "code" ? OPEN : CLOSE;
    if (line.trimEnd() !== mark) {
      cell.lines.push(line);
      return;
    }
    end(at + 1);
    cell = { kind: cell.kind === "code" ? "prose" : "code", lines: [], from: at + 2 };
  });
  if (cell.kind === "prose") throw new Error(`the comment of line ${String(cell.from - 1)} is not closed`);
  end(Number.POSITIVE_INFINITY);
  return cells;
}
