import type { IntendedOrder, OutputEvent } from "../domain/event.js";
import { type Instrument, reachesMinNotional } from "../domain/instrument.js";
import type { OrderRecord } from "../domain/order.js";
import type { PairGroup } from "../domain/pair.js";
import { tradingState } from "../domain/trading-state.js";
import { onGrid } from "../domain/venue-grid.js";
import { compareDec, type Dec, floorToStep, isZeroDec } from "../lib/decimal.js";
import { present } from "../lib/invariant.js";
import { clientOrderIdOf } from "../routing/client-order-id.js";
import { instrumentOf } from "./instrument-of.js";
import { partOf } from "./intended.js";
import { entriesOf, followingQty } from "./pair-groups.js";
import type { EngineContext, EngineState } from "./state.js";

/** The following leg of a pair stays where it is until the first one has ended, whatever became of that. */
export function waitsForItsLeg(state: EngineState, order: OrderRecord): boolean {
  const group = state.groups[order.groupId];
  const follows = group !== undefined && order.purpose === "open" && order.request.symbol === group.legs[1].symbol;
  // Trading that has closed meanwhile is dealt with where every other entry is.
  return follows && isTrading(state) && group.phase === "opening" && !group.legs[0].ended;
}

function isTrading({ portfolio, stopRequested }: EngineState): boolean {
  return tradingState(portfolio.causes) === "ACTIVE" && !stopRequested;
}

/**
 * Decides on the following leg of a pair once the first one has ended: it goes as it is where that one filled whole,
 * for a part where it filled in part, and not at all where nothing filled or the pair is being unwound.
 */
export function pairStep(state: EngineState, ctx: EngineContext): OutputEvent | null {
  if (!isTrading(state)) return null;
  for (const group of Object.values(state.groups)) {
    const step = followingStep(state, group, ctx);
    if (step !== null) return step;
  }
  return null;
}

function followingStep(state: EngineState, group: PairGroup, ctx: EngineContext): OutputEvent | null {
  const [first, second] = group.legs;
  if (second.ended) return null;
  const entries = entriesOf(state, group.id).filter(({ request }) => request.symbol === second.symbol);
  const order = entries.find(({ status }) => status === "intended");
  if (order === undefined) return null;
  const { clientOrderId } = order.request;
  const abandon = (reason: string): OutputEvent => ({
    type: "order.abandoned",
    atMs: state.atMs,
    clientOrderId,
    reason,
  });
  if (group.phase === "unwinding") return abandon(group.because ?? "unwinding");
  if (!first.ended) return null;
  if (isZeroDec(first.filledQty)) return abandon(`${first.symbol} ${first.failure ?? "did not fill"}`);
  const newest = Math.max(...entries.map(({ attempt }) => attempt));
  if (order.attempt < newest) return abandon("replaced by the part that follows");
  const instrument = present(instrumentOf(state, second.symbol, ctx, group.account), `instrument ${second.symbol}`);
  const asked = floorToStep(followingQty(first, second), instrument.stepSize);
  if (newest > 0 || compareDec(asked, second.approvedQty) >= 0) return null;
  if (!isLegal(asked, order, instrument)) return abandon(`${first.symbol} filled too little to follow`);
  const because = `${first.symbol} filled ${first.filledQty} of ${first.approvedQty}`;
  return { type: "order.intended", atMs: state.atMs, order: smaller(order, asked, instrument), because };
}

/** One order that the venue takes: neither below its minimum nor above its market maximum. */
function isLegal(qty: Dec, { request, decisionPrice }: OrderRecord, instrument: Instrument): boolean {
  const fits = compareDec(qty, instrument.minQty) >= 0 && compareDec(qty, instrument.marketMaxQty) <= 0;
  return fits && reachesMinNotional(instrument, qty, request.price ?? decisionPrice);
}

/** The same order at the same limit for less, on the venue's grid of now. */
function smaller(order: OrderRecord, qty: Dec, instrument: Instrument): IntendedOrder {
  const { intentId, purpose, style, maxSlippageBps, expectedCostBps } = order;
  const attempt = order.attempt + 1;
  const clientOrderId = clientOrderIdOf({ intentId, purpose, slice: 0, attempt });
  const request = onGrid({ ...order.request, clientOrderId, qty }, instrument);
  return partOf(order, { request, attempt, style, maxSlippageBps, expectedCostBps, routeReason: "pair_part" });
}
