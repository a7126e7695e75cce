import { Grid } from "./grid.js";
import { lookOf, PLAIN, style, type Style } from "./style.js";

const ESC = String.fromCharCode(27);
const PART = new RegExp(`${ESC}\\[([0-9;]*)m|([^${ESC}]+)|${ESC}`, "g");

/** Ink's attributes and the sixteen colours; what is more is left out. */
function changed(current: Style, codes: readonly number[]): Style {
  let look = lookOf(current);
  for (const code of codes) {
    if (code === 0) look = lookOf(PLAIN);
    else if (code === 1) look = { ...look, bold: true };
    else if (code === 2) look = { ...look, dim: true };
    else if (code === 7) look = { ...look, inverse: true };
    else if (code === 22) look = { ...look, bold: false, dim: false };
    else if (code === 27) look = { ...look, inverse: false };
    else if (code >= 30 && code <= 37) look = { ...look, foreground: code - 30 };
    else if (code >= 90 && code <= 97) look = { ...look, foreground: code - 82 };
    else if (code === 39) {
      const { foreground: _foreground, ...rest } = look;
      look = rest;
    }
  }
  return style(look);
}

/** What Ink painted, as cells. */
export function parseFrame(frame: string, width: number, height: number): Grid {
  const grid = new Grid(width, height);
  frame
    .split("\n")
    .slice(0, height)
    .forEach((line, y) => {
      let x = 0;
      let current: Style = PLAIN;
      for (const [, codes, text] of line.matchAll(PART)) {
        if (codes !== undefined) current = changed(current, codes === "" ? [0] : codes.split(";").map(Number));
        else if (text !== undefined) x += grid.write(x, y, text, { style: current });
      }
    });
  return grid;
}
