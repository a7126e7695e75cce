import { systemClock, yieldToEventLoop } from "../adapters/system/clock.js";
import type { JournalEvent } from "../domain/event.js";
import { Executor } from "../engine/executor.js";
import { createEngineState, type EngineState } from "../engine/state.js";
import { TransientJournal } from "../journal/transient.js";
import { createPacer } from "./pacer.js";
import { openPaperMarket } from "./paper-market.js";
import type { SessionPlan } from "./session-plan.js";

interface RehearsalPorts {
  readonly onEvent: (event: JournalEvent, state: EngineState) => void;
  /** Share of the span that has passed, 0…1. */
  readonly onProgress: (share: number) => void;
  /** Wall time from a closed bar to everything that follows from it. */
  readonly onDecision?: (elapsedMs: number) => void;
  /** Ends the run early, as a signal ends a session; left out: it runs to its end. */
  readonly stop?: AbortSignal;
}

/**
 * Runs a paper session as the executor does, over recorded data and a simulated venue in virtual time, and leaves nothing
 * behind: no state directory, no lock, no journal. The same plan gives the same events.
 *
 * Returns the books at the end of the span.
 */
export async function rehearse(
  plan: SessionPlan,
  { onEvent, onProgress, onDecision, stop = new AbortController().signal }: RehearsalPorts,
): Promise<EngineState> {
  const { driver, broker } = await openPaperMarket(plan);
  const state = createEngineState("paper");
  const executor = new Executor({
    state,
    context: plan.context,
    journal: new TransientJournal("paper"),
    driver,
    broker,
    clock: systemClock,
    observer: {
      onEvent,
      onTurn: () => {
        onProgress(driver.progress() ?? 0);
      },
      onDecision: (elapsedMs) => onDecision?.(elapsedMs),
    },
    pace: createPacer({
      speed: null,
      fromMs: plan.fromMs,
      clock: systemClock,
      stop,
      yieldTurn: yieldToEventLoop,
      onIdle: () => undefined,
    }),
    stop,
    maxCycles: null,
  });
  executor.record(plan.start);
  await executor.run();
  return state;
}
