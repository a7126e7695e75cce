import type { OrderChange } from "../../domain/order.js";
import { present } from "../../lib/invariant.js";
import type { SimRequest } from "../../sim/request.js";
import type { MarketReport, MarketVenue, WrittenVenue } from "./market-venue.js";

type Venue = MarketVenue & WrittenVenue;

/** One of several venues of a session, and the accounts that stand there. */
interface Side {
  readonly venue: Venue;
  readonly accounts: readonly string[];
}

/** Several venues as one: an order goes to the venue of its account, and whatever happens at any of them is told in time. */
export function joinVenues(sides: readonly Side[]): Venue {
  const all = sides.map(({ venue }) => venue);
  const byAccount = new Map(
    sides.flatMap(({ venue, accounts }) => accounts.map((account) => [account, venue] as const)),
  );
  const byOrder = new Map<string, Venue>();
  const holder = (clientOrderId: string): Venue => present(byOrder.get(clientOrderId), `venue of ${clientOrderId}`);
  return {
    place: (request: SimRequest, atMs) => {
      const venue = present(byAccount.get(request.account), `venue of account ${request.account}`);
      byOrder.set(request.clientOrderId, venue);
      venue.place(request, atMs);
    },
    cancel: (clientOrderId, atMs) => {
      holder(clientOrderId).cancel(clientOrderId, atMs);
    },
    modify: (change: OrderChange, atMs) => {
      holder(change.clientOrderId).modify(change, atMs);
    },
    query: (clientOrderId) => byOrder.get(clientOrderId)?.query(clientOrderId) ?? null,
    openOrders: () => all.flatMap((venue) => venue.openOrders()),
    openBars: (span) => all.flatMap((venue) => venue.openBars(span)),
    fund: (stamp) => all.flatMap((venue) => venue.fund(stamp)),
    nextAtMs: () => {
      const firstMs = Math.min(...all.map((venue) => venue.nextAtMs() ?? Infinity));
      return firstMs === Infinity ? null : firstMs;
    },
    advance: (toMs) => all.flatMap((venue) => venue.advance(toMs)),
    report: () => joinReports(sides),
  };
}

/** Of the venues that can be asked now; one that can't leaves its accounts out. */
function joinReports(sides: readonly Side[]): MarketReport | null {
  const reports = sides.flatMap(({ venue, accounts }) => {
    const report = venue.report();
    return report === null ? [] : [{ report, accounts }];
  });
  if (reports.length === 0) return null;
  const joined = {
    wallets: Object.fromEntries(reports.flatMap(({ report }) => Object.entries(report.wallets))),
    positions: Object.fromEntries(reports.flatMap(({ report }) => Object.entries(report.positions))),
    openOrders: reports.flatMap(({ report }) => report.openOrders),
  };
  return reports.length === sides.length
    ? joined
    : { accounts: reports.flatMap(({ accounts }) => accounts), ...joined };
}
