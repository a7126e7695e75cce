import type { InputEvent } from "../../domain/event.js";

/** A journaled input is not what the recorded data and the simulated venue produce: other code, data or journal. */
export class DivergenceError extends Error {
  override readonly name = "DivergenceError";

  constructor(
    readonly seq: number,
    readonly journaled: InputEvent,
    readonly produced: InputEvent | null,
  ) {
    const told = produced === null ? "the end of the data" : `${produced.type} at ${produced.atMs}`;
    super(`journal line ${seq} says ${journaled.type} at ${journaled.atMs}, this session produces ${told}`);
  }
}
