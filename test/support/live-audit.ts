import { Decimal } from "decimal.js";
import { nodeFiles } from "../../src/core/adapters/fs/node-files.js";
import { configOfSession } from "../../src/core/app/config-of-session.js";
import { createEngineContext } from "../../src/core/app/engine-context.js";
import { journalDirectory, journalEvents } from "../../src/core/app/session-state.js";
import type { JournalEvent } from "../../src/core/domain/event.js";
import type { ExecutorSummary } from "../../src/core/domain/executor-summary.js";
import { isFinal } from "../../src/core/domain/order.js";
import type { Portfolio } from "../../src/core/domain/portfolio.js";
import { replay } from "../../src/core/engine/replay.js";
import { verifyJournal } from "../../src/core/journal/verify.js";
import { intendedBy } from "./crash-fold.js";
import type { LiveVenue } from "./live-lab.js";
import { unprotected } from "./live-protection.js";
import { type OrderRecords, readVenue, type VenueRecords } from "./live-records.js";

/** What must be true after the last start of a chain has ended by itself. Every sentence is something that is not. */
export async function auditLive(venue: LiveVenue, state: string, summary: ExecutorSummary): Promise<readonly string[]> {
  const verdict = verifyJournal(nodeFiles, journalDirectory(state));
  if (!verdict.ok || verdict.tornBytes > 0) return [`journal: ${verdict.reason ?? "torn"} at ${String(verdict.line)}`];
  const events = [...journalEvents(state, nodeFiles, "testnet")];
  const told = replay(
    events,
    createEngineContext(configOfSession(events[0])),
    { fromMs: -Infinity, toMs: Infinity },
    (event) => createEngineContext(configOfSession(event)),
  );
  const { portfolio } = told.state;
  const records = await readVenue(venue);
  return [
    ...(told.firstDifference === null ? [] : [`replay: ${JSON.stringify(told.firstDifference).slice(0, 400)}`]),
    ...latches(portfolio),
    ...warmupTrouble(events),
    ...summaryTrouble(summary, portfolio),
    ...idTrouble(events, records),
    ...intentTrouble(events, records),
    ...openOrderTrouble(portfolio, records),
    ...unprotected(records.held, records.algosOpen),
    ...moneyTrouble(events, portfolio, records),
  ];
}

/** The fault script takes nothing away and nobody else trades: nothing may need an operator. */
function latches({ causes }: Portfolio): readonly string[] {
  return causes.filter(({ kind }) => kind === "latch").map(({ code, clears }) => `latch ${code}: ${clears}`);
}

/** Whoever is killed while the history is told must not trade blindly, or never again, afterwards. */
function warmupTrouble(events: readonly JournalEvent[]): readonly string[] {
  const last = events.findLast((event) => event.type === "cycle.decided");
  if (last?.type !== "cycle.decided") return ["the last start decided nothing"];
  return last.drops.some(({ reason }) => reason === "warmup") ? ["the indicators have lost their history"] : [];
}

function heldBy(summary: ExecutorSummary): ReadonlyMap<string, string> {
  return new Map(summary.positions.map(({ symbol, side, qty }) => [symbol, side === "short" ? `-${qty}` : qty]));
}

function heldIn({ positions }: Portfolio): ReadonlyMap<string, string> {
  return new Map(Object.values(positions).map(({ symbol, qty }) => [symbol, qty]));
}

/** What the process said at its end is what its journal adds up to. */
function summaryTrouble(summary: ExecutorSummary, portfolio: Portfolio): readonly string[] {
  const [said, journaled] = [heldBy(summary), heldIn(portfolio)];
  const symbols = [...new Set([...said.keys(), ...journaled.keys()])];
  const differs = symbols.filter((symbol) => !new Decimal(said.get(symbol) ?? 0).equals(journaled.get(symbol) ?? 0));
  const { navStart, realizedPnl, fees, funding } = summary;
  const wallet = new Decimal(navStart ?? 0).plus(realizedPnl).minus(fees).plus(funding);
  const folded = walletOf(portfolio);
  return [
    ...differs.map(
      (symbol) => `summary: ${symbol} ${said.get(symbol) ?? "0"}, journal ${journaled.get(symbol) ?? "0"}`,
    ),
    ...(wallet.equals(folded) ? [] : [`summary: wallet ${wallet.toFixed()}, journal ${folded.toFixed()}`]),
  ];
}

function walletOf({ accounts }: Portfolio): Decimal {
  return Object.values(accounts).reduce((sum, { wallet }) => sum.plus(wallet), new Decimal(0));
}

