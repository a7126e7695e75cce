import { cleanText, widthOfCharacter } from "../../core/lib/text.js";
import { type Style, PLAIN } from "./style.js";

const BLANK = " ";
const ASCII = /^[ -~]*$/;

/**
 * Cells of a screen. A wide character stands in its first cell, the second one is empty. Nothing but printable characters
 * gets in: this is the only way from a text to the terminal, and it takes out whatever could move a cursor.
 */
export class Grid {
  readonly characters: string[];
  readonly styles: Uint32Array;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.characters = new Array<string>(width * height).fill(BLANK);
    this.styles = new Uint32Array(width * height);
  }

  /** Writes a text; what is beyond `room` columns or the edge is left out. Returns the columns it took. */
  write(x: number, y: number, text: string, look: { readonly style?: Style; readonly room?: number } = {}): number {
    if (y < 0 || y >= this.height || x < 0) return 0;
    const end = Math.min(this.width, x + (look.room ?? Infinity));
    const paint = look.style ?? PLAIN;
    const clean = ASCII.test(text) ? text : cleanText(text);
    let column = x;
    for (const character of clean) {
      const width = widthOfCharacter(character);
      if (width === 0) continue;
      if (column + width > end) break;
      this.#set(column, y, character, paint);
      if (width === 2) this.#set(column + 1, y, "", paint);
      column += width;
    }
    return column - x;
  }

  /** Puts another grid's cells into this one; what does not fit is left out. */
  blit(source: Grid, left: number, top: number): void {
    for (let y = 0; y < source.height; y++) {
      for (let x = 0; x < source.width; x++) {
        const at = y * source.width + x;
        this.#set(left + x, top + y, source.characters[at] ?? BLANK, source.styles[at] ?? PLAIN);
      }
    }
  }

  /** Changes the look of a row of cells, not what stands in them. */
  restyle(x: number, y: number, length: number, change: (style: Style) => Style): void {
    if (y < 0 || y >= this.height) return;
    for (let column = Math.max(0, x); column < Math.min(this.width, x + length); column++) {
      const at = y * this.width + column;
      this.styles[at] = change(this.styles[at] ?? PLAIN);
    }
  }

  /** A row as text, blanks at its end left out. */
  row(y: number): string {
    return this.characters
      .slice(y * this.width, (y + 1) * this.width)
      .join("")
      .trimEnd();
  }

  rows(): readonly string[] {
    return Array.from({ length: this.height }, (_, y) => this.row(y));
  }

  #set(x: number, y: number, character: string, paint: Style): void {
    if (x < 0 || x >= this.width || y < 0 || y >= this.height) return;
    const at = y * this.width + x;
    this.#mend(at, x);
    this.characters[at] = character;
    this.styles[at] = paint;
  }

  /** Half of a wide character is none: the other half becomes blank. */
  #mend(at: number, x: number): void {
    if (this.characters[at] === "" && x > 0) this.characters[at - 1] = BLANK;
    if (x + 1 < this.width && this.characters[at + 1] === "") this.characters[at + 1] = BLANK;
  }
}
