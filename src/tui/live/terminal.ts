const ESC = String.fromCharCode(27);
/** Alternate screen, no wrapping at the right edge, no cursor. */
const ENTER = `${ESC}[?1049h${ESC}[?7l${ESC}[?25l${ESC}[0m${ESC}[2J`;
const LEAVE = `${ESC}[0m${ESC}[?25h${ESC}[?7h${ESC}[?1049l`;
const CLEAR = `${ESC}[0m${ESC}[2J`;
const BELL = String.fromCharCode(7);

export interface TerminalOutput {
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): boolean;
  once(event: "drain", listener: () => void): unknown;
}

/** The terminal while it is ours: entered once, left once, however the process ends. */
export class OwnTerminal {
  readonly #output: TerminalOutput;
  #isEntered = false;
  /** The line is slower than we are: frames are left out, never queued. */
  #isFull = false;
  bytes = 0;

  constructor(output: TerminalOutput) {
    this.#output = output;
  }

  get width(): number {
    return Math.max(1, this.#output.columns ?? 80);
  }

  get height(): number {
    return Math.max(1, this.#output.rows ?? 24);
  }

  enter(): void {
    if (this.#isEntered) return;
    this.#isEntered = true;
    this.#write(ENTER);
  }

  leave(): void {
    if (!this.#isEntered) return;
    this.#isEntered = false;
    this.#write(LEAVE);
  }

  clear(): void {
    this.#write(CLEAR);
  }

  /** Whether a frame may be written now. */
  get isReady(): boolean {
    return this.#isEntered && !this.#isFull;
  }

  frame(bytes: string): void {
    if (bytes !== "") this.#write(bytes);
  }

  /** Asks the terminal to put a text on the clipboard (OSC 52); one that does not know how ignores it. */
  copy(text: string): void {
    this.#write(`${ESC}]52;c;${Buffer.from(text, "utf8").toString("base64")}${BELL}`);
  }

  #write(text: string): void {
    this.bytes += Buffer.byteLength(text);
    if (this.#output.write(text)) return;
    this.#isFull = true;
    this.#output.once("drain", () => {
      this.#isFull = false;
    });
  }
}
