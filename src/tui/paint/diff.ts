import type { Grid } from "./grid.js";
import { PLAIN, type Style, styleSequence } from "./style.js";

const ESC = String.fromCharCode(27);
/** Terminals that know them show the frame at once; others leave them out. */
const BEGIN_FRAME = `${ESC}[?2026h`;
const END_FRAME = `${ESC}[?2026l`;
const CLEAR_REST = `${ESC}[K`;
/** Writing so many unchanged cells again is shorter than moving over them. */
const SHORT_GAP = 4;

/** Cells that differ; both halves of a wide character where one of them does. */
function changedCells(before: Grid | null, after: Grid, y: number): boolean[] {
  const from = y * after.width;
  const changed = Array.from({ length: after.width }, (_, x) => {
    const at = from + x;
    return before === null || before.characters[at] !== after.characters[at] || before.styles[at] !== after.styles[at];
  });
  for (let x = 1; x < after.width; x++) {
    const joined = after.characters[from + x] === "" || before?.characters[from + x] === "";
    if (joined && (changed[x] === true || changed[x - 1] === true)) changed[x] = changed[x - 1] = true;
  }
  return changed;
}

/** First cell of the blank end of a row. */
function blankFrom(grid: Grid, y: number): number {
  let end = grid.width;
  const from = y * grid.width;
  while (end > 0 && grid.characters[from + end - 1] === " " && grid.styles[from + end - 1] === PLAIN) end -= 1;
  return end;
}

class FrameWriter {
  readonly #parts: string[] = [];
  #style: Style | null = null;
  #at: { x: number; y: number } | null = null;

  moveTo(x: number, y: number): void {
    if (this.#at?.x === x && this.#at.y === y) return;
    if (this.#at?.y === y && x > this.#at.x) this.#parts.push(`${ESC}[${String(x - this.#at.x)}C`);
    else this.#parts.push(`${ESC}[${String(y + 1)};${String(x + 1)}H`);
    this.#at = { x, y };
  }

  cell(character: string, style: Style, width: number): void {
    this.#paint(style);
    this.#parts.push(character);
    if (this.#at !== null) this.#at = { ...this.#at, x: this.#at.x + width };
  }

  clearRest(): void {
    this.#paint(PLAIN);
    this.#parts.push(CLEAR_REST);
  }

  text(): string {
    if (this.#parts.length === 0) return "";
    const end = this.#style === null || this.#style === PLAIN ? "" : styleSequence(PLAIN);
    return `${BEGIN_FRAME}${this.#parts.join("")}${end}${END_FRAME}`;
  }

  #paint(style: Style): void {
    // Before the first cell the terminal writes plainly: every frame ends that way.
    if ((this.#style ?? PLAIN) !== style) this.#parts.push(styleSequence(style));
    this.#style = style;
  }
}

function nextChanged(changed: readonly boolean[], from: number, end: number): number {
  const found = changed.indexOf(true, from);
  return found === -1 || found >= end ? end : found;
}

function writeRow(writer: FrameWriter, after: Grid, y: number, changed: boolean[]): void {
  const blank = blankFrom(after, y);
  const lastChanged = changed.lastIndexOf(true);
  const clears = lastChanged >= blank && lastChanged - blank >= SHORT_GAP;
  const end = clears ? blank : lastChanged + 1;
  for (let x = nextChanged(changed, 0, end); x < end;) {
    writer.moveTo(x, y);
    let stop = x;
    while (stop < end && changed[stop] === true) stop = runEnd(changed, stop, end);
    for (; x < stop; x++) {
      const at = y * after.width + x;
      const character = after.characters[at] ?? " ";
      if (character === "") continue;
      const isWide = x + 1 < after.width && after.characters[at + 1] === "";
      writer.cell(character, after.styles[at] ?? PLAIN, isWide ? 2 : 1);
    }
    x = nextChanged(changed, stop, end);
  }
  if (!clears) return;
  writer.moveTo(blank, y);
  writer.clearRest();
}

/** End of a run of changes; a short gap within it belongs to it. */
function runEnd(changed: readonly boolean[], from: number, end: number): number {
  let stop = from;
  while (stop < end && changed[stop] === true) stop += 1;
  const next = nextChanged(changed, stop, end);
  return next < end && next - stop < SHORT_GAP ? next : stop;
}

/**
 * The bytes that turn one screen into another of the same size; empty where they are equal. `before` null: a blank screen
 * whose cells may hold anything. The cursor ends anywhere, the look is plain. Needs autowrap off.
 */
export function diffGrids(before: Grid | null, after: Grid): string {
  const writer = new FrameWriter();
  for (let y = 0; y < after.height; y++) {
    const changed = changedCells(before, after, y);
    if (changed.includes(true)) writeRow(writer, after, y, changed);
  }
  return writer.text();
}

/** The whole grid as lines with their looks: what goes into a pipe or a file. */
export function gridText(grid: Grid, colour: boolean): string {
  return Array.from({ length: grid.height }, (_, y) => {
    if (!colour) return grid.row(y);
    const parts: string[] = [];
    let current: Style = PLAIN;
    for (let x = 0; x < blankFrom(grid, y); x++) {
      const at = y * grid.width + x;
      const style = grid.styles[at] ?? PLAIN;
      if (style !== current) parts.push(styleSequence(style));
      current = style;
      parts.push(grid.characters[at] ?? " ");
    }
    if (current !== PLAIN) parts.push(styleSequence(PLAIN));
    return parts.join("");
  })
    .map((line) => `${line}\n`)
    .join("");
}
