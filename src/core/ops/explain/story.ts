import type { IntendedOrder, JournalEvent } from "../../domain/event.js";
import { isReducingPurpose, type Side } from "../../domain/intent.js";
import { applyFill, entryPrice, FLAT, type Holding, isLong } from "../../domain/position.js";
import { positionKey } from "../../domain/portfolio.js";
import { addDec, absDec, type Dec, decFromNumber, isZeroDec, subDec, ZERO } from "../../lib/decimal.js";
import { isoUtc } from "../../lib/time.js";
import { routeFacts } from "./decided-steps.js";
import { orderStep, type OrderEvent } from "./order-steps.js";
import type { PositionFacts, Step } from "./step.js";

export interface StoryStart {
  readonly intentId: string;
  readonly account: string;
  readonly symbol: string;
  /** What was held in the symbol when the intent was decided. */
  readonly holding: Holding;
  readonly orders: readonly IntendedOrder[];
  readonly steps: readonly Step[];
}

/** An intent from its orders to the end of its position: a fold of the events that come after the decision. */
export interface Story {
  readonly intentId: string;
  readonly account: string;
  readonly symbol: string;
  holding: Holding;
  opened: boolean;
  openedAtMs: number;
  realizedPnl: Dec;
  fees: Dec;
  funding: Dec;
  mark: Dec | null;
  /** What ended the position last: purpose of the order, or liquidation. */
  exitBy: string;
  /** Client order ids of the story that are not final. */
  readonly live: Set<string>;
  /** Of every order of the story. */
  readonly purposes: Map<string, string>;
  readonly steps: Step[];
}

export function beginStory(start: StoryStart): Story {
  const { intentId, account, symbol, holding, orders, steps } = start;
  const story: Story = {
    intentId,
    account,
    symbol,
    holding,
    opened: false,
    openedAtMs: 0,
    realizedPnl: ZERO,
    fees: ZERO,
    funding: ZERO,
    mark: null,
    exitBy: "",
    live: new Set(),
    purposes: new Map(),
    steps: [...steps],
  };
  for (const order of orders) track(story, order);
  return story;
}

/** True once nothing more can happen: no order works, and the position, if there was one, is closed. */
export function isOver(story: Story, event: JournalEvent): boolean {
  const flat = !story.opened || isZeroDec(story.holding.qty);
  return flat && story.live.size === 0 && event.type === "market.bars";
}

/** Takes in the next event of the journal; those of other stories change nothing. */
export function follow(story: Story, event: JournalEvent): void {
  switch (event.type) {
    case "cycle.decided":
      for (const order of event.orders) followIntended(story, order, { atMs: event.atMs, because: null });
      return;
    case "order.intended":
      followIntended(story, event.order, { atMs: event.atMs, because: event.because });
      return;
    case "order.filled":
      if (story.purposes.has(event.clientOrderId)) followFill(story, event);
      return;
    case "position.liquidated":
      if (isOurs(story, event) && story.opened) followLiquidation(story, event);
      return;
    case "funding.settled":
      if (isOurs(story, event) && story.opened && !isZeroDec(story.holding.qty)) {
        story.funding = addDec(story.funding, event.amount);
      }
      return;
    case "exits.moved":
      if (event.key === positionKey(story.account, story.symbol) && story.opened) {
        const { strategyStop, reason } = event;
        story.steps.push({ step: "stop_moved", at: isoUtc(event.atMs), data: { strategyStop, reason } });
      }
      return;
    case "market.bars": {
      const row = event.rows.find(([symbol]) => symbol === story.symbol);
      if (row !== undefined) story.mark = decFromNumber(row[9] ?? row[4]);
      return;
    }
    case "order.foreign":
      return;
    default:
      if ("clientOrderId" in event) followOrder(story, event);
  }
}

/** The last link where the journal ends before the position does. */
export function closeStory(story: Story, atMs: number): readonly Step[] {
  const open = story.opened && !isZeroDec(story.holding.qty);
  if (!open) return story.steps;
  const { fees, funding, mark } = story;
  return [
    ...story.steps,
    { step: "still_open", at: isoUtc(atMs), data: { ...positionFacts(story), fees, funding, mark } },
  ];
}

