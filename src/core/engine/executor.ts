import type { EventBody, InputEvent, JournalEvent } from "../domain/event.js";
import { isFinal } from "../domain/order.js";
import type { Clock } from "../lib/clock.js";
import { invariant, present } from "../lib/invariant.js";
import type { Broker } from "../ports/broker.js";
import type { Journal } from "../ports/journal.js";
import type { SessionDriver } from "../ports/session-driver.js";
import { apply } from "./apply.js";
import { correlationId } from "./correlation.js";
import { nextDeadlineMs } from "./deadlines.js";
import { HeldBroker } from "./held-broker.js";
import { nextStep } from "./next-step.js";
import type { EngineContext, EngineState } from "./state.js";

/** Somebody who follows the session; may not change it. */
export interface ExecutorObserver {
  onEvent(event: JournalEvent, state: EngineState): void;
  /** After each input and all that followed from it. */
  onTurn(state: EngineState): void;
  /** Wall time that one bar's decisions took, without waiting. */
  onDecision(elapsedMs: number): void;
}

type Reloaded = Extract<EventBody, { readonly type: "config.reloaded" }>;

export interface ExecutorDeps {
  readonly state: EngineState;
  /** Policies that hold at first. */
  readonly context: EngineContext;
  /** Those that hold once the files were read again. */
  readonly contextOf?: (event: Reloaded) => EngineContext;
  readonly journal: Journal;
  readonly driver: SessionDriver;
  readonly broker: Broker;
  /** Decides in front of the broker what may pass: the production interlock. */
  readonly guard?: (broker: Broker) => Broker;
  readonly clock: Pick<Clock, "monotonicMs">;
  readonly observer: ExecutorObserver;
  /** Waits until the session may see this instant (`--speed`) and lets signals in; a stop ends the wait. */
  readonly pace: (atMs: number) => Promise<void>;
  readonly stop: AbortSignal;
  /** What operators said since the last look, oldest first; taken between two inputs. */
  readonly inbox?: () => InputEvent | null;
  /** Cycles after which to pause; null for all. */
  readonly maxCycles: number | null;
  /** The venue goes on without us: a pause withdraws entries and waits for answers as a stop does. */
  readonly venueGoesOn?: boolean;
  /** Reads once more what the venue has booked, before a stop; what it says comes through the driver. */
  readonly lastLook?: () => Promise<void>;
}

export type ExecutorOutcome = "end_of_data" | "stopped" | "cycles_done";

/** More decisions than this on one input can only be a loop that feeds itself. */
const MAX_STEPS_PER_INPUT = 10_000;

/** How long a graceful stop waits for the venue, in market time, and for how many inputs at most. */
const STOP_WAIT_MS = 5_000;
const MAX_STOP_INPUTS = 1_000;

/**
 * The trading loop: one input, all decisions that follow from it, the next input. The only caller of a broker.
 * Every event is journaled, then folded, then performed; the sends of an input wait until the journal is durable.
 */
export class Executor {
  readonly #deps: ExecutorDeps;
  readonly #held: HeldBroker;
  readonly #broker: Broker;
  #context: EngineContext;

  constructor(deps: ExecutorDeps) {
    this.#deps = deps;
    this.#context = deps.context;
    this.#held = new HeldBroker(deps.broker);
    this.#broker = deps.guard?.(this.#held) ?? this.#held;
  }

