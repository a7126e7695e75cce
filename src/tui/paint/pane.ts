import { cutText, visibleWidth } from "../../core/lib/text.js";
import type { Grid } from "./grid.js";
import { mixed } from "./style.js";
import type { Theme, Tone } from "./theme.js";

/** A text and how it looks. */
export interface Span {
  readonly text: string;
  readonly tone?: Tone | undefined;
}

/** A rectangle of a grid that knows its theme; nothing drawn in it leaves it. */
export class Pane {
  constructor(
    readonly grid: Grid,
    readonly theme: Theme,
    readonly area: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  ) {}

  static over(grid: Grid, theme: Theme): Pane {
    return new Pane(grid, theme, { x: 0, y: 0, width: grid.width, height: grid.height });
  }

  get width(): number {
    return this.area.width;
  }

  get height(): number {
    return this.area.height;
  }

  /** A part of it, cut to what is there. */
  part(x: number, y: number, width = Infinity, height = Infinity): Pane {
    const left = Math.min(Math.max(0, x), this.width);
    const top = Math.min(Math.max(0, y), this.height);
    return new Pane(this.grid, this.theme, {
      x: this.area.x + left,
      y: this.area.y + top,
      width: Math.max(0, Math.min(width, this.width - left)),
      height: Math.max(0, Math.min(height, this.height - top)),
    });
  }

  /** Writes from a column on; a text that does not fit is cut with a sign that says so. Returns the columns taken. */
  write(x: number, y: number, text: string, tone: Tone = "plain"): number {
    if (y < 0 || y >= this.height || x < 0 || x >= this.width) return 0;
    const room = this.width - x;
    const fitting = this.#cut(text, room);
    return this.grid.write(this.area.x + x, this.area.y + y, fitting, { style: this.theme.styles[tone], room });
  }

  /** Ends at the right edge, or before `end`. */
  writeRight(y: number, text: string, tone: Tone = "plain", end = this.width): void {
    const fitting = this.#cut(text, end);
    this.write(end - visibleWidth(fitting), y, fitting, tone);
  }

  /** Spans one after another. */
  line(y: number, spans: readonly Span[], x = 0): number {
    let column = x;
    for (const { text, tone } of spans) column += this.write(column, y, text, tone ?? "plain");
    return column;
  }

  /** Shows a row as one under the cursor. */
  select(y: number, x = 0, width = this.width): void {
    if (y < 0 || y >= this.height) return;
    const selected = this.theme.styles.selected;
    this.grid.restyle(this.area.x + x, this.area.y + y, Math.min(width, this.width - x), (style) =>
      mixed(style, selected),
    );
  }

  #cut(text: string, room: number): string {
    const fitting = visibleWidth(text) <= room ? text : cutText(text, room);
    const { ellipsis, unicode } = this.theme.signs;
    return unicode ? fitting : fitting.replaceAll("…", ellipsis).replace(/[^ -~]/gu, "?");
  }
}
