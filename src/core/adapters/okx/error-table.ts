import type { VenueReaction } from "../../ports/venue-gateway.js";

export interface ErrorRow {
  /** `unknown`: a write with this answer may have been executed; a read is asked again. */
  readonly reaction: VenueReaction | "unknown";
  readonly meaning: string;
}

const rows = (reaction: ErrorRow["reaction"], meanings: Readonly<Record<number, string>>): [number, ErrorRow][] =>
  Object.entries(meanings).map(([code, meaning]) => [Number(code), { reaction, meaning }]);

/**
 * What each number of the venue means and asks of us. Numbers and texts: okx.com/docs-v5 error codes (2026-06);
 * `docs/venues/okx.md` shows the same rows and a test compares them.
 */
export const ERROR_TABLE: ReadonlyMap<number, ErrorRow> = new Map([
  ...rows("unknown", {
    50004: "endpoint timed out, neither success nor failure",
    50026: "system error",
    51054: "request timed out",
  }),
  ...rows("resend", {
    50001: "service temporarily unavailable",
    50011: "too many requests",
    50013: "systems are busy",
    50036: "expTime is past: nothing was done",
    50037: "order expired on its way: nothing was done",
    50040: "operations too frequent",
    50061: "too many new orders and changes of the account",
  }),
  ...rows("resync_clock", {
    50102: "timestamp more than 30 s off",
    50112: "timestamp invalid",
  }),
  ...rows("redecide", {
    51004: "above the position limit of this leverage",
    51005: "order amount above the limit",
    51006: "price outside the price limits",
    51008: "margin insufficient",
    51020: "order below the smallest amount",
    51031: "price outside the closing price range",
    51101: "order above the largest number of contracts",
    51109: "no offers in the book",
    51116: "price or trigger above the limit",
    51120: "order below the smallest amount",
    51122: "price below the smallest",
    51127: "available balance is zero",
    51131: "balance insufficient",
    51135: "closing price above the price limit",
    51136: "closing price below the price limit",
    51137: "price above the highest for buy orders",
    51138: "price below the lowest for sell orders",
    51201: "market order above the largest value",
    51202: "market order above the largest amount",
    51203: "limit order above the largest amount",
    51250: "conditional price out of range",
    51277: "take-profit would trigger at once",
    51278: "stop would trigger at once",
    51279: "take-profit would trigger at once",
    51280: "stop would trigger at once",
    51502: "change refused: margin insufficient",
    51511: "change refused: post-only order would take",
  }),
  ...rows("reconcile", {
    50017: "position frozen by deleveraging",
    50019: "account frozen by deleveraging",
    50020: "position frozen by a liquidation",
    50022: "account frozen by a liquidation",
    51016: "client order id is taken: an earlier attempt is live",
    51022: "contract suspended",
    51023: "position does not exist",
    51025: "too many open orders",
    51027: "contract expired",
    51028: "contract under delivery",
    51029: "contract is being settled",
    51030: "funding is being settled",
    51058: "no position for a conditional order",
    51065: "client id of a conditional order is taken: an earlier attempt is live",
    51068: "client id of a conditional order is taken: an earlier attempt is live",
    51071: "more than 20 dead-man's switches by tag",
    51088: "a stop for the whole position rests already",
    51102: "too many open orders of the contract",
    51112: "closes more than there is",
    51205: "reduce-only not possible: flat, or against the position",
    51261: "too many conditional orders",
    51400: "cancel refused: order does not exist",
    51401: "cancel refused: canceled already",
    51402: "cancel refused: filled already",
    51405: "cancel refused: no open orders",
    51410: "cancel refused: it is being canceled",
    51503: "change refused: order does not exist",
    51509: "change refused: order was canceled",
    51510: "change refused: order was filled",
    51513: "more than 3 changes of the order are on their way",
    51603: "order does not exist",
    59000: "setting can't change with open orders or positions",
    59107: "leverage can't change with open orders or positions",
  }),
  ...rows("bug", {
    50000: "body is empty",
    50002: "body is no JSON",
    50006: "content type invalid",
    50014: "parameter empty",
    50015: "one of two parameters is missing",
    50016: "parameters don't match",
    50024: "parameters exclude each other",
    50115: "request method invalid",
    51000: "parameter invalid",
    51001: "instrument does not exist",
    51003: "neither order id nor client order id",
    51015: "instrument and its type don't match",
    51121: "quantity is no multiple of the lot",
    51204: "limit order without a price",
    51327: "closeFraction on another instrument than a swap",
    51328: "closeFraction without reduceOnly",
    51329: "closeFraction outside net mode",
    51330: "closeFraction on another order than a stop at the market",
  }),
  ...rows("halt", {
    50007: "user is blocked",
    50008: "user does not exist",
    50009: "account is being liquidated",
    50012: "account status invalid",
    50027: "account may not trade",
    50028: "order can't be placed, support has to be asked",
    50029: "account restricted by risk control",
    50030: "no permission for this endpoint",
    50100: "API is frozen",
    50101: "key of the demo venue at the real one, or the reverse",
    50103: "no API key",
    50104: "no passphrase",
    50105: "passphrase wrong",
    50106: "no signature",
    50107: "no timestamp",
    50110: "address not on the key's list",
    50111: "API key invalid",
    50113: "signature invalid",
    50114: "authorisation invalid",
    50119: "API key does not exist: another region's host?",
    50120: "key lacks the permission",
    51009: "orders are blocked",
    51010: "not in this account mode",
    51024: "account is blocked",
    51155: "not available in this region",
  }),
]);

/** Refusals under which an order may be there all the same: its id, or its place, is taken by an earlier attempt of ours. */
export const MAY_BE_THERE_CODES: ReadonlySet<number> = new Set([51016, 51065, 51068, 51088]);

/** Refusals that the rules of a contract give: lots, smallest and largest order, price limits, and whether it trades. */
export const RULE_CODES: ReadonlySet<number> = new Set([
  ...[51000, 51005, 51006, 51020, 51022, 51027, 51031, 51101, 51116, 51120, 51121, 51122],
  ...[51135, 51136, 51137, 51138, 51201, 51202, 51203, 51250],
]);
