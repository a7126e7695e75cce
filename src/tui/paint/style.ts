/**
 * How a cell looks, as one number: foreground and background as palette index + 1 (0 is the terminal's own), then attributes.
 * Equal looks are equal numbers, so that two grids can be compared fast.
 */
export type Style = number;

export const PLAIN: Style = 0;

const FOREGROUND_BITS = 9;
const COLOUR_MASK = 0x1ff;
const BOLD = 1 << 18;
const DIM = 1 << 19;
const INVERSE = 1 << 20;

interface Look {
  /** Palette index 0 … 255; the first 16 are the user's own theme. */
  readonly foreground?: number;
  readonly background?: number;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly inverse?: boolean;
}

export function style(look: Look): Style {
  const foreground = look.foreground === undefined ? 0 : look.foreground + 1;
  const background = look.background === undefined ? 0 : look.background + 1;
  return (
    foreground |
    (background << FOREGROUND_BITS) |
    (look.bold === true ? BOLD : 0) |
    (look.dim === true ? DIM : 0) |
    (look.inverse === true ? INVERSE : 0)
  );
}

/** The same with attributes of another on top. */
export function mixed(base: Style, extra: Style): Style {
  const foreground = (extra & COLOUR_MASK) === 0 ? base & COLOUR_MASK : extra & COLOUR_MASK;
  const shifted = COLOUR_MASK << FOREGROUND_BITS;
  const background = (extra & shifted) === 0 ? base & shifted : extra & shifted;
  return foreground | background | ((base | extra) & (BOLD | DIM | INVERSE));
}

export function lookOf(value: Style): Look {
  const foreground = (value & COLOUR_MASK) - 1;
  const background = ((value >> FOREGROUND_BITS) & COLOUR_MASK) - 1;
  return {
    ...(foreground >= 0 ? { foreground } : {}),
    ...(background >= 0 ? { background } : {}),
    bold: (value & BOLD) !== 0,
    dim: (value & DIM) !== 0,
    inverse: (value & INVERSE) !== 0,
  };
}

function colourCode(index: number, base: 30 | 40): string {
  if (index < 8) return String(base + index);
  if (index < 16) return String(base + 60 + index - 8);
  return `${String(base + 8)};5;${String(index)}`;
}

/** The sequence that makes the terminal write in this look, whatever it wrote in before. */
export function styleSequence(value: Style): string {
  const { foreground, background, bold, dim, inverse } = lookOf(value);
  const codes = ["0"];
  if (bold === true) codes.push("1");
  if (dim === true) codes.push("2");
  if (inverse === true) codes.push("7");
  if (foreground !== undefined) codes.push(colourCode(foreground, 30));
  if (background !== undefined) codes.push(colourCode(background, 40));
  return `${String.fromCharCode(27)}[${codes.join(";")}m`;
}
