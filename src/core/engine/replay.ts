import type { EventBody, JournalEvent, OutputEvent } from "../domain/event.js";
import { isConfiguring } from "../domain/configuring-event.js";
import { canonicalJson } from "../lib/canonical-json.js";
import { apply } from "./apply.js";
import { nextStep } from "./next-step.js";
import { createEngineState, type EngineContext, type EngineState } from "./state.js";

const OUTPUT_TYPES: ReadonlySet<string> = new Set<OutputEvent["type"]>([
  "cycle.decided",
  "order.intended",
  "order.submitted",
  "order.abandoned",
  "cancel.requested",
  "modify.requested",
  "intent.given_up",
  "exits.moved",
  "cause.raised",
  "cause.cleared",
]);

export interface ReplayDifference {
  readonly seq: number;
  readonly at: string;
  readonly journaled: EventBody | null;
  readonly decided: EventBody | null;
}

export interface ReplayResult {
  readonly cycles: number;
  readonly decisions: number;
  readonly equal: boolean;
  readonly firstDifference: ReplayDifference | null;
  readonly state: EngineState;
}

export interface ReplayRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The event without what the journal added. */
export function bodyOf(event: JournalEvent): EventBody {
  const { seq: _seq, at: _at, v: _v, mode: _mode, correlationId: _correlation, hash: _hash, ...body } = event;
  return body;
}

/**
 * As it reads back from the journal, with sorted keys: equal decisions have equal texts. Who clears a cause is told in a
 * sentence for people, which an older version may have worded otherwise: it decides nothing.
 */
function comparable(body: EventBody | null): string {
  if (body === null) return "null";
  const worded = body.type === "cause.raised" ? { ...body, cause: { ...body.cause, clears: "" } } : body;
  return canonicalJson(JSON.parse(JSON.stringify(worded)));
}

/**
 * Decides again what the journal says was decided: before every journaled decision `nextStep` must give the same
 * event, and before every input it must have nothing left to do.
 *
 * contextOf: the policies of an event that configures the session, which hold from there on.
 */
export function replay(
  events: Iterable<JournalEvent>,
  first: EngineContext,
  range: ReplayRange,
  contextOf?: (event: JournalEvent) => EngineContext,
): ReplayResult {
  let ctx = first;
  let state: EngineState | null = null;
  let decisions = 0;
  let cycles = 0;
  let firstDifference: ReplayDifference | null = null;
  for (const event of events) {
    state ??= createEngineState(event.mode);
    const body = bodyOf(event);
    if (isConfiguring(event) && contextOf !== undefined) ctx = contextOf(event);
    const inRange = event.atMs >= range.fromMs && event.atMs < range.toMs;
    const isOutput = OUTPUT_TYPES.has(event.type);
    if (inRange && firstDifference === null && !/^(?:session|config|operator|lease|interlock)\./.test(event.type)) {
      const decided = nextStep(state, ctx);
      if (isOutput) decisions += 1;
      if (event.type === "cycle.decided") cycles += 1;
      const journaled = isOutput ? body : null;
      if (comparable(decided) !== comparable(journaled)) {
        firstDifference = { seq: event.seq, at: event.at, journaled, decided };
      }
    }
    apply(state, body, ctx);
  }
  const last = state ?? createEngineState("paper");
  return { cycles, decisions, equal: firstDifference === null, firstDifference, state: last };
}