/** Each id at most once in each of the two id spaces, and none that was not journaled as sent. */
export function idTrouble(events: readonly JournalEvent[], { orders, algos }: OrderRecords): readonly string[] {
  const submitted = new Set(events.flatMap((event) => (event.type === "order.submitted" ? [event.clientOrderId] : [])));
  const lists = [orders.map(({ clientOrderId }) => clientOrderId), algos.map(({ clientAlgoId }) => clientAlgoId)];
  return lists.flatMap((ids) => {
    const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
    const unsaid = ids.filter((id) => !submitted.has(id));
    return [
      ...twice.map((id) => `${id} is at the venue twice`),
      ...unsaid.map((id) => `${id} is at the venue, and the journal does not say that it was sent`),
    ];
  });
}

/** All orders that open for one intent together fill no more than the intent's first order asked for. */
export function intentTrouble(events: readonly JournalEvent[], { orders }: OrderRecords): readonly string[] {
  const wanted = new Map<string, Decimal>();
  const filled = new Map<string, Decimal>();
  const executed = new Map(orders.map(({ clientOrderId, executedQty }) => [clientOrderId, executedQty]));
  for (const event of events) {
    for (const { purpose, intentId, request } of intendedBy(event)) {
      if (purpose !== "open") continue;
      if (!wanted.has(intentId)) wanted.set(intentId, new Decimal(request.qty ?? 0));
      filled.set(intentId, (filled.get(intentId) ?? new Decimal(0)).plus(executed.get(request.clientOrderId) ?? 0));
    }
  }
  return [...filled].flatMap(([intentId, qty]) => {
    const most = wanted.get(intentId) ?? new Decimal(0);
    return qty.greaterThan(most) ? [`intent ${intentId} wanted ${most.toFixed()} and got ${qty.toFixed()}`] : [];
  });
}

/** Every order open at the venue is one that the books hold open. */
function openOrderTrouble({ orders }: Portfolio, { openIds }: VenueRecords): readonly string[] {
  return openIds.flatMap((id) => {
    const record = orders[id];
    if (record !== undefined && !isFinal(record.status)) return [];
    return [`${id} is open at the venue and ${record?.status ?? "unknown"} in the books`];
  });
}

/** Trades one by one, positions and wallet to the digit, at the instant at which the books ended. */
function moneyTrouble(events: readonly JournalEvent[], portfolio: Portfolio, venue: VenueRecords): readonly string[] {
  const endMs = events.reduce((most, { atMs }) => Math.max(most, atMs), 0);
  const journaled = new Map<string, number>();
  for (const event of events) {
    if (event.type !== "order.filled" && event.type !== "position.liquidated") continue;
    const key = `${event.symbol}:${event.tradeId}`;
    journaled.set(key, (journaled.get(key) ?? 0) + 1);
  }
  const ids = new Set(venue.trades.map(({ symbol, id }) => `${symbol}:${String(id)}`));
  const later = venue.trades.filter(({ symbol, id }) => !journaled.has(`${symbol}:${String(id)}`));
  const trouble = [
    ...[...journaled].flatMap(([key, times]) => (times === 1 ? [] : [`trade ${key} is booked ${String(times)} times`])),
    ...[...journaled.keys()].flatMap((key) => (ids.has(key) ? [] : [`trade ${key} is booked and not the venue's`])),
    ...later.flatMap(({ symbol, id, time }) =>
      time > endMs ? [] : [`trade ${symbol}:${String(id)} of ${new Date(time).toISOString()} is not booked`],
    ),
  ];
  const held = new Map([...heldIn(portfolio)].map(([symbol, qty]) => [symbol, new Decimal(qty)]));
  for (const { symbol, side, qty } of later) {
    held.set(symbol, (held.get(symbol) ?? new Decimal(0)).plus(side === "BUY" ? qty : `-${qty}`));
  }
  const theirs = new Map(venue.positions.map(({ symbol, positionAmt }) => [symbol, positionAmt]));
  for (const symbol of new Set([...held.keys(), ...theirs.keys()])) {
    const [ours, qty] = [held.get(symbol) ?? new Decimal(0), theirs.get(symbol) ?? "0"];
    if (!ours.equals(qty)) trouble.push(`${symbol}: books ${ours.toFixed()}, venue ${qty}`);
  }
  const since = venue.income.filter(({ time }) => time > endMs);
  const wallet = since.reduce((sum, { income }) => sum.plus(income), walletOf(portfolio));
  if (!wallet.equals(venue.wallet)) trouble.push(`wallet: books ${wallet.toFixed()}, venue ${venue.wallet}`);
  return trouble;
}