interface Where {
  readonly account: string;
  readonly symbol: string;
}

function isOurs(story: Story, { account, symbol }: Where): boolean {
  return account === story.account && symbol === story.symbol;
}

function track(story: Story, { request, purpose }: IntendedOrder): void {
  story.live.add(request.clientOrderId);
  story.purposes.set(request.clientOrderId, purpose);
}

function followIntended(
  story: Story,
  order: IntendedOrder,
  { atMs, because }: { readonly atMs: number; readonly because: string | null },
): void {
  const ofPosition = story.opened && !isZeroDec(story.holding.qty) && isOurs(story, order.request);
  if (order.intentId !== story.intentId && !ofPosition) return;
  if (story.purposes.has(order.request.clientOrderId)) return;
  track(story, order);
  const step = isReducingPurpose(order.purpose) ? "exit_order" : "route";
  story.steps.push({ step, at: isoUtc(atMs), data: routeFacts(order, because ?? order.reasons.join("; ")) });
}

function followOrder(story: Story, event: OrderEvent): void {
  const purpose = story.purposes.get(event.clientOrderId);
  if (purpose === undefined) return;
  const { step, final } = orderStep(event, purpose);
  story.steps.push(step);
  if (final) story.live.delete(event.clientOrderId);
}

type Fill = Extract<JournalEvent, { readonly type: "order.filled" }>;
type Liquidation = Extract<JournalEvent, { readonly type: "position.liquidated" }>;

function followFill(story: Story, event: Fill): void {
  const { clientOrderId, side, qty, price, fee, liquidity, atMs } = event;
  story.steps.push({ step: "fill", at: isoUtc(atMs), data: { clientOrderId, side, qty, price, fee, liquidity } });
  if (event.orderDone) story.live.delete(clientOrderId);
  const purpose = story.purposes.get(clientOrderId) ?? "";
  bookFill(story, { side, qty, price, fee, atMs, by: purpose });
}

function followLiquidation(story: Story, event: Liquidation): void {
  const { tradeId, side, qty, price, fee, atMs } = event;
  const data = { clientOrderId: tradeId, side, qty, price, fee, liquidity: "taker" };
  story.steps.push({ step: "liquidation", at: isoUtc(atMs), data });
  bookFill(story, { side, qty, price, fee, atMs, by: event.cause ?? "liquidation" });
}

interface Booking {
  readonly side: Side;
  readonly qty: Dec;
  readonly price: Dec;
  readonly fee: Dec;
  readonly atMs: number;
  readonly by: string;
}

function bookFill(story: Story, { side, qty, price, fee, atMs, by }: Booking): void {
  const { holding, realizedPnl } = applyFill(story.holding, side, qty, price);
  const begins = !story.opened;
  story.holding = holding;
  story.realizedPnl = addDec(story.realizedPnl, realizedPnl);
  story.fees = addDec(story.fees, fee);
  story.exitBy = by;
  story.mark = price;
  if (begins) {
    story.opened = true;
    story.openedAtMs = atMs;
  }
  if (isZeroDec(holding.qty)) story.steps.push(closedStep(story, atMs));
  else if (by === "open") story.steps.push({ step: "position", at: isoUtc(atMs), data: positionFacts(story) });
}

function closedStep(story: Story, atMs: number): Step {
  const { symbol, realizedPnl, fees, funding, exitBy } = story;
  const netPnl = addDec(subDec(realizedPnl, fees), funding);
  const heldMs = atMs - story.openedAtMs;
  return { step: "closed", at: isoUtc(atMs), data: { symbol, by: exitBy, netPnl, realizedPnl, fees, funding, heldMs } };
}

function positionFacts({ symbol, holding }: Story): PositionFacts {
  return {
    symbol,
    side: isLong(holding) ? "long" : "short",
    qty: absDec(holding.qty),
    entryPrice: entryPrice(holding),
  };
}

/** What is held in a symbol before a story begins. */
export function heldBefore(position: { readonly qty: Dec; readonly cost: Dec } | undefined): Holding {
  return position === undefined ? FLAT : { qty: position.qty, cost: position.cost };
}