  async run(): Promise<ExecutorOutcome> {
    const { state, driver, maxCycles, stop, pace } = this.#deps;
    const lastCycle = maxCycles === null ? Infinity : state.cycle + maxCycles;
    await this.#decide();
    while (!isAborted(stop)) {
      if (state.cycle >= lastCycle) {
        if (this.#deps.venueGoesOn === true) await this.#stop(null, "the cycles asked for are done");
        return "cycles_done";
      }
      await this.#hearOperators();
      const deadlineMs = nextDeadlineMs(state, this.#context);
      // Drawn only when its time has come: a simulated venue ahead of us would get too late what a stop sends.
      await pace(driver.dueMs(deadlineMs) ?? state.atMs);
      if (isAborted(stop)) break;
      const input = await driver.next(deadlineMs);
      if (input === null) {
        this.record({ type: "session.ended", atMs: state.atMs, reason: "end_of_data" });
        await this.#deps.journal.commit();
        return "end_of_data";
      }
      if (isAborted(stop)) {
        // What a live venue said while we waited for it must not be lost.
        await this.#stop(input);
        return "stopped";
      }
      await this.#handle(input);
    }
    await this.#stop(null);
    return "stopped";
  }

  /**
   * The stop is in the books before anything else, so that no entry follows the signal. Then the venue's answers are
   * awaited for a while: entries on their way are withdrawn, or filled and protected.
   */
  async #stop(drawn: InputEvent | null, reason = reasonOf(this.#deps.stop)): Promise<void> {
    const { state, driver } = this.#deps;
    const context = this.#context;
    // A simulated venue stands at the same point whenever the signal comes, so that a replay can follow.
    driver.dueMs(null);
    await this.#handle({ type: "stop.requested", atMs: state.atMs, reason });
    if (drawn !== null) await this.#handle(drawn);
    const untilMs = state.atMs + STOP_WAIT_MS * context.timeScale;
    const { venueGoesOn = false, lastLook } = this.#deps;
    for (let inputs = 0; inputs < MAX_STOP_INPUTS && awaitsAnswers(state); inputs++) {
      const deadlineMs = Math.min(nextDeadlineMs(state, context) ?? untilMs, untilMs);
      const input = await driver.next(deadlineMs);
      // Recorded data comes again after the restart; what a live venue said never does.
      if (input === null || (input.atMs > untilMs && !venueGoesOn)) break;
      await this.#handle(input);
      if (input.atMs >= untilMs) break;
    }
    await lastLook?.();
    if (venueGoesOn) await this.#workOff();
  }

  /** Takes what waits in the driver, until it has only the time to tell. */
  async #workOff(): Promise<void> {
    const { driver, state } = this.#deps;
    for (let inputs = 0; inputs < MAX_STOP_INPUTS; inputs++) {
      const input = await driver.next(state.atMs);
      if (input === null || input.type === "clock.advanced") return;
      await this.#handle(input);
    }
  }

  async #hearOperators(): Promise<void> {
    const { inbox } = this.#deps;
    for (let said = inbox?.() ?? null; said !== null; said = inbox?.() ?? null) await this.#handle(said);
  }

  /** Journals and folds one event. */
  record(body: EventBody): JournalEvent {
    const { journal, state, contextOf, observer } = this.#deps;
    const event = journal.append(body, correlationId(body, state));
    if (contextOf !== undefined && body.type === "config.reloaded") this.#context = contextOf(body);
    apply(state, body, this.#context);
    observer.onEvent(event, state);
    return event;
  }

  /** Writes down that the code broke its own promise; the next start latches on it. Not folded: the state is suspect. */
  async noteBug(message: string): Promise<void> {
    const { journal, state } = this.#deps;
    journal.append({ type: "invariant.broken", atMs: state.atMs, message }, "session");
    await journal.commit();
  }

  /** Entries that still rest are withdrawn; used when the journal can no longer take a line. */
  cancelRestingEntries(): void {
    const { state, broker } = this.#deps;
    this.#held.discard();
    for (const order of Object.values(state.portfolio.orders)) {
      const resting = order.purpose === "open" && order.submittedAtMs !== null && !isFinal(order.status);
      if (resting) broker.cancel(order.request.clientOrderId, order.request.symbol, state.atMs);
    }
  }

  async #handle(input: InputEvent): Promise<void> {
    const { clock, observer, state } = this.#deps;
    const startMs = clock.monotonicMs();
    this.record(input);
    await this.#decide();
    if (input.type === "market.bars" && !input.warmup) observer.onDecision(clock.monotonicMs() - startMs);
    observer.onTurn(state);
  }

  async #decide(): Promise<void> {
    const { state, journal } = this.#deps;
    const context = this.#context;
    let steps = 0;
    for (let step = nextStep(state, context); step !== null; step = nextStep(state, context)) {
      steps += 1;
      invariant(steps <= MAX_STEPS_PER_INPUT, `${String(steps)} decisions on one input, the last ${step.type}`);
      this.record(step);
      this.#perform(step);
    }
    await journal.commit();
    this.#held.release();
  }

  #perform(event: EventBody): void {
    const { state } = this.#deps;
    if (event.type === "modify.requested") this.#broker.modify(event.change, event.atMs);
    if (event.type !== "order.submitted" && event.type !== "cancel.requested") return;
    const order = present(state.portfolio.orders[event.clientOrderId], `order ${event.clientOrderId}`);
    if (event.type === "order.submitted") this.#broker.place(order.request, event.atMs);
    else this.#broker.cancel(order.request.clientOrderId, order.request.symbol, event.atMs);
  }
}

/** Something at the venue may still change what we hold without its stop: an entry, or an order not yet answered. */
function awaitsAnswers({ portfolio }: EngineState): boolean {
  return Object.values(portfolio.orders).some(
    ({ status, purpose, submittedAtMs }) =>
      !isFinal(status) && submittedAtMs !== null && (purpose === "open" || status === "submitted"),
  );
}

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** Why a session is to stop: as whoever asks has it, else a signal. */
function reasonOf({ reason }: AbortSignal): string {
  return typeof reason === "string" ? reason : "signal";
}
