import type { PaperVenue } from "../../../../src/core/adapters/paper/paper-venue.js";
import type { EventBody, InputEvent, IntendedOrder, JournalEvent } from "../../../../src/core/domain/event.js";
import type { OrderRequest } from "../../../../src/core/domain/order.js";
import { decFromNumber } from "../../../../src/core/lib/decimal.js";
import { createRng, type Rng } from "../../../../src/core/lib/rng.js";
import { MINUTE_MS } from "../../../../src/core/lib/time.js";
import { ALT, COIN, orderRequest } from "../../sim/harness.js";

/** Events of the trader himself. */
export const OUTPUTS: ReadonlySet<string> = new Set(["order.intended", "order.submitted", "cancel.requested"]);

/**
 * A trader whose actions depend on the number of the input and the input alone, so that he goes on after a restart
 * exactly as he would have without it. Journals like the executor: input, decisions, each before its effect.
 */
export async function trade(market: PaperVenue, journal: JournalEvent[]): Promise<void> {
  let inputs = journal.filter(({ type }) => !OUTPUTS.has(type)).length;
  const lastInput = journal.findLastIndex(({ type }) => !OUTPUTS.has(type));
  if (lastInput >= 0) {
    const done = journal.length - lastInput - 1;
    act(market, journal, decide(inputs, journal[lastInput] as InputEvent).slice(done));
  }
  for (;;) {
    const input = await market.driver.next(deadline(inputs, journal));
    if (input === null) return;
    inputs += 1;
    record(journal, input);
    act(market, journal, decide(inputs, input));
  }
}

function act(market: PaperVenue, journal: JournalEvent[], steps: readonly EventBody[]): void {
  for (const step of steps) {
    record(journal, step);
    if (step.type === "order.submitted") market.broker.place(requestOf(journal, step.clientOrderId), step.atMs);
    if (step.type === "cancel.requested") market.broker.cancel(step.clientOrderId, COIN.symbol, step.atMs);
  }
}

function requestOf(journal: readonly JournalEvent[], clientOrderId: string): OrderRequest {
  for (const event of journal) {
    if (event.type === "order.intended" && event.order.request.clientOrderId === clientOrderId) {
      return event.order.request;
    }
  }
  throw new Error(`no request of ${clientOrderId}`);
}

function record(journal: JournalEvent[], body: EventBody): void {
  const seq = journal.length + 1;
  const line = { ...body, seq, at: "", v: 1, mode: "paper", correlationId: `c${String(seq)}`, hash: String(seq) };
  journal.push(JSON.parse(JSON.stringify(line)) as JournalEvent);
}

/** A timer on every third input: some in the past, some within the bar, some beyond it. */
function deadline(inputs: number, journal: readonly JournalEvent[]): number | null {
  const last = journal.at(-1);
  if (inputs % 3 !== 0 || last === undefined) return null;
  return last.atMs + [-5, 20, 50, 25 * MINUTE_MS, 90 * MINUTE_MS][inputs % 5]!;
}

function decide(inputs: number, input: InputEvent): EventBody[] {
  if (input.type === "market.bars" && input.warmup) return [];
  const rng = createRng(`trader/${String(inputs)}`);
  const { atMs } = input;
  const wishes = input.type === "market.bars" ? 3 : rng.next() < 0.2 ? 1 : 0;
  const steps: EventBody[] = [];
  for (let wish = 0; wish < wishes; wish++) {
    const clientOrderId = `n${String(inputs)}w${String(wish)}`;
    const order = { request: drawOrder(rng, clientOrderId) } as IntendedOrder;
    steps.push({ type: "order.intended", atMs, order, because: "test" });
    steps.push({ type: "order.submitted", atMs, clientOrderId });
  }
  for (let wish = 0; wish < wishes; wish++) {
    const age = Math.floor(rng.next() * 6);
    steps.push({
      type: "cancel.requested",
      atMs,
      clientOrderId: `n${String(inputs - age)}w${String(wish)}`,
      reason: "test",
    });
  }
  return steps;
}

function drawOrder(rng: Rng, clientOrderId: string): OrderRequest {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(rng.next() * items.length)]!;
  const kind = pick(["market", "market", "limit", "stop_market", "take_profit_market"] as const);
  const price = decFromNumber(Math.round(700 + rng.next() * 600) / 10);
  const isConditional = kind === "stop_market" || kind === "take_profit_market";
  const closePosition = kind === "stop_market" && rng.next() < 0.7;
  return orderRequest({
    clientOrderId,
    symbol: pick([COIN.symbol, ALT.symbol]),
    side: pick(["buy", "sell"]),
    type: kind,
    qty: closePosition ? null : decFromNumber(Math.ceil(rng.next() * 20_000) / 1_000),
    price: kind === "limit" ? price : null,
    triggerPrice: isConditional ? price : null,
    closePosition,
    reduceOnly: !closePosition && rng.next() < 0.4,
    workingType: pick(["mark", "last"]),
  });
}
