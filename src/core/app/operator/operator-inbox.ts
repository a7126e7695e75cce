import type { InputEvent, JournalEvent } from "../../domain/event.js";
import type { EngineState } from "../../engine/state.js";
import type { Clock } from "../../lib/clock.js";
import type { ControlReply, ControlRequest } from "../../ports/control.js";
import { controlBooks, type Witnessed } from "./control-books.js";
import { judgeWord } from "./late-words.js";
import type { Deed, Refusal, Situation } from "./plan-deed.js";

interface Waiting {
  readonly request: ControlRequest;
  readonly untilMs: number;
  readonly resolve: (reply: ControlReply) => void;
}

interface Taken extends Waiting {
  readonly deed: Deed;
  /** The answer, where the deed is only the line of a refusal. */
  readonly refusal: Refusal | null;
  seq: number | null;
}

/** Operators are few: who asks more at once gets a refusal instead of a place in the queue. */
const MAX_WAITING = 32;

/**
 * What operators asked of a running executor. Each request waits until the executor is between two inputs, is judged
 * on the books of that instant, and is answered once its event is durable and all that follows from it is decided.
 */
export class OperatorInbox {
  readonly #waiting: Waiting[] = [];
  #taken: Taken | null = null;
  #closed = false;
  #wake: () => void = () => undefined;

  /** situation: the books as they stand whenever it is asked. wall: the clock that requests are timed by. */
  constructor(
    readonly situation: () => Situation,
    readonly wall: Pick<Clock, "nowMs">,
    /** What the process has seen beside its books. */
    readonly witnessed?: () => Witnessed,
  ) {}

  /** True while something waits to be taken. */
  get hasMail(): boolean {
    return this.#waiting.length > 0;
  }

  /** Called when something arrives, so that an executor that waits for the market need not wait for it. */
  onArrival(wake: () => void): void {
    this.#wake = wake;
  }

  /** A request and, once it is carried out, its reply. untilMs: wall time until which it may be taken. */
  hear(request: ControlRequest, untilMs: number): Promise<ControlReply> {
    if (this.#closed) return Promise.resolve({ kind: "closing" });
    if (this.#waiting.length >= MAX_WAITING) {
      const message = `${String(MAX_WAITING)} requests wait already`;
      return Promise.resolve({ kind: "refused", code: "busy", exitCode: 8, message });
    }
    return new Promise((resolve) => {
      this.#waiting.push({ request, untilMs, resolve });
      this.#wake();
    });
  }

  /** The next event for the executor, null when nothing waits. Requests without an event are answered on the way. */
  take(): InputEvent | null {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const situation = this.situation();
      const { deed, refusal } = judgeWord(next.request, { situation, isLate: this.wall.nowMs() > next.untilMs });
      if (deed.event !== null) {
        this.#taken = { ...next, deed, refusal, seq: null };
        return deed.event;
      }
      next.resolve(refusal ?? doneReply(deed, null, situation.state, this.witnessed?.()));
    }
    return null;
  }

  /** For the executor's observer: the first event after `take` is the one that was taken. */
  onEvent(event: JournalEvent): void {
    if (this.#taken !== null) this.#taken.seq ??= event.seq;
  }

  /** True when this turn was an operator's. */
  get isAnswering(): boolean {
    return this.#taken !== null;
  }

  /** For the executor's observer, when all that followed is decided and durable. */
  onTurn(state: EngineState): void {
    const taken = this.#taken;
    if (taken === null) return;
    this.#taken = null;
    taken.resolve(taken.refusal ?? doneReply(taken.deed, taken.seq, state, this.witnessed?.()));
  }

  /** Who still waits is told to ask again elsewhere. */
  close(): void {
    this.#closed = true;
    for (const { resolve } of [...this.#waiting.splice(0), ...(this.#taken === null ? [] : [this.#taken])]) {
      resolve({ kind: "closing" });
    }
    this.#taken = null;
  }
}

export function doneReply(
  { already, sinceMs, cleared }: Deed,
  seq: number | null,
  state: EngineState,
  witnessed?: Witnessed,
): ControlReply {
  // A copy: the books go on while the reply is on its way.
  return { kind: "done", seq, already, sinceMs, cleared, books: structuredClone(controlBooks(state, witnessed)) };
}
