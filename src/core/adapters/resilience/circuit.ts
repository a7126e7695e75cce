import type { CircuitState } from "../../domain/connection.js";
import type { Clock } from "../../lib/clock.js";

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
export type Verdict = "failed" | "answered" | "nothing" | "banned";

/** A call that was let through. */
export interface Passage {
  /** awayMs: how long the venue wants to hear nothing of us. */
  done(verdict: Verdict, reason: string, awayMs?: number): void;
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
    return { done: (verdict, reason, awayMs = 0) => this.#note({ epoch, isEvidence, awayMs }, verdict, reason) };
  }

  /** For calls that may be refused: null while open, and for all but one while half open. */
  enter(): Passage | null {
    if (this.#state === "open" || this.#isProbing) return null;
    const isProbe = this.#state === "half_open";
    this.#isProbing = isProbe;
    const epoch = this.#epoch;
    return {
      done: (verdict, reason, awayMs = 0) => {
        if (isProbe && epoch === this.#epoch) this.#isProbing = false;
        this.#note({ epoch, isEvidence: true, awayMs }, verdict, reason);
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

  #note({ epoch, isEvidence, awayMs }: Sent, verdict: Verdict, reason: string): void {
    if (epoch !== this.#epoch || verdict === "nothing" || this.#state === "open") return;
    if (verdict === "failed" || verdict === "banned") this.#fail(reason, verdict === "banned" ? awayMs : null);
    else if (this.#state === "closed") this.#failed = 0;
    else if (isEvidence) {
      this.#failed = 0;
      this.#change("closed", "the venue answers again");
    }
  }

  /** banMs: a venue that shuts us out has said so for all calls; null for one failure of several. */
  #fail(reason: string, banMs: number | null): void {
    this.#failed += 1;
    this.#lastFailure = reason;
    const opens = banMs !== null || this.#state === "half_open" || this.#failed >= this.options.failures;
    if (opens) this.#open(reason, Math.max(this.options.pauseMs, banMs ?? 0));
  }

  #open(reason: string, pauseMs: number): void {
    const { clock, closing } = this.options;
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
  readonly awayMs: number;
}
