import type { JournalEvent } from "../../domain/event.js";
import type { VetoRecord } from "../../domain/veto-record.js";
import type { Mode } from "../../domain/mode.js";
import { positionKey } from "../../domain/portfolio.js";
import type { Position } from "../../domain/position.js";
import { apply } from "../../engine/apply.js";
import { bodyOf } from "../../engine/replay.js";
import { createEngineState, type EngineState } from "../../engine/state.js";
import { symbolView } from "../../engine/view.js";
import { isoUtc } from "../../lib/time.js";
import { present } from "../../lib/invariant.js";
import { type ContextOf, heldAfter, type SessionOrigin } from "../whatif/session-books.js";
import { type ViolationLine, violationLine } from "../whatif/violation-text.js";
import { approvedSteps, type CycleEvent, type DecidedIntent, routeFacts, vetoedSteps } from "./decided-steps.js";
import { findRoot, type Root } from "./find-root.js";
import { type CycleDecision, type CycleOf, redecide } from "../whatif/cycle-decision.js";
import { metBy, refusalOf } from "./re-decide.js";
import { replayer, trialFacts } from "./replay.js";
import { type ChangeAnswer, type SmallestChange, smallestChanges } from "./smallest-change.js";
import type { Step } from "./step.js";
import { beginStory, closeStory, follow, heldBefore, isOver, type StoryStart } from "./story.js";
import { unknownId } from "./unknown-id.js";

/** `hedge risk explain --json`. */
export interface ExplainDocument {
  readonly schema: "hedge.explain/1";
  readonly mode: Mode;
  readonly id: string;
  /** position: an intent that opened one; intent: an approved one that did not. */
  readonly kind: "veto" | "order" | "intent" | "position";
  readonly chain: readonly Step[];
  readonly vetoes: readonly ViolationLine[];
  readonly smallestChange: readonly SmallestChange[];
  /** Why no single setting helps, where none does. */
  readonly reason?: string;
}

export interface ExplainInput {
  readonly id: string;
  readonly origin: SessionOrigin;
  /** The journal from its beginning, anew at each call. */
  readonly events: () => Iterable<JournalEvent>;
  readonly contextOf: ContextOf;
}

/**
 * The whole story of a veto, an order or a position: bar, signal, intent, judgement, route, fills, exits.
 *
 * Errors: Failure 2 for an id the journal does not know, with the nearest it does.
 */
export function explainId(input: ExplainInput): ExplainDocument {
  const { root, known } = findRoot(input.events(), input.id);
  if (root === null) throw unknownId(input.id, known);
  const events = input.events()[Symbol.iterator]();
  const before = foldBefore(events, input, root);
  const held = { ...input, origin: before.origin };
  return before.event.type === "cycle.decided"
    ? explainCycle(held, { ...before, event: before.event, root, events })
    : explainOrder(held, { ...before, root, events });
}

interface Before {
  /** The books as the decision saw them. */
  readonly state: EngineState;
  readonly event: JournalEvent;
  /** What held then. */
  readonly origin: SessionOrigin;
}

interface Told<Event extends JournalEvent> extends Before {
  readonly event: Event;
  readonly root: Root;
  readonly events: Iterator<JournalEvent>;
}

function foldBefore(events: Iterator<JournalEvent>, input: ExplainInput, root: Root): Before {
  let { origin } = input;
  const state = createEngineState(origin.start.mode);
  for (let next = events.next(); next.done !== true; next = events.next()) {
    if (next.value.seq === root.seq) return { state, origin, event: next.value };
    origin = heldAfter(origin, next.value);
    apply(state, bodyOf(next.value), origin.ctx);
  }
  return { state, origin, event: present<JournalEvent>(null, `event ${String(root.seq)}`) };
}

