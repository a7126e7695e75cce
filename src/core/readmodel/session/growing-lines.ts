import type { GrowingFiles } from "../../ports/growing-files.js";

const NEWLINE = 0x0a;
/** At most this much a reading; what is left comes with the next one. */
const MAX_BYTES = 32 * 1_024 * 1_024;

export interface NewLines {
  /** The file is another one than before (an executor that starts again rewrites it): forget what was read. */
  readonly restarted: boolean;
  readonly lines: readonly string[];
}

/** The whole lines of a file that grows, each told once. A last line without line break is still being written. */
export class GrowingLines {
  readonly #files: GrowingFiles;
  readonly #path: string;
  readonly #lastBytes: number | null;
  #identity: string | null = null;
  #offset = 0;

  /** lastBytes: begin this far from the end, at a whole line; null reads all. */
  constructor(files: GrowingFiles, path: string, lastBytes: number | null = null) {
    this.#files = files;
    this.#path = path;
    this.#lastBytes = lastBytes;
  }

  read(): NewLines {
    const stand = this.#files.stand(this.#path);
    const isSame = stand !== null && stand.identity === this.#identity && stand.length >= this.#offset;
    const restarted = !isSame && this.#identity !== null;
    if (stand === null) {
      this.#identity = null;
      return { restarted, lines: [] };
    }
    if (!isSame) this.#begin(stand.identity, stand.length);
    const bytes = this.#files.readRange(this.#path, this.#offset, Math.min(stand.length - this.#offset, MAX_BYTES));
    return { restarted, lines: this.#take(bytes, !isSame && this.#offset > 0) };
  }

  #begin(identity: string, length: number): void {
    this.#identity = identity;
    this.#offset = this.#lastBytes === null ? 0 : Math.max(0, length - this.#lastBytes);
  }

  /** isCut: the bytes begin within a line, which is left out. */
  #take(bytes: Uint8Array, isCut: boolean): readonly string[] {
    const end = bytes.lastIndexOf(NEWLINE);
    if (end === -1) return [];
    const start = isCut ? bytes.indexOf(NEWLINE) + 1 : 0;
    this.#offset += end + 1;
    const text = new TextDecoder().decode(bytes.subarray(start, end + 1));
    return text === "" ? [] : text.slice(0, -1).split("\n");
  }
}
