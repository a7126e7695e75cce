import type { HistoryPage } from "../exchange/history.js";
import { venueError } from "../exchange/venue-error.js";
import { readAnySymbol, readSymbol } from "./route.js";
import type { RestCall } from "./route.js";

const MOST_ROWS = 1_000;

interface PageRules {
  /** Parameter that names the first row. */
  readonly idName: string | null;
  readonly symbolNeeded: boolean;
  /** Rows where no limit is sent. */
  readonly standard: number;
}

export function readPage(call: RestCall, { idName, symbolNeeded, standard }: PageRules): HistoryPage {
  const { params } = call;
  const symbol = symbolNeeded ? readSymbol(call) : readAnySymbol(call);
  const startMs = params.integer("startTime");
  const endMs = params.integer("endTime");
  if (startMs !== null && endMs !== null && startMs > endMs) params.complain(venueError("-1128"));
  const fromId = idName === null ? null : params.bigInteger(idName);
  return { symbol, fromId, startMs, endMs, limit: params.limit(standard, MOST_ROWS) };
}
