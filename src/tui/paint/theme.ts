import { PLAIN, type Style, style } from "./style.js";

/** What a look says. Colour is never the only carrier: a sign, a mark or a word says the same. */
export type Tone =
  | "plain"
  | "dim"
  | "strong"
  | "title"
  | "up"
  | "down"
  | "warn"
  | "bad"
  /** A row under the cursor. */
  | "selected"
  /** Figures that count for nothing any more. */
  | "void";

export const THEME_NAMES = ["default", "classic", "mono"] as const;
export type ThemeName = (typeof THEME_NAMES)[number];

/** Signs a screen is drawn with. */
interface Signs {
  readonly unicode: boolean;
  readonly horizontal: string;
  readonly vertical: string;
  readonly up: string;
  readonly down: string;
  readonly full: string;
  readonly empty: string;
  readonly ellipsis: string;
  readonly cursor: string;
}

export interface Theme {
  readonly styles: Readonly<Record<Tone, Style>>;
  readonly signs: Signs;
  /** Background of a correlation, -1 … 1; the number is printed on it. */
  readonly heat: (value: number) => Style;
}

const UNICODE: Signs = {
  unicode: true,
  horizontal: "─",
  vertical: "│",
  up: "▲",
  down: "▼",
  full: "█",
  empty: "░",
  ellipsis: "…",
  cursor: "›",
};
const ASCII: Signs = {
  unicode: false,
  horizontal: "-",
  vertical: "|",
  up: "^",
  down: "v",
  full: "#",
  empty: ".",
  ellipsis: "~",
  cursor: ">",
};

const MONO: Theme["styles"] = {
  plain: PLAIN,
  dim: style({ dim: true }),
  strong: style({ bold: true }),
  title: style({ bold: true }),
  up: PLAIN,
  down: PLAIN,
  warn: style({ bold: true }),
  bad: style({ bold: true }),
  selected: style({ inverse: true }),
  void: style({ inverse: true }),
};

// Of the user's own 16 colours: blue against orange is told apart by colour-blind people, red against green is not.
const DEFAULT: Theme["styles"] = {
  ...MONO,
  title: style({ foreground: 6, bold: true }),
  up: style({ foreground: 12 }),
  down: style({ foreground: 3 }),
  warn: style({ foreground: 11 }),
  bad: style({ foreground: 11, bold: true }),
};
const CLASSIC: Theme["styles"] = {
  ...MONO,
  title: style({ foreground: 4, bold: true }),
  up: style({ foreground: 2 }),
  down: style({ foreground: 1 }),
  warn: style({ foreground: 3 }),
  bad: style({ foreground: 1, bold: true }),
};

/** From the 256 colours: steps of blue (together) and of orange (against each other). */
const TOGETHER = [17, 18, 24, 25, 31] as const;
const AGAINST = [52, 94, 130, 166, 172] as const;

function heat(value: number): Style {
  const steps = value >= 0 ? TOGETHER : AGAINST;
  const index = Math.min(steps.length - 1, Math.floor(Math.abs(value) * steps.length));
  return style({ background: steps[index] ?? 17, foreground: 15 });
}

/** colour: false leaves bold, dim and inverse only. */
export function createTheme(name: ThemeName, { colour, ascii }: { colour: boolean; ascii: boolean }): Theme {
  const signs = ascii ? ASCII : UNICODE;
  if (!colour || name === "mono") return { styles: MONO, signs, heat: () => PLAIN };
  return { styles: name === "classic" ? CLASSIC : DEFAULT, signs, heat };
}
