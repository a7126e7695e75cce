/** What the place we print to can do. */
export interface Terminal {
  /** Columns a line may fill. */
  readonly width: number;
  /** ANSI colours may be used. */
  readonly colour: boolean;
  /** A person sits in front of it: progress bars and redrawing make sense. */
  readonly interactive: boolean;
}

interface TerminalFacts {
  /** `isTTY` of the stream; node leaves it undefined where there is none. */
  readonly isTty: boolean | undefined;
  readonly columns: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly noColorFlag: boolean;
}

const DEFAULT_WIDTH = 80;
const DEFAULT_HEIGHT = 24;
const MIN_WIDTH = 20;

const isSet = (value: string | undefined): boolean => value !== undefined && value !== "";

/** Honours NO_COLOR, CI, TERM=dumb and anything that is not a terminal. */
export function describeTerminal({ isTty, columns, env, noColorFlag }: TerminalFacts): Terminal {
  const interactive = isTty === true && !isSet(env["CI"]) && env["TERM"] !== "dumb";
  return {
    width: isTty === true && columns !== undefined && columns > 0 ? Math.max(MIN_WIDTH, columns) : DEFAULT_WIDTH,
    colour: interactive && !isSet(env["NO_COLOR"]) && !noColorFlag,
    interactive,
  };
}

/** Columns and lines of a frame: the terminal's, else what COLUMNS and LINES say, else 80 × 24. */
export function frameSize(
  { columns, rows }: { readonly columns: number | undefined; readonly rows: number | undefined },
  env: Readonly<Record<string, string | undefined>>,
): { readonly width: number; readonly height: number } {
  const said = (name: string): number | null => (/^[1-9]\d{0,3}$/.test(env[name] ?? "") ? Number(env[name]) : null);
  const width = columns !== undefined && columns > 0 ? columns : (said("COLUMNS") ?? DEFAULT_WIDTH);
  // The line below the frame is the prompt's.
  const height = rows !== undefined && rows > 0 ? rows - 1 : (said("LINES") ?? DEFAULT_HEIGHT);
  return { width: Math.max(MIN_WIDTH, width), height: Math.max(2, height) };
}

/** Whether the locale says that the terminal can't show more than ASCII; one that says nothing is taken for UTF-8. */
export function isAsciiLocale(env: Readonly<Record<string, string | undefined>>): boolean {
  const locale = [env["LC_ALL"], env["LC_CTYPE"], env["LANG"]].find((text) => isSet(text));
  return locale !== undefined && !/utf-?8/i.test(locale);
}
