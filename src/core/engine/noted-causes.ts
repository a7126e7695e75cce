import type { ForeignPolicy } from "../domain/connection.js";
import type { EventBody } from "../domain/event.js";
import type { StateCause } from "../domain/trading-state.js";
import type { LedgerEffect } from "../ledger/apply.js";
import { flattenCode } from "../risk/causes.js";
import type { EngineState } from "./state.js";

/** What was noticed while folding and waits to become a latch; its code is the key. */
export type NotedCause = Pick<StateCause, "state" | "clears">;

interface Noted extends NotedCause {
  readonly code: string;
}

/** Remembers what nobody here decided, and what an operator said; forgets it once its latch is raised. */
export function noteCause(
  state: EngineState,
  event: EventBody,
  { effect, foreignPolicy }: { readonly effect: LedgerEffect; readonly foreignPolicy: ForeignPolicy },
): void {
  if (event.type === "cause.raised") {
    Reflect.deleteProperty(state.noted, event.cause.code);
    return;
  }
  if (event.type === "operator.resumed") {
    for (const code of event.codes) Reflect.deleteProperty(state.noted, code);
  }
  // Somebody else's trade on our account is expected where the policy says so.
  if (event.type === "order.filled" && foreignPolicy !== "halt") return;
  if (event.type === "account.changed" && foldMode(state, event)) return;
  const noted = causeOf(event, effect);
  if (noted !== null) state.noted[noted.code] = { state: noted.state, clears: noted.clears };
}

const RIGHT_MODES: readonly string[] = ["one-way", "single-asset"];

/** Keeps in mind which modes are wrong. Returns whether the event only set one right again, which nobody has to look at. */
function foldMode(state: EngineState, event: Extract<EventBody, { type: "account.changed" }>): boolean {
  if (event.what !== "position_mode" && event.what !== "asset_mode") return false;
  if (RIGHT_MODES.includes(event.detail)) {
    Reflect.deleteProperty(state.wrongModes, event.what);
    return true;
  }
  state.wrongModes[event.what] = changeText(event);
  return false;
}

/** `position mode of main: hedge` */
function changeText({ what, symbol, account, detail }: Extract<EventBody, { type: "account.changed" }>): string {
  return `${what.replaceAll("_", " ")} of ${symbol ?? account}: ${detail}`;
}

/** Who clears what an operator said, with the words that were given for it. */
function resumeAfter(reason: string): string {
  const said = reason === "" ? "" : ` (said "${reason}")`;
  return `an operator${said}: hedge resume --reason …`;
}

/** The venue acted on its own, or somebody beside us: the books follow it, and somebody has to look. */
function forced(story: string): Noted {
  return { code: "forced_event", state: "REDUCING", clears: `an operator, after looking at: ${story}` };
}

/** `sell 0.5 BTCUSDT, order web_abc` */
export function foreignOrderText(order: Extract<EventBody, { type: "order.foreign" }>): string {
  return `${order.side} ${order.qty ?? "all"} ${order.symbol}, order ${order.clientOrderId}`;
}

function causeOf(event: EventBody, { order }: LedgerEffect): Noted | null {
  switch (event.type) {
    case "position.liquidated":
      return forced(`${event.cause ?? "liquidation"} of ${event.qty} ${event.symbol} at ${event.price}`);
    case "order.filled":
      return order === null ? forced(`fill of the unknown order ${event.clientOrderId}`) : null;
    case "account.changed": {
      // The session goes by new grids and limits at once: a gate (changed-rules.ts), nothing for an operator.
      if (event.what === "rules") return null;
      return {
        code: "account_changed",
        state: "REDUCING",
        clears: `an operator, after looking at: ${changeText(event)}`,
      };
    }
    case "order.foreign": {
      if (event.policy !== "halt") return null;
      const what = foreignOrderText(event);
      return { code: "foreign_order", state: "REDUCING", clears: `an operator, once it is gone: ${what}` };
    }
    case "invariant.broken":
      // A bug ended the process before this one: nothing is traded on books that may be wrong.
      return { code: "broken_invariant", state: "HALTED", clears: `an operator, after reporting: ${event.message}` };
    case "operator.halted":
      if (event.strategy !== null) return null;
      return { code: "operator_halt", state: event.state, clears: resumeAfter(event.reason) };
    case "operator.flattened": {
      const state = event.symbol === null ? "HALTED" : "REDUCING";
      return { code: flattenCode(event.symbol), state, clears: resumeAfter(event.reason) };
    }
    default:
      return null;
  }
}

export function notedCauses({ atMs, noted }: EngineState): StateCause[] {
  return Object.entries(noted).map(([code, { state, clears }]) => ({
    code,
    kind: "latch",
    state,
    sinceMs: atMs,
    clears,
  }));
}
