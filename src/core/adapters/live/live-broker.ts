import type { OrderRequest } from "../../domain/order.js";
import { ok } from "../../lib/result.js";
import type { Broker } from "../../ports/broker.js";
import type { VenueRefusal } from "../../ports/venue-gateway.js";
import { changeOrder } from "./change-order.js";
import type { KnownOrder } from "./known-orders.js";
import type { Background, LiveContext } from "./live-context.js";
import { cancelOrder } from "./cancel-order.js";
import { OrderDeparture } from "./order-departure.js";
import { resolveOrder, settleFound } from "./resolve-order.js";

interface LiveBrokerOptions {
  readonly context: LiveContext;
  readonly background: Background;
  /** What we believe of the venue may be wrong: read it again soon. */
  readonly lookAgain: (reason: string) => void;
  /** The venue refused what its rules, as we know them, allow. Resolves once they have been read again, or soon. */
  readonly readRules: () => Promise<void>;
  /** The venue said that a person has to look. */
  readonly onHalt: (refusal: VenueRefusal) => void;
}

/** The venue's numbers for what we refuse in its place: nothing was sent. */
const FOREIGN_ACCOUNT = { code: -1109, reason: "Invalid account: this session trades on another one." } as const;
const NOT_OPEN = { code: -2011, reason: "Unknown order: none of this session's open orders has this id." } as const;
const NOT_THERE = { code: -2013, reason: NOT_OPEN.reason } as const;
const NO_LIMIT = { code: -5025, reason: "Only limit orders can be changed." } as const;
const CHANGING = { code: -5043, reason: "A change of this order is on its way." } as const;

/** A broker over a venue gateway: sends at once, and tells what came of it through the session's queue. */
export function createLiveBroker(options: LiveBrokerOptions): Broker {
  const { context, background } = options;
  const { gateway, orders, clock, words } = context;
  return {
    capabilities: gateway.capabilities,
    place: (request, atMs) => {
      if (request.account !== context.account) {
        // This gateway's keys belong to one account: an order for another must not trade on it.
        const { clientOrderId } = request;
        context.tell({ type: "order.rejected", atMs, clientOrderId, ...FOREIGN_ACCOUNT });
        return;
      }
      const order = orders.add(request, "sent", clock.monotonicMs());
      background(() => send(options, order, request));
    },
    cancel: (clientOrderId, _symbol, atMs) => {
      const order = orders.get(clientOrderId);
      if (order === undefined || order.stage === "ended") {
        // Whoever asked waits for an answer, and nothing at the venue would give one.
        context.tell({ type: "cancel.rejected", atMs, clientOrderId, ...NOT_OPEN });
        return;
      }
      order.withdrawn.abort();
      // Waiting for its turn or between two tries, and called back: there is nothing at the venue to cancel.
      if (order.stage === "sent" && order.departure?.isOut === false) {
        words.withdrawn(order, atMs);
        return;
      }
      if (order.canceling) return;
      order.canceling = true;
      background(() => cancelOrder(options, order));
    },
    modify: (change, atMs) => {
      const { clientOrderId } = change;
      const order = orders.get(clientOrderId);
      const refusal = changeRefusal(order);
      if (order === undefined || refusal !== null) {
        context.tell({ type: "modify.rejected", atMs, clientOrderId, ...(refusal ?? NOT_THERE) });
        return;
      }
      order.changing = change;
      background(() => changeOrder(options, order, change));
    },
    query: (clientOrderId, symbol) => {
      const ref = orders.get(clientOrderId)?.ref ?? { clientOrderId, symbol, conditional: false };
      return gateway.query(ref);
    },
    openOrders: async () => {
      const answer = await gateway.snapshot();
      return answer.ok ? ok(answer.value.openOrders) : answer;
    },
  };
}

/** What would be refused at the venue too is not sent. */
function changeRefusal(order: KnownOrder | undefined): { readonly code: number; readonly reason: string } | null {
  if (order === undefined || order.stage === "ended") return NOT_THERE;
  if (order.request.type !== "limit") return NO_LIMIT;
  return order.changing === null ? null : CHANGING;
}

async function send(options: LiveBrokerOptions, order: KnownOrder, request: OrderRequest): Promise<void> {
  const { context, lookAgain, onHalt } = options;
  const { gateway, words, venueClock, clock } = context;
  const departure = new OrderDeparture(order.withdrawn.signal, () => context.mayNotLeave.order(request));
  order.departure = departure;
  const notArmed = await context.entrySwitch.arm(request);
  if (notArmed !== null) {
    const reason = `not sent, the venue's dead-man's switch could not be set: ${notArmed.reason}`;
    words.ended(order, rejection(order, { code: notArmed.code, reason, atMs: venueClock.nowMs() }));
    return;
  }
  // An unknown outcome is settled a while after the send, not after the question before it.
  order.sentAtMs = clock.monotonicMs();
  const stopped = departure.leave();
  const outcome =
    stopped === null ? await gateway.place(request, departure) : ({ kind: "refused", ...stopped } as const);
  order.departure = null;
  switch (outcome.kind) {
    case "accepted":
      words.acknowledged(order, outcome.venueOrderId, outcome.atMs);
      // A cancel that was asked meanwhile may have come before it: it is asked once more.
      if (departure.withdrawn.aborted && !order.canceling && isAlive(order)) {
        order.canceling = true;
        await cancelOrder(options, order);
      }
      return;
    case "unknown":
      await askUntilSettled(context, order, outcome.reason);
      return;
    case "refused":
      if (outcome.reaction === "halt") onHalt(outcome);
      // The new rules are told before the refusal: what follows from it is decided under them.
      if (outcome.againstRules === true) await options.readRules();
      if (outcome.reaction === "reconcile") {
        lookAgain(`order refused with ${String(outcome.code)}: ${outcome.reason}`);
        if (await isThere(context, order)) return;
        // Its id is taken and nobody could say by what: the order may be alive, whatever this answer says.
        if (outcome.mayBeThere === true) {
          await askUntilSettled(context, order, outcome.reason);
          return;
        }
      }
      words.ended(order, rejection(order, { ...outcome, atMs: venueClock.nowMs() }));
  }
}

function isAlive({ stage }: KnownOrder): boolean {
  return stage !== "ended";
}

function rejection(order: KnownOrder, { code, reason, atMs }: { code: number; reason: string; atMs: number }) {
  return { type: "order.rejected", atMs, clientOrderId: order.ref.clientOrderId, code, reason } as const;
}

/** The settling time runs from here: a repetition below us may have sent it later than we did. */
async function askUntilSettled(context: LiveContext, order: KnownOrder, reason: string): Promise<void> {
  order.sentAtMs = context.clock.monotonicMs();
  context.words.unknown(order, reason, context.venueClock.nowMs());
  await resolveOrder(context, order);
}

/** A duplicate id means that an earlier attempt of ours is there: it is adopted, not sent again. */
async function isThere(context: LiveContext, order: KnownOrder): Promise<boolean> {
  const answer = await context.gateway.query(order.ref);
  if (answer.kind !== "found") return false;
  // An order that was seen is no refused one.
  await settleFound(context, order, answer.order);
  return true;
}
