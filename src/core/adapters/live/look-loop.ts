import type { Clock } from "../../lib/clock.js";

interface LookLoopOptions {
  readonly clock: Pick<Clock, "sleep">;
  /** Wall time between two looks at the venue. */
  readonly everyMs: number;
  /** Ends the loop; `soon` must follow it. */
  readonly closing: AbortSignal;
  /** False when the venue did not answer, or never stood still. */
  readonly look: () => Promise<boolean>;
}

/** Pause between two tries while the venue does not answer, and the shortest between two looks. */
const RETRY_MS = 2_000;
const SHORTEST_PAUSE_MS = 1_000;

/** When an account is looked at: every so often, and soon after somebody has asked for it. */
export class LookLoop {
  #isAsked = true;
  #wake: AbortController | null = null;

  constructor(readonly options: LookLoopOptions) {}

  soon(): void {
    this.#isAsked = true;
    this.#wake?.abort();
  }

  async run(): Promise<void> {
    const { clock, everyMs, closing, look } = this.options;
    let failures = 0;
    while (!closing.aborted) {
      this.#isAsked = false;
      const passed = await look();
      failures = passed ? 0 : failures + 1;
      // Who doesn't answer, or limits us, is left alone for longer each time, whoever asks for a look.
      const pauseMs = passed ? SHORTEST_PAUSE_MS : Math.min(everyMs, RETRY_MS * 2 ** (failures - 1));
      await clock.sleep(pauseMs, closing);
      if (!passed || this.#isWanted()) continue;
      this.#wake = new AbortController();
      await clock.sleep(everyMs, this.#wake.signal);
      this.#wake = null;
    }
  }

  /** Also once it is closed: nobody would wake it from a wait that begins then. */
  #isWanted(): boolean {
    return this.#isAsked || this.options.closing.aborted;
  }
}