function explainCycle(input: ExplainInput, place: Told<CycleEvent>): ExplainDocument {
  const { state, event, root } = place;
  const { ctx } = input.origin;
  const veto = event.vetoes.find(({ intentId }) => intentId === root.intentId);
  const orders = event.orders.filter(({ intentId }) => intentId === root.intentId);
  const account = veto?.account ?? orders[0]?.request.account ?? "";
  const symbol = veto?.symbol ?? orders[0]?.request.symbol ?? "";
  const cycle = redecide(state, ctx);
  const decided = cycle(account);
  const intent = decided.decision.intents.find(({ id }) => id === root.intentId);
  const reasons = intent?.reasons ?? orders[0]?.reasons ?? [];
  const met = metBy(decided, root.intentId);
  const told = { bySizing: false, trial: null };
  const seen: DecidedIntent = { cycle: event, view: symbolView(state, symbol, ctx), reasons, ctx, met, ...told };
  if (veto !== undefined) return vetoDocument(input, { veto, seen, decided, cycle, state });
  const holding = heldBefore(positionIn(state, account, symbol));
  const steps = approvedSteps(seen, orders);
  return orderDocument(input, place, { intentId: root.intentId, account, symbol, holding, orders, steps });
}

function positionIn(state: EngineState, account: string, symbol: string): Position | undefined {
  return state.portfolio.positions[positionKey(account, symbol)];
}

interface Refused {
  readonly veto: VetoRecord;
  readonly seen: DecidedIntent;
  readonly decided: CycleDecision;
  readonly cycle: CycleOf;
  readonly state: EngineState;
}

const OTHERWISE: ChangeAnswer = {
  changes: [],
  reason: "This version decides that cycle otherwise: `hedge replay --assert` shows where.",
  replay: null,
};

function vetoDocument(input: ExplainInput, { veto, seen, decided, cycle, state }: Refused): ExplainDocument {
  const { id, origin, contextOf } = input;
  const refusal = refusalOf(decided, veto.intentId);
  const books = { ...origin, state, atEnd: false, cycle };
  const answer: ChangeAnswer =
    refusal === null
      ? OTHERWISE
      : smallestChanges({ refusal, config: origin.config, contextOf, replays: replayer(books) });
  const { symbol, strategy, side } = veto;
  // A record of an earlier version holds what was left in place of the smallest order: it is told as it was written.
  const bySizing = refusal !== null && refusal.veto.bySizing && refusal.veto.order.qty === veto.qty;
  const trial = answer.replay === null ? null : trialFacts(answer.replay, origin.ctx);
  const named = { symbol, strategy, side, causes: decided.book.causes, atMs: decided.book.atMs, bySizing };
  return {
    schema: "hedge.explain/1",
    mode: origin.start.mode,
    id,
    kind: "veto",
    chain: vetoedSteps({ ...seen, bySizing, trial }, veto),
    vetoes: veto.violations.map((violation) => violationLine(violation, named)),
    smallestChange: answer.changes,
    ...(answer.reason === null ? {} : { reason: answer.reason }),
  };
}

/** An order that no cycle decided and whose position is not known any more. */
function explainOrder(input: ExplainInput, told: Told<JournalEvent>): ExplainDocument {
  const { event, state, root } = told;
  const order = present(event.type === "order.intended" ? event.order : null, `order of event ${String(event.seq)}`);
  const { account, symbol } = order.request;
  const because = event.type === "order.intended" ? event.because : null;
  const steps: readonly Step[] = [{ step: "exit_order", at: isoUtc(event.atMs), data: routeFacts(order, because) }];
  const holding = heldBefore(positionIn(state, account, symbol));
  return orderDocument(input, told, { intentId: root.intentId, account, symbol, holding, orders: [order], steps });
}

function orderDocument(
  { id, origin }: ExplainInput,
  { events, root, event }: Told<JournalEvent>,
  start: StoryStart,
): ExplainDocument {
  const story = beginStory(start);
  let lastMs = event.atMs;
  for (let next = events.next(); next.done !== true; next = events.next()) {
    follow(story, next.value);
    lastMs = next.value.atMs;
    if (isOver(story, next.value)) break;
  }
  return {
    schema: "hedge.explain/1",
    mode: origin.start.mode,
    id,
    kind: root.found === "order" ? "order" : story.opened ? "position" : "intent",
    chain: closeStory(story, lastMs),
    vetoes: [],
    smallestChange: [],
    reason: "It was approved: there is nothing to change.",
  };
}
