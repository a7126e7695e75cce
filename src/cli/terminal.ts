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
