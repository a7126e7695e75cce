import type { GrowingFiles } from "../../ports/growing-files.js";
import type { Result } from "../../lib/result.js";
import type { ReadFailure, StateReader } from "../read-state.js";

/**
 * A file that is replaced whole: read again only when another one stands there. A reading that fails leaves what was
 * known before, with the reason.
 */
export class WholeFile<T> {
  readonly #read: (state: StateReader) => Result<T, ReadFailure>;
  readonly #name: string;
  readonly #mayBeMissing: boolean;
  #identity: string | null = null;
  #known: T | null = null;
  #problem: string | null = null;

  constructor(name: string, read: (state: StateReader) => Result<T, ReadFailure>, mayBeMissing = false) {
    this.#name = name;
    this.#read = read;
    this.#mayBeMissing = mayBeMissing;
  }

  /** Null before the first good reading. */
  get known(): T | null {
    return this.#known;
  }

  get problem(): string | null {
    return this.#problem;
  }

  update(state: StateReader, growing: GrowingFiles): void {
    const stand = growing.stand(`${state.directory}/${this.#name}`);
    const identity = stand === null ? null : `${stand.identity}:${String(stand.length)}`;
    if (identity === this.#identity && identity !== null) return;
    if (identity === null && this.#mayBeMissing) return;
    const read = this.#read(state);
    this.#identity = identity;
    this.#problem = read.ok ? null : read.error.message;
    if (read.ok) this.#known = read.value;
  }
}
