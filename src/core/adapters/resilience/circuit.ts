import type { Clock } from "../../lib/clock.js";

/** `open`: too many failures in a row. `half_open`: one call may show whether it is over. */
export type CircuitState = "closed" | "open" | "half_open";

export interface CircuitOptions {
  readonly clock: Pick<Clock, "monotonicMs" | "sleep">;
  /** Failures in a row that open it. */
  readonly failures: number;
  /** From opening to the first new try. */
  readonly pauseMs: number;
  readonly closing: AbortSignal;
  readonly onChange: (from: CircuitState, to: CircuitState, reason: string) => void;
}

/** What a call tells about the way to the venue; `nothing` where it never left this machine. */
export type Verdict = "failed" | "answered" | "nothing";

/** A call that was let through. */
export interface Passage {
  done(verdict: Verdict, reason: string): void;
}

/** The state machine of one circuit. It never waits itself and never refuses what reduces risk. */
export class Circuit {
  #state: CircuitState = "closed";
  #failed = 0;
  #lastFailure = "";
  #isProbing = false;
  /** Counts the changes of state: what was sent before a change says nothing about the time after it. */
  #epoch = 0;
  #openUntilMs = 0;

  constructor(readonly options: CircuitOptions) {}

  get state(): CircuitState {
    return this.#state;
  }

  /** For calls that must go out in any state. `isEvidence`: whether their success proves that the others would pass. */
  pass(isEvidence: boolean): Passage {
    const epoch = this.#epoch;
    return { done: (verdict, reason) => this.#note({ epoch, isEvidence }, verdict, reason) };
  }

  /** For calls that may be refused: null while open, and for all but one while half open. */
  enter(): Passage | null {
    if (this.#state === "open" || this.#isProbing) return null;
    const isProbe = this.#state === "half_open";
    this.#isProbing = isProbe;
    const epoch = this.#epoch;
    return {
      done: (verdict, reason) => {
        if (isProbe && epoch === this.#epoch) this.#isProbing = false;
        this.#note({ epoch, isEvidence: true }, verdict, reason);
      },
    };
  }

  /** Time until a refused call is worth another try; 0 where that depends on the one that is out. */
  remainingMs(): number {
    return this.#state === "open" ? Math.max(0, this.#openUntilMs - this.options.clock.monotonicMs()) : 0;
  }

  describe(): string {
    if (this.#state === "half_open") return "half open, one request is trying whether the venue answers again";
    return `open after ${this.#failed} failures in a row, the last one: ${this.#lastFailure}`;
  }

  #note({ epoch, isEvidence }: Sent, verdict: Verdict, reason: string): void {
    if (epoch !== this.#epoch || verdict === "nothing" || this.#state === "open") return;
    if (verdict === "failed") this.#fail(reason);
    else if (this.#state === "closed") this.#failed = 0;
    else if (isEvidence) {
      this.#failed = 0;
      this.#change("closed", "the venue answers again");
    }
  }

  #fail(reason: string): void {
    this.#failed += 1;
    this.#lastFailure = reason;
    if (this.#state === "half_open" || this.#failed >= this.options.failures) this.#open(reason);
  }

  #open(reason: string): void {
    const { clock, pauseMs, closing } = this.options;
    this.#openUntilMs = clock.monotonicMs() + pauseMs;
    this.#change("open", reason);
    const epoch = this.#epoch;
    // By itself: whoever stops trading on an open circuit would otherwise never make the call that ends the pause.
    void clock.sleep(pauseMs, closing).then(() => {
      if (epoch === this.#epoch && !closing.aborted) this.#change("half_open", `${pauseMs} ms are over`);
    });
  }

  #change(to: CircuitState, reason: string): void {
    const from = this.#state;
    this.#state = to;
    this.#epoch += 1;
    this.#isProbing = false;
    this.options.onChange(from, to, reason);
  }
}

interface Sent {
  readonly epoch: number;
  readonly isEvidence: boolean;
}
